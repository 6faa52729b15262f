import { type RawBuilder, sql } from "kysely";
import type { Db } from "#db/connect";
import { addToDays, countAnew } from "./figures.ts";

/** Orders follow their buyers into those they were merged into. Nobody occurs twice. */
export async function movePeople(tx: Db, corpId: string, merges: ReadonlyArray<{ from: string; into: string }>): Promise<void> {
  if (merges.length === 0) return;
  const pairs = sql`jsonb_to_recordset(${JSON.stringify(merges)}::jsonb) as m("from" text, "into" text)`;
  await move(
    tx,
    corpId,
    sql`select o.*, m."into" as next_id from ${pairs}
    join customer_order o on o.corp_id = ${corpId} and o.person_id = m."from"`,
  );
  await countAnew(
    tx,
    corpId,
    merges.flatMap(({ from, into }) => [from, into]),
  );
}

/** Those whose keys were hers or her own merged persons' go back with her. */
export async function moveBack(tx: Db, corpId: string, split: { from: string; into: string; members: readonly string[] }): Promise<void> {
  const { from, into, members } = split;
  await move(
    tx,
    corpId,
    sql`select o.*, ${from}::text as next_id from customer_order o
    where o.corp_id = ${corpId} and o.person_id = ${into} and o.key_person_id = any(${[...members]})`,
  );
  await countAnew(tx, corpId, [from, into]);
}

/** `moving`: rows of customer_order with the buyer's next id. Days know which orders are matched. */
async function move(tx: Db, corpId: string, moving: RawBuilder<unknown>): Promise<void> {
  await sql`
    with moving as materialized (${moving}),
    written as (
      update customer_order o set person_id = m.next_id from moving m where o.corp_id = ${corpId} and o.order_no = m.order_no
    ), d as (
      select 1 as sign, day, store_id, channel, credit, next_id as person_id, amount_fen, refunded_fen from moving
      union all select -1, day, store_id, channel, credit, person_id, amount_fen, refunded_fen from moving
    ) ${addToDays(corpId)}`.execute(tx);
}
