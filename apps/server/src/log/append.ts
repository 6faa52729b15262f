import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import { jsonbText } from "#kit/json";
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
    select append_events(${corpId}, ${jsonbText(rows)}::jsonb, ${keys}::text[], ${by.now}) as added`.execute(tx);
  return result[0]?.added ?? 0;
}

/** Takes the corp's head row for this transaction: nobody appends until it ends, and the next statement sees all facts. */
export async function lockLog(tx: Db, corpId: string): Promise<void> {
  const lock = () => sql`select from event_head where corp_id = ${corpId} for update`.execute(tx);
  if ((await lock()).rows.length > 0) return;
  await sql`insert into event_head (corp_id) values (${corpId}) on conflict do nothing`.execute(tx);
  await lock();
}
