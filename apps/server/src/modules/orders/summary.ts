import { sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { buyersAsOf, readAsOf } from "./as-of.ts";

type Summary = OutputOf<typeof api.orders.summary>;
type Totals = {
  customers: number;
  orders: number;
  customerDays: number;
  amount: number;
  repeaters: number;
  within30: number;
  within90: number;
};

/** Frequency is the number of orders, the population whoever has one up to `asOf` (docs/orders.md). */
export async function ordersSummary(ctx: Ctx, input: { asOf?: string | undefined }): Promise<Summary> {
  const { day, today } = await readAsOf(ctx, input.asOf);
  const t = (day >= today ? await keptTotals(ctx, day) : null) ?? (await countedTotals(ctx, day));
  const share = (n: number) => (t.customers === 0 ? null : n / t.customers);
  return {
    customers: t.customers,
    orders: t.orders,
    customerDays: t.customerDays,
    amount: t.amount,
    repurchaseRate: share(t.repeaters),
    nDayRepurchase: { "30": share(t.within30), "90": share(t.within90) },
  };
}

/** The totals that are kept with every order; null when there are orders of a later day than the one asked about. */
async function keptTotals(ctx: Ctx, day: string): Promise<Totals | null> {
  const { rows } = await sql<Totals & { later: boolean }>`
    select customers, orders, customer_days as "customerDays", amount_fen as amount, repeaters, within_30 as within30,
      within_90 as within90,
      exists (select from order_day where corp_id = ${ctx.corpId} and dim = 'all' and day > ${day}::date) as later
    from order_total where corp_id = ${ctx.corpId}`.execute(ctx.db);
  const [row] = rows;
  return row && !row.later ? row : null;
}

async function countedTotals(ctx: Ctx, day: string): Promise<Totals> {
  const { rows } = await sql<Totals>`select count(*) as customers, coalesce(sum(orders), 0)::bigint as orders,
      coalesce(sum(days), 0)::bigint as "customerDays", coalesce(sum(amount_fen), 0)::bigint as amount,
      count(*) filter (where second_day is not null) as repeaters,
      count(*) filter (where second_day - first_day <= 30) as within30,
      count(*) filter (where second_day - first_day <= 90) as within90
    from (${await buyersAsOf(ctx.db, ctx.corpId, day)}) b`.execute(ctx.db);
  return rows[0] ?? { customers: 0, orders: 0, customerDays: 0, amount: 0, repeaters: 0, within30: 0, within90: 0 };
}
