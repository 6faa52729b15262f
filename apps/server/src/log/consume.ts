import { sql } from "kysely";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { log } from "#kit/log";
import type { Handler } from "./handler.ts";
import { headOf, readEvents } from "./read.ts";

const BATCH = 2000;

type Cursor = { handler: string; seq: number; attempts: number; retry_at: Date | null };

/**
 * Lets every handler read on as far as it may. Returns how many cursors moved. A handler that fails keeps its place, is
 * tried again after a pause, and holds back only those who come after it.
 */
export async function runHandlers(db: Db, corpId: string, handlers: readonly Handler[], now: Date): Promise<number> {
  const head = await headOf(db, corpId);
  if (head === 0) return 0;
  const cursors = await readCursors(db, corpId, handlers, now);
  let moved = 0;
  for (const handler of handlers) {
    const cursor = cursors.get(handler.name);
    const limit = Math.min(head, ...(handler.after ?? []).map((name) => cursors.get(name)?.seq ?? 0));
    if (!cursor || cursor.seq >= limit) continue;
    if (cursor.retry_at && cursor.retry_at.getTime() > Date.now()) continue;
    const reached = await step(db, corpId, handler, limit, now);
    if (reached > cursor.seq) {
      cursors.set(handler.name, { ...cursor, seq: reached });
      moved += 1;
    }
  }
  return moved;
}

async function readCursors(db: Db, corpId: string, handlers: readonly Handler[], now: Date) {
  const read = () =>
    sql<Cursor>`select handler, seq, attempts, retry_at from handler_cursor where corp_id = ${corpId}`.execute(db);
  let { rows } = await read();
  const known = new Set(rows.map((row) => row.handler));
  const fresh = handlers.filter((handler) => !known.has(handler.name));
  if (fresh.length > 0) {
    const values = JSON.stringify(fresh.map(({ name, version }) => ({ name, version })));
    await sql`insert into handler_cursor (corp_id, handler, version, updated_at)
      select ${corpId}, name, version, ${now} from jsonb_to_recordset(${values}::jsonb) as r(name text, version int)
      on conflict do nothing`.execute(db);
    ({ rows } = await read());
  }
  return new Map(rows.map((row) => [row.handler, row]));
}

/** One batch of one handler: rows, plans, facts and the cursor in one transaction. */
async function step(db: Db, corpId: string, handler: Handler, limit: number, now: Date): Promise<number> {
  try {
    return await db.transaction().execute(async (tx) => {
      // Another worker may have it: then there is nothing to do here.
      const { rows } = await sql<{ seq: number }>`select seq from handler_cursor
        where corp_id = ${corpId} and handler = ${handler.name} for update skip locked`.execute(tx);
      const from = rows[0]?.seq;
      if (from === undefined || from >= limit) return 0;
      const batch = await readEvents(tx, corpId, { after: from, upTo: limit, types: handler.on, limit: BATCH });
      const last = batch.at(-1);
      const reached = batch.length === BATCH && last ? last.seq : limit;
      await sql`update handler_cursor set seq = ${reached}, attempts = 0, last_error = null, retry_at = null,
        updated_at = ${now} where corp_id = ${corpId} and handler = ${handler.name}`.execute(tx);
      if (batch.length > 0) {
        if (handler.kind === "project") await handler.project(tx, corpId, batch);
        else await handler.react({ db: tx, corpId, actor: system(handler.name), now }, batch);
      }
      return reached;
    });
  } catch (error) {
    await recordFailure(db, corpId, handler.name, error);
    return 0;
  }
}

async function recordFailure(db: Db, corpId: string, handler: string, error: unknown): Promise<void> {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.error({ corpId, handler, err: text }, "a handler failed and keeps its place");
  const { rows } = await sql<{ attempts: number }>`update handler_cursor
    set attempts = attempts + 1, last_error = ${text.slice(0, 4000)}
    where corp_id = ${corpId} and handler = ${handler} returning attempts`.execute(db);
  const pause = Math.min(60_000, 250 * 2 ** (rows[0]?.attempts ?? 1));
  await sql`update handler_cursor set retry_at = ${new Date(Date.now() + pause)}
    where corp_id = ${corpId} and handler = ${handler}`.execute(db);
}
