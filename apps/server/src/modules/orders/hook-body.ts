import { z } from "zod";
import { cleanKeys } from "#modules/customers";
import type { NewOrder, NewRefund } from "./types.ts";

export const MOST_PER_DELIVERY = 1000;

const instant = z.iso.datetime({ offset: true, local: false });
const fen = z.number().int().min(0).max(100_000_000_00);
const key = z.string().max(120).nullish();

const order = z.object({
  orderNo: z.string().trim().min(1).max(120),
  paidAt: instant,
  amountFen: fen,
  refundedFen: fen.nullish(),
  externalUserId: key,
  unionid: key,
  memberId: key,
  phone: key,
  storeCode: z.string().max(60).nullish(),
  channel: z.string().max(60).nullish(),
  credit: z.enum(["direct", "prompted", "unknown"]).nullish(),
  updatedAt: instant.nullish(),
  /** What was bought, by the shop's own numbers. */
  items: z
    .array(z.object({ sku: z.string().trim().min(1).max(60), quantity: z.number().int().min(1).max(100_000).default(1) }))
    .max(200)
    .nullish(),
});

const refund = z.object({
  orderNo: z.string().trim().min(1).max(120),
  refundNo: z.string().trim().min(1).max(120),
  amountFen: fen,
  refundedAt: instant,
});

/** What a shop sends. Unknown fields are left out, so that a shop may send more than we read. */
export const hookBody = z.object({ orders: z.array(order).default([]), refunds: z.array(refund).default([]) });
export type HookBody = z.infer<typeof hookBody>;

export const ordersOfBody = ({ orders }: HookBody): NewOrder[] =>
  orders.map((one) => ({
    orderNo: one.orderNo,
    keys: cleanKeys({ external: one.externalUserId, unionid: one.unionid, member: one.memberId, phone: one.phone }),
    amountFen: one.amountFen,
    refundedFen: one.refundedFen ?? 0,
    paidAt: new Date(one.paidAt),
    storeCode: one.storeCode ?? "",
    channel: one.channel ?? "",
    credit: one.credit ?? "unknown",
    changedAt: one.updatedAt ? new Date(one.updatedAt) : null,
    ...(one.items ? { items: one.items } : {}),
  }));

export const refundsOfBody = ({ refunds }: HookBody): NewRefund[] =>
  refunds.map((one) => ({ ...one, refundedAt: new Date(one.refundedAt) }));
