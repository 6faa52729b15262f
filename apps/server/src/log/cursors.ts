import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Handler } from "./handler.ts";

/** Where a handler stands in the log of a corp. `retryAt` is real time. */
export type Cursor = { handler: string; seq: number; version: number; attempts: number; retryAt: Date | null };

export type Places = { head: number; cursors: Map<string, Cursor> };

/** Head and cursors in one look. Handlers that are new to the corp get their place first. */
export async function readPlaces(db: Db, corpId: string, handlers: readonly Handler[], now: Date): Promise<Places> {
  const places = await read(db, corpId);
  const fresh = handlers.filter((handler) => !places.cursors.has(handler.name));
  if (fresh.length === 0) return places;
  const rows = fresh.map(({ name, version, ...kind }) => ({ name, version, past: kind.kind === "project" || kind.past === true }));
  // A corp without any cursor is new, and its first facts are for everybody.
  const isNew = places.cursors.size === 0;
  await sql`insert into handler_cursor (corp_id, handler, version, seq, updated_at)
    select ${corpId}, name, version, case when past or ${isNew} then 0 else ${places.head}::bigint end, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(name text, version int, past boolean)
    on conflict do nothing`.execute(db);
  return read(db, corpId);
}

async function read(db: Db, corpId: string): Promise<Places> {
  const { rows } = await sql<Partial<Cursor> & { head: number | null }>`
    select h.seq as head, c.handler, c.seq, c.version, c.attempts, c.retry_at as "retryAt"
    from (select (select seq from event_head where corp_id = ${corpId}) as seq) h
    left join handler_cursor c on c.corp_id = ${corpId}`.execute(db);
  const cursors = new Map<string, Cursor>();
  for (const { handler, seq, version, attempts, retryAt } of rows) {
    // The left join answers one empty row where a corp has no cursor yet.
    if (handler && seq !== undefined && version && attempts !== undefined)
      cursors.set(handler, { handler, seq, version, attempts, retryAt: retryAt ?? null });
  }
  return { head: rows[0]?.head ?? 0, cursors };
}

/** How far a handler may read: to the head, but not past those it comes after. */
export function limitOf(handler: Handler, { head, cursors }: Places): number {
  return Math.min(head, ...(handler.after ?? []).map((name) => cursors.get(name)?.seq ?? 0));
}

/** Handlers that have something to read and may: `retryAt` says until when (real time) one rests after a failure. */
export async function handlersBehind(db: Db, corpId: string, handlers: readonly Handler[], now: Date): Promise<Cursor[]> {
  const places = await readPlaces(db, corpId, handlers, now);
  return handlers.flatMap((handler) => {
    const cursor = places.cursors.get(handler.name);
    return cursor && cursor.version === handler.version && cursor.seq < limitOf(handler, places) ? [cursor] : [];
  });
}

/** Moves cursors over facts that are nothing to their handlers; whoever is being moved by another process stays. */
export async function skipAhead(
  db: Db,
  corpId: string,
  moves: ReadonlyArray<{ handler: string; from: number; to: number }>,
  now: Date,
): Promise<void> {
  if (moves.length === 0) return;
  await sql`
    with moving as materialized (
      select c.handler, r."to" from handler_cursor c
      join jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as r(handler text, "from" bigint, "to" bigint) using (handler)
      where c.corp_id = ${corpId} and c.seq = r."from" for no key update of c skip locked)
    update handler_cursor c set seq = m."to", updated_at = ${now} from moving m
    where c.corp_id = ${corpId} and c.handler = m.handler`.execute(db);
}
