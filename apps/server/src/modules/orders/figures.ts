import { type RawBuilder, sql } from "kysely";
import type { Db } from "#db/connect";

/** Whether a row of customer_order (by its alias) counts for its buyer: `counts` of rules.ts in SQL. */
export const countsSql = (alias: string): RawBuilder<boolean> => {
  const order = sql.ref(alias);
  return sql<boolean>`(${order}.person_id is not null and (${order}.refunded_fen = 0 or ${order}.refunded_fen < ${order}.amount_fen))`;
};

/**
 * Adds the difference of two sets of order_stats rows (CTEs `before` and `after`, a row per person each) to the corp's
 * totals. Text of a CTE that changes data.
 */
export const addToTotals = (corpId: string): RawBuilder<unknown> => sql`
  insert into order_total as t (corp_id, customers, orders, customer_days, amount_fen, repeaters, within_30, within_90)
  select ${corpId}, sum(sign), sum(sign * orders), sum(sign * days), sum(sign * amount_fen),
    sum(case when second_day is not null then sign else 0 end), sum(case when second_day - first_day <= 30 then sign else 0 end),
    sum(case when second_day - first_day <= 90 then sign else 0 end)
  from (
    select 1 as sign, orders, days, amount_fen, first_day, second_day from after
    union all select -1, orders, days, amount_fen, first_day, second_day from before) d
  having count(*) > 0
  on conflict (corp_id) do update set customers = t.customers + excluded.customers, orders = t.orders + excluded.orders,
    customer_days = t.customer_days + excluded.customer_days, amount_fen = t.amount_fen + excluded.amount_fen,
    repeaters = t.repeaters + excluded.repeaters, within_30 = t.within_30 + excluded.within_30,
    within_90 = t.within_90 + excluded.within_90`;

/** Adds rows of customer_order (CTE `d` with a `sign`) to the figures of their days, stores and channels. */
export const addToDays = (corpId: string): RawBuilder<unknown> => sql`
  insert into order_day as t (corp_id, dim, key, day, orders, matched, refunded, direct, prompted, amount_fen, refunded_fen)
  select ${corpId}, k.dim, k.key, day, sum(sign), sum(case when person_id ^@ 'cus_' then sign else 0 end),
    sum(case when refunded_fen > 0 then sign else 0 end), sum(case when credit = 'direct' then sign else 0 end),
    sum(case when credit = 'prompted' then sign else 0 end), sum(sign * amount_fen), sum(sign * refunded_fen)
  from d, lateral (values ('all', ''), ('store', coalesce(store_id, '')), ('channel', channel)) as k(dim, key)
  group by k.dim, k.key, day order by k.dim, k.key, day
  on conflict (corp_id, dim, key, day) do update set orders = t.orders + excluded.orders,
    matched = t.matched + excluded.matched, refunded = t.refunded + excluded.refunded, direct = t.direct + excluded.direct,
    prompted = t.prompted + excluded.prompted, amount_fen = t.amount_fen + excluded.amount_fen,
    refunded_fen = t.refunded_fen + excluded.refunded_fen`;

/**
 * Counts some persons' figures anew from their orders. For whatever is not simply one more order: changes, refunds, merges.
 * It reads these persons' orders and nobody else's.
 */
export async function countAnew(tx: Db, corpId: string, personIds: readonly string[]): Promise<void> {
  const people = [...new Set(personIds)];
  if (people.length === 0) return;
  await sql`
    with before as materialized (
      select * from order_stats where corp_id = ${corpId} and person_id = any(${people})
    ), per_day as materialized (
      select o.person_id, o.day, count(*)::int as orders, sum(o.amount_fen - o.refunded_fen) as amount_fen,
        min(o.paid_at) as first_at, max(o.paid_at) as last_at
      from customer_order o where o.corp_id = ${corpId} and o.person_id = any(${people}) and ${countsSql("o")}
      group by o.person_id, o.day
    ), after as materialized (
      select person_id, sum(orders)::int as orders, sum(amount_fen)::bigint as amount_fen, count(*)::int as days,
        min(day) as first_day, (array_agg(day order by day))[2] as second_day, max(day) as last_day,
        min(first_at) as first_at, max(last_at) as last_at
      from per_day group by person_id
    ), gone as (
      delete from order_stats s where s.corp_id = ${corpId} and s.person_id = any(${people})
        and not exists (select from after a where a.person_id = s.person_id)
    ), written as (
      insert into order_stats (corp_id, person_id, orders, amount_fen, days, first_day, second_day, last_day, first_at, last_at)
      select ${corpId}, person_id, orders, amount_fen, days, first_day, second_day, last_day, first_at, last_at from after
      order by person_id
      on conflict (corp_id, person_id) do update set orders = excluded.orders, amount_fen = excluded.amount_fen,
        days = excluded.days, first_day = excluded.first_day, second_day = excluded.second_day, last_day = excluded.last_day,
        first_at = excluded.first_at, last_at = excluded.last_at
    ) ${addToTotals(corpId)}`.execute(tx);
}
