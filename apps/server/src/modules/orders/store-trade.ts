import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

/** What these stores sold together, day by day; days without an order have no row. Revenue is less what was given back. */
export async function storeTrade(
  ctx: Ctx,
  storeIds: readonly string[],
  { from, to }: { from: string; to: string },
): Promise<Array<{ day: string; orders: number; revenueFen: number }>> {
  const { rows } = await sql<{ day: string; orders: number; revenueFen: number }>`
    select day, sum(orders)::bigint as orders, sum(amount_fen - refunded_fen)::bigint as "revenueFen" from order_day
    where corp_id = ${ctx.corpId} and dim = 'store' and key = any(${[...storeIds]}) and day between ${from}::date and ${to}::date
    group by day`.execute(ctx.db);
  return rows;
}
