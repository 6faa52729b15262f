import { sql } from "kysely";
import { commitLater } from "#db/commit-later";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import { jsonbText } from "#kit/json";
import { textColumn } from "#kit/pg-array";
import type { NewEvent } from "./events.ts";

/**
 * Records facts of one corp, gapless and in commit order. Must be the last statement of a transaction: it locks the
 * corp's head row, and whoever comes after waits for this commit. Without a transaction it is one by itself, in one round
 * trip (the function `append_events`). Facts whose `sourceKey` is known already are left out (looked up under the same lock,
 * so a repeat leaves no gap). Returns how many were recorded.
 */
export async function append(tx: Db, corpId: string, events: readonly NewEvent[], by: { actor: Actor; now: Date }): Promise<number> {
  if (events.length === 0) return 0;
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
  const { rows: result } = await sql<{ added: number }>`
    select append_events(${corpId}, ${jsonbText(rows)}::jsonb, ${textColumn(keys)}::text[], ${by.now}) as added`.execute(tx);
  return result[0]?.added ?? 0;
}

/** Takes the corp's head row for this transaction: nobody appends until it ends, and the next statement sees all facts. */
export async function lockLog(tx: Db, corpId: string): Promise<void> {
  const lock = () => sql`select from event_head where corp_id = ${corpId} for update`.execute(tx);
  if ((await lock()).rows.length > 0) return;
  await sql`insert into event_head (corp_id) values (${corpId}) on conflict do nothing`.execute(tx);
  await lock();
}

/**
 * Facts that need no `sourceKey`, since whoever read them keeps in the same transaction how far it has read: pages of
 * lists. One statement and one look at the head row; parsing each page once is what a base of millions has time for. A page that a
 * crash takes back is read again, so nobody waits for the disk behind the head row.
 */
export async function appendBulk(tx: Db, corpId: string, events: readonly NewEvent[], by: { actor: Actor; now: Date }): Promise<number> {
  if (events.length === 0) return 0;
  const rows = events.map(
    (event, i) => sql`(${i + 1}::int, ${event.type}, ${event.subject}, ${JSON.stringify(event.actor ?? by.actor)}::jsonb,
      ${jsonbText(event.data)}::jsonb, ${event.occurredAt}::timestamptz)`,
  );
  await commitLater(tx);
  await sql`insert into event_head (corp_id) values (${corpId}) on conflict do nothing`.execute(tx);
  await sql`with head as (update event_head set seq = seq + ${events.length} where corp_id = ${corpId} returning seq)
    insert into event (corp_id, seq, type, subject, actor, data, occurred_at, recorded_at)
    select ${corpId}, head.seq - ${events.length} + r.n, r.type, r.subject, r.actor, r.data, r.occurred_at, ${by.now}
    from head, (values ${sql.join(rows)}) as r(n, type, subject, actor, data, occurred_at) order by r.n`.execute(tx);
  return events.length;
}
