import { sql } from "kysely";
import type { Db } from "#db/connect";
import { projectBatch } from "./cuts.ts";
import type { Handler } from "./handler.ts";
import { headOf, readBatch } from "./read.ts";

const BITE = 500;

/**
 * Lets one projection read to the head inside the caller's transaction, and keeps it there until the transaction ends: for
 * verbs whose decision depends on the one before (whose key is this?), which a projection that lags cannot answer. Its cursor
 * is the lock behind which such verbs follow one another. Take it before anything is appended.
 */
export async function catchUp(tx: Db, corpId: string, handler: Extract<Handler, { kind: "project" }>, now: Date): Promise<void> {
  const cursor = async () =>
    (
      await sql<{ seq: number; version: number }>`select seq, version from handler_cursor
        where corp_id = ${corpId} and handler = ${handler.name} for no key update`.execute(tx)
    ).rows[0];
  let held = await cursor();
  if (!held) {
    await sql`insert into handler_cursor (corp_id, handler, version, seq, updated_at)
      values (${corpId}, ${handler.name}, ${handler.version}, 0, ${now}) on conflict do nothing`.execute(tx);
    held = await cursor();
  }
  if (!held || held.version !== handler.version) throw new Error(`${handler.name} is being rebuilt for a new version`);
  const upTo = await headOf(tx, corpId);
  if (held.seq >= upTo) return;
  for (let after = held.seq; after < upTo;) {
    const { events, reached } = await readBatch(tx, corpId, { after, upTo, types: handler.on, limit: BITE });
    if (events.length > 0) await projectBatch(tx, corpId, handler, events);
    after = reached;
  }
  await sql`update handler_cursor set seq = ${upTo}, attempts = 0, last_error = null, retry_at = null, updated_at = ${now}
    where corp_id = ${corpId} and handler = ${handler.name}`.execute(tx);
}
