import { type RawBuilder, sql } from "kysely";
import type { Db } from "#db/connect";
import type { Handler } from "./handler.ts";

/** Where a handler stands in the log of a corp. `retryAt` is real time. */
export type Cursor = { handler: string; seq: number; version: number; attempts: number; retryAt: Date | null };

export type Places = { head: number; cursors: Map<string, Cursor> };

type Row = { handler: string; seq: number; version: number; attempts: number; retryAt: string | null };
/** Places as PostgreSQL says them, see `placesSql`. */
export type PlacesJson = { head: number | null; cursors: Row[] | null };

/** Head and cursors of a corp as one value, for whoever has more to ask in the same query; see `toPlaces`. */
export const placesSql = (corp: RawBuilder<string>): RawBuilder<PlacesJson> => sql`(select json_build_object(
  'head', (select seq from event_head where corp_id = ${corp}),
  'cursors', (select json_agg(json_build_object('handler', handler, 'seq', seq, 'version', version, 'attempts', attempts,
    'retryAt', retry_at)) from handler_cursor where corp_id = ${corp})))`;

export function toPlaces({ head, cursors }: PlacesJson): Places {
  const read = (row: Row): Cursor => ({ ...row, retryAt: row.retryAt === null ? null : new Date(row.retryAt) });
  return { head: head ?? 0, cursors: new Map(cursors?.map((row) => [row.handler, read(row)])) };
}

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
  const { rows } = await sql<{ places: PlacesJson }>`select ${placesSql(sql`${corpId}`)} as places`.execute(db);
  return toPlaces(rows[0]?.places ?? { head: null, cursors: null });
}

/** How far a handler may read: to the head, but not past those it comes after. */
export function limitOf(handler: Handler, { head, cursors }: Places): number {
  return Math.min(head, ...(handler.after ?? []).map((name) => cursors.get(name)?.seq ?? 0));
}

/** Handlers that have something to read and may: `retryAt` says until when (real time) one rests after a failure. */
export function behind(handlers: readonly Handler[], places: Places): Cursor[] {
  return handlers.flatMap((handler) => {
    const cursor = places.cursors.get(handler.name);
    return cursor && cursor.version === handler.version && cursor.seq < limitOf(handler, places) ? [cursor] : [];
  });
}

export async function handlersBehind(db: Db, corpId: string, handlers: readonly Handler[], now: Date): Promise<Cursor[]> {
  return behind(handlers, await readPlaces(db, corpId, handlers, now));
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
