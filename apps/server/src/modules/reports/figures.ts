import type { ReportKind } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { addDays } from "#kit/tz";
import { daily, storeFlows } from "#modules/analytics";
import { dailyOrders, storeTrade } from "#modules/orders";

export const FLOWS = ["added", "lost", "joined", "left"] as const;
export type Flow = (typeof FLOWS)[number] | "orders" | "revenue";
export type Figures = Record<Flow, { value: number; before: number }>;

/** The days of a report, and as many before. */
export const daysOf = (kind: ReportKind): number => (kind === "day" ? 1 : 7);

/** What came and went on these days, of the whole or of some stores together, and on as many days before. */
export async function figuresOf(ctx: Ctx, kind: ReportKind, day: string, storeIds: readonly string[] | null): Promise<Figures> {
  const length = daysOf(kind);
  const [from, split] = [addDays(day, 1 - 2 * length), addDays(day, 1 - length)];
  const span = { from, to: day };
  const flows = storeIds === null ? wholeFlows((await daily(ctx, span)).days, split) : await storeFlows(ctx, storeIds, { ...span, split });
  const sums: Figures = { ...flows, orders: { value: 0, before: 0 }, revenue: { value: 0, before: 0 } };
  const trade = storeIds === null ? await wholeTrade(ctx, span) : await storeTrade(ctx, storeIds, span);
  for (const one of trade) {
    const when = one.day >= split ? "value" : "before";
    sums.orders[when] += one.orders;
    sums.revenue[when] += one.revenueFen;
  }
  return sums;
}

type FlowDay = Record<(typeof FLOWS)[number], number> & { day: string };

function wholeFlows(days: readonly FlowDay[], split: string): Record<(typeof FLOWS)[number], { value: number; before: number }> {
  const sum = (key: (typeof FLOWS)[number]) => {
    const of = (isNow: boolean) => days.reduce((all, one) => all + (one.day >= split === isNow ? one[key] : 0), 0);
    return { value: of(true), before: of(false) };
  };
  return { added: sum("added"), lost: sum("lost"), joined: sum("joined"), left: sum("left") };
}

const wholeTrade = async (ctx: Ctx, span: { from: string; to: string }) =>
  (await dailyOrders(ctx, span)).days.map((one) => ({ ...one, revenueFen: one.amountFen - one.refundedFen }));
