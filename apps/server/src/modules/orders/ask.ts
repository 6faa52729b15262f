import { sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { addDays, localDay } from "#kit/tz";

const MATCH_DAYS = 30;

/** Orders of the last 30 days that belong to a WeCom customer; the rate is null (unknown) without orders. */
export async function matchRate(ctx: Ctx): Promise<OutputOf<typeof api.orders.matchRate>> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const since = addDays(localDay(ctx.now, timeZone), 1 - MATCH_DAYS);
  const { rows } = await sql<{ orders: number; matched: number }>`
    select coalesce(sum(orders), 0)::bigint as orders, coalesce(sum(matched), 0)::bigint as matched from order_day
    where corp_id = ${ctx.corpId} and dim = 'all' and day >= ${since}::date`.execute(ctx.db);
  const { orders, matched } = rows[0] ?? { orders: 0, matched: 0 };
  return { days: MATCH_DAYS, orders, matched, rate: orders > 0 ? matched / orders : null };
}

/** What a person's orders come to; null without any that counts. */
export async function orderStatsOf(
  ctx: Ctx,
  personId: string,
): Promise<{ orders: number; amountFen: number; days: number; firstAt: Date; lastAt: Date } | null> {
  const { rows } = await sql<{ orders: number; amountFen: number; days: number; firstAt: Date; lastAt: Date }>`
    select orders, amount_fen as "amountFen", days, first_at as "firstAt", last_at as "lastAt" from order_stats
    where corp_id = ${ctx.corpId} and person_id = ${personId}`.execute(ctx.db);
  return rows[0] ?? null;
}

/** How many orders these people paid in a span. */
export async function paidOrders(ctx: Ctx, personIds: readonly string[], span: { from: Date; to: Date }): Promise<number> {
  if (personIds.length === 0) return 0;
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from customer_order where corp_id = ${ctx.corpId}
    and person_id = any(${[...personIds]}) and paid_at >= ${span.from} and paid_at < ${span.to} and refunded_fen < amount_fen`.execute(
    ctx.db,
  );
  return rows[0]?.n ?? 0;
}
