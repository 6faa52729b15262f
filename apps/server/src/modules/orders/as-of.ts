import { sql } from "kysely";
import type { Db } from "#db/connect";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { localDay } from "#kit/tz";
import { countsSql } from "./figures.ts";

export type AsOf = { day: string; today: string };

/** The local day that is meant: `YYYY-MM-DD`, an instant, or today. */
export async function readAsOf(ctx: Ctx, text: string | undefined): Promise<AsOf> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const today = localDay(ctx.now, timeZone);
  if (text === undefined || text === "") return { day: today, today };
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/u.test(text) ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(at.getTime())) throw new Problem("invalidInput", { issues: `asOf: ${text}` });
  return { day: text.length === 10 ? text : localDay(at, timeZone), today };
}

/**
 * Buyers up to a day as rows (person_id, orders, amount_fen, days, first_day, second_day, last_day). Once the day is past
 * every order, these are the figures that are kept anyway; before, the orders up to then are counted. Refunds count
 * as they stand now, whenever they were made.
 */
export async function buyersAsOf(db: Db, corpId: string, day: string) {
  const { rows } = await sql<{ later: boolean }>`select exists (
    select from order_day where corp_id = ${corpId} and dim = 'all' and day > ${day}::date) as later`.execute(db);
  if (rows[0]?.later !== true)
    return sql`select person_id, orders, amount_fen, days, first_day, second_day, last_day from order_stats where corp_id = ${corpId}`;
  return sql`select person_id, sum(orders)::int as orders, sum(amount_fen)::bigint as amount_fen, count(*)::int as days,
      min(day) as first_day, (array_agg(day order by day))[2] as second_day, max(day) as last_day
    from (
      select o.person_id, o.day, count(*) as orders, sum(o.amount_fen - o.refunded_fen) as amount_fen from customer_order o
      where o.corp_id = ${corpId} and o.day <= ${day}::date and ${countsSql("o")} group by o.person_id, o.day) d
    group by person_id`;
}
