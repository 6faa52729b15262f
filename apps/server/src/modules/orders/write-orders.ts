import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { OrderFact } from "#log";
import { addToDays, addToTotals, countAnew } from "./figures.ts";

/**
 * New and changed orders, none twice. A new order is added to its buyer's figures; the buyers of changed ones are counted
 * anew. An older form that comes late leaves the newer one.
 */
export async function writeOrders(tx: Db, corpId: string, orders: ReadonlyArray<OrderFact & { recordedAt: string }>): Promise<void> {
  if (orders.length === 0) return;
  const { rows } = await sql<{ person_id: string }>`
    with input as materialized (
      select i.*, coalesce(r.refunds, 0) as refunds
      from jsonb_to_recordset(${JSON.stringify(orders)}::jsonb) as i("orderNo" text, "personId" text, "keyPersonId" text, keys jsonb,
        "amountFen" bigint, "refundedFen" bigint, "paidAt" timestamptz, day date, "storeId" text, "storeCode" text,
        channel text, credit text, "changedAt" timestamptz, source text, "recordedAt" timestamptz)
      left join lateral (select sum(amount_fen)::bigint as refunds from order_refund
        where corp_id = ${corpId} and order_no = i."orderNo") r on true
    ), old as materialized (
      select o.* from input i join customer_order o on o.corp_id = ${corpId} and o.order_no = i."orderNo"
    ), fresh as materialized (
      select ${corpId}::text as corp_id, i."orderNo" as order_no, i."personId" as person_id, i."keyPersonId" as key_person_id, i.keys,
        i."amountFen" as amount_fen, least(i."amountFen", greatest(i."refundedFen", i.refunds)) as refunded_fen,
        i."refundedFen" as said_refunded_fen, i."paidAt" as paid_at, i.day, i."storeId" as store_id, i."storeCode" as store_code,
        i.channel, i.credit, i.source, i."changedAt" as changed_at, i."recordedAt" as recorded_at,
        old.order_no is not null as known,
        case when old.person_id is null or old.person_id is not distinct from i."personId" then old.former_person_ids
          else array_append(array_remove(old.former_person_ids, old.person_id), old.person_id) end as former_person_ids
      from input i left join old on old.order_no = i."orderNo"
      where old.order_no is null or old.changed_at <= i."changedAt"
    ), written as (
      insert into customer_order (corp_id, order_no, person_id, key_person_id, keys, amount_fen, refunded_fen, said_refunded_fen,
        paid_at, day, store_id, store_code, channel, credit, source, changed_at, recorded_at, former_person_ids)
      select corp_id, order_no, person_id, key_person_id, keys, amount_fen, refunded_fen, said_refunded_fen, paid_at, day, store_id,
        store_code, channel, credit, source, changed_at, recorded_at, former_person_ids from fresh
      on conflict (corp_id, order_no) do update set person_id = excluded.person_id, key_person_id = excluded.key_person_id,
        keys = excluded.keys, amount_fen = excluded.amount_fen, refunded_fen = excluded.refunded_fen,
        said_refunded_fen = excluded.said_refunded_fen, paid_at = excluded.paid_at, day = excluded.day,
        store_id = excluded.store_id, store_code = excluded.store_code, channel = excluded.channel, credit = excluded.credit,
        source = excluded.source, changed_at = excluded.changed_at, recorded_at = excluded.recorded_at,
        former_person_ids = excluded.former_person_ids
    ), touched as materialized (
      select f.person_id from fresh f where f.known and f.person_id is not null
      union select o.person_id from old o join fresh f using (order_no) where o.person_id is not null
    ), d as (
      select 1 as sign, day, store_id, channel, credit, person_id, amount_fen, refunded_fen from fresh
      union all select -1, o.day, o.store_id, o.channel, o.credit, o.person_id, o.amount_fen, o.refunded_fen
        from old o join fresh f using (order_no)
    ), daily as (${addToDays(corpId)}
    ), more_per_day as materialized (
      select f.person_id, f.day, count(*)::int as orders, sum(f.amount_fen - f.refunded_fen) as amount_fen, min(f.paid_at) as first_at,
        max(f.paid_at) as last_at
      from fresh f
      where f.person_id is not null and (f.refunded_fen = 0 or f.refunded_fen < f.amount_fen)
        and f.person_id not in (select person_id from touched)
      group by f.person_id, f.day
    ), before as materialized (
      select s.* from order_stats s
      where s.corp_id = ${corpId} and s.person_id in (select person_id from more_per_day)
    ), more as materialized (
      select m.person_id, sum(m.orders)::int as orders, sum(m.amount_fen)::bigint as amount_fen, min(m.first_at) as first_at,
        max(m.last_at) as last_at, min(m.day) as first_day, max(m.day) as last_day, (array_agg(m.day order by m.day))[1:2] as days,
        count(*) filter (where b.person_id is null or m.day not in (b.first_day, b.last_day) and not exists (
          select from customer_order o where o.corp_id = ${corpId} and o.person_id = m.person_id and o.day = m.day
            and (o.refunded_fen = 0 or o.refunded_fen < o.amount_fen)))::int as new_days
      from more_per_day m left join before b on b.person_id = m.person_id group by m.person_id
    ), after as materialized (
      select m.person_id, coalesce(b.orders, 0) + m.orders as orders, coalesce(b.amount_fen, 0) + m.amount_fen as amount_fen,
        coalesce(b.days, 0) + m.new_days as days, least(b.first_day, m.first_day) as first_day,
        (select (array_agg(d order by d))[2] from (
          select unnest(m.days) as d union select b.first_day union select b.second_day) u where d is not null) as second_day,
        greatest(b.last_day, m.last_day) as last_day, least(b.first_at, m.first_at) as first_at,
        greatest(b.last_at, m.last_at) as last_at
      from more m left join before b on b.person_id = m.person_id
    ), stats as (
      insert into order_stats (corp_id, person_id, orders, amount_fen, days, first_day, second_day, last_day, first_at, last_at)
      select ${corpId}, person_id, orders, amount_fen, days, first_day, second_day, last_day, first_at, last_at from after
      order by person_id
      on conflict (corp_id, person_id) do update set orders = excluded.orders, amount_fen = excluded.amount_fen,
        days = excluded.days, first_day = excluded.first_day, second_day = excluded.second_day, last_day = excluded.last_day,
        first_at = excluded.first_at, last_at = excluded.last_at
    ), totals as (${addToTotals(corpId)})
    select person_id from touched`.execute(tx);
  await countAnew(
    tx,
    corpId,
    rows.map(({ person_id }) => person_id),
  );
}
