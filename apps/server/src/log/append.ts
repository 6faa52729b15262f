import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import { jsonbText } from "#kit/json";
import type { NewEvent } from "./events.ts";

/**
 * Records facts of one corp, gapless and in commit order. Must be the last statement of a transaction: it locks the
 * corp's head row, and whoever comes after waits for this commit. Facts whose `sourceKey` is known already are left out
 * (looked up under the same lock, so a repeat leaves no gap). Returns how many were recorded.
 */
export async function append(tx: Db, corpId: string, events: readonly NewEvent[], by: { actor: Actor; now: Date }): Promise<number> {
  if (events.length === 0) return 0;
  await lockLog(tx, corpId);
  const keys = events.flatMap(({ sourceKey }) => sourceKey ?? []);
  const rows = events.map((event, i) => ({
    n: i,
    type: event.type,
    subject: event.subject,
    actor: event.actor ?? by.actor,
    data: event.data,
    occurred_at: event.occurredAt.toISOString(),
    source_key: event.sourceKey ?? null,
    cause_seq: event.causeSeq ?? null,
  }));
  const result = await sql<{ added: number }>`
    with input as (
      select * from jsonb_to_recordset(${jsonbText(rows)}::jsonb) as r(
        n int, type text, subject text, actor jsonb, data jsonb, occurred_at timestamptz, source_key text, cause_seq bigint)
    ), known as materialized (
      -- By the keys themselves: their index is then used whatever the planner thinks of the input.
      select source_key from event where corp_id = ${corpId} and source_key = any(${keys}) and source_key is not null
    ), fresh as (
      select distinct on (source_key, case when source_key is null then n end) * from input i
      where source_key is null or source_key not in (select k.source_key from known k)
      order by source_key, case when source_key is null then n end, n
    ), added as (
      insert into event (corp_id, seq, type, subject, actor, data, occurred_at, recorded_at, source_key, cause_seq)
      select ${corpId}, h.seq + row_number() over (order by f.n), f.type, f.subject, f.actor, f.data, f.occurred_at,
             ${by.now}, f.source_key, f.cause_seq
      from fresh f, event_head h where h.corp_id = ${corpId}
      returning 1
    ), moved as (
      update event_head set seq = seq + (select count(*) from added) where corp_id = ${corpId}
    )
    select count(*)::int as added from added`.execute(tx);
  return result.rows[0]?.added ?? 0;
}

/**
 * Takes the corp's head row for this transaction: nobody appends until it ends. A statement of its own, so that the next one
 * sees what was committed before.
 */
export async function lockLog(tx: Db, corpId: string): Promise<void> {
  const lock = () => sql`select from event_head where corp_id = ${corpId} for update`.execute(tx);
  if ((await lock()).rows.length > 0) return;
  await sql`insert into event_head (corp_id) values (${corpId}) on conflict do nothing`.execute(tx);
  await lock();
}
