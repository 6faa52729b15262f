import type { ReportKind } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { addDays } from "#kit/tz";
import { daily } from "#modules/analytics";
import { dailyOrders } from "#modules/orders";

export const FLOWS = ["added", "lost", "joined", "left"] as const;
export type Flow = (typeof FLOWS)[number] | "orders" | "revenue";
export type Figures = Record<Flow, { value: number; before: number }>;

/** The days of a report, and as many before. */
export const daysOf = (kind: ReportKind): number => (kind === "day" ? 1 : 7);

/** What came and went on these days, of the whole or of some stores, and on as many days before. */
export async function figuresOf(ctx: Ctx, kind: ReportKind, day: string, storeIds: readonly string[] | null): Promise<Figures> {
  const length = daysOf(kind);
  const from = addDays(day, 1 - 2 * length);
  const isNow = (one: { day: string }) => one.day > addDays(day, -length);
  const none = { value: 0, before: 0 };
  const sums: Figures = {
    added: { ...none },
    lost: { ...none },
    joined: { ...none },
    left: { ...none },
    orders: { ...none },
    revenue: { ...none },
  };
  for (const storeId of storeIds ?? [undefined]) {
    const scope = { from, to: day, ...(storeId === undefined ? {} : { storeId }) };
    const { days } = await daily(ctx, scope);
    for (const one of days) for (const key of FLOWS) sums[key][isNow(one) ? "value" : "before"] += one[key];
    const trade = await dailyOrders(ctx, scope);
    for (const one of trade.days) {
      const when = isNow(one) ? "value" : "before";
      sums.orders[when] += one.orders;
      sums.revenue[when] += one.amountFen - one.refundedFen;
    }
  }
  return sums;
}
