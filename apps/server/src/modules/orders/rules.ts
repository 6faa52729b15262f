import { createHash } from "node:crypto";
import type { NewOrder } from "./types.ts";

/** Mobile numbers as one form: digits only, China's country code off. What is no number stays as it was written. */
export function normalizePhone(text: string): string {
  const digits = text.replaceAll(/[\s().-]/gu, "");
  const [, national] = /^(?:\+|00)?86(1\d{10})$/u.exec(digits) ?? [];
  return national ?? digits;
}

/** Keys without the empty ones, each in its one form. */
export function cleanKeys(keys: Readonly<Record<string, string | undefined | null>>): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [kind, value] of Object.entries(keys)) {
    const text = value?.trim() ?? "";
    if (text !== "") clean[kind] = kind === "phone" ? normalizePhone(text) : text;
  }
  return clean;
}

/**
 * Everything that a shop says about an order, as one short value: the same again is no news. Where the shop does not say when
 * it changed an order, a row that was recorded once never counts again, so that last month's file undoes nothing.
 */
export function versionOf(order: NewOrder): string {
  const { orderNo, keys, amountFen, refundedFen, paidAt, storeCode, channel, credit, changedAt } = order;
  const said = [orderNo, amountFen, refundedFen, paidAt.getTime(), storeCode, channel, credit, changedAt?.getTime() ?? 0];
  for (const kind in keys) said.push(kind, keys[kind] ?? "");
  const hex = createHash("md5").update(said.join("\u0000")).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Refunded in full: nothing was bought. A free order (0 fen) counts. */
export const counts = (order: { amountFen: number; refundedFen: number }): boolean =>
  order.refundedFen === 0 || order.refundedFen < order.amountFen;
