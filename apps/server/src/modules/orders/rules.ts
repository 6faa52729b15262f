import { createHash } from "node:crypto";
import type { NewOrder } from "./types.ts";

/**
 * Everything that a shop says about an order, as one short value: the same again is no news. Where the shop does not say when
 * it changed an order, a row that was recorded once never counts again, so that last month's file undoes nothing.
 */
export function versionOf(order: NewOrder): string {
  const { orderNo, keys, amountFen, refundedFen, paidAt, storeCode, channel, credit, changedAt } = order;
  const said = [orderNo, amountFen, refundedFen, paidAt.getTime(), storeCode, channel, credit, changedAt?.getTime() ?? 0];
  for (const kind in keys) said.push(kind, keys[kind] ?? "");
  for (const { sku, quantity } of order.items ?? []) said.push("item", sku, quantity);
  const hex = createHash("md5").update(said.join("\u0000")).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Refunded in full: nothing was bought. A free order (0 fen) counts. */
export const counts = (order: { amountFen: number; refundedFen: number }): boolean =>
  order.refundedFen === 0 || order.refundedFen < order.amountFen;
