import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { EventMap } from "#log";
import { addToDays, countAnew } from "./figures.ts";

/** Refunds by number, each once. One that comes before its order waits for it. */
export async function writeRefunds(tx: Db, corpId: string, all: ReadonlyArray<EventMap["order.refunded"]>): Promise<void> {
  const refunds = [...new Map(all.toReversed().map((refund) => [`${refund.orderNo}\u0000${refund.refundNo}`, refund])).values()];
  if (refunds.length === 0) return;
  await sql`insert into order_refund (corp_id, order_no, refund_no, amount_fen, refunded_at)
    select ${corpId}, "orderNo", "refundNo", "amountFen", "refundedAt" from jsonb_to_recordset(${JSON.stringify(refunds)}::jsonb)
      as r("orderNo" text, "refundNo" text, "amountFen" bigint, "refundedAt" timestamptz)
    on conflict do nothing`.execute(tx);
  const orderNos = [...new Set(refunds.map(({ orderNo }) => orderNo))];
  const { rows } = await sql<{ person_id: string | null }>`
    with old as materialized (
      select o.order_no, o.day, o.store_id, o.channel, o.credit, o.person_id, o.amount_fen, o.refunded_fen,
        least(o.amount_fen, greatest(o.said_refunded_fen, r.refunds)) as now_fen
      from customer_order o
      join lateral (select sum(amount_fen)::bigint as refunds from order_refund
        where corp_id = ${corpId} and order_no = o.order_no) r on true
      where o.corp_id = ${corpId} and o.order_no = any(${orderNos})
    ), written as (
      update customer_order o set refunded_fen = old.now_fen from old
      where o.corp_id = ${corpId} and o.order_no = old.order_no and o.refunded_fen <> old.now_fen
    ), d as (
      select 1 as sign, day, store_id, channel, credit, person_id, amount_fen, now_fen as refunded_fen from old
      union all select -1, day, store_id, channel, credit, person_id, amount_fen, refunded_fen from old
    ), daily as (${addToDays(corpId)})
    select person_id from old where person_id is not null and refunded_fen <> now_fen`.execute(tx);
  await countAnew(
    tx,
    corpId,
    rows.flatMap(({ person_id }) => person_id ?? []),
  );
}
