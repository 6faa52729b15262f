import { sql } from "kysely";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { append } from "./append.ts";
import { type Cursor, type Places, skipAhead } from "./cursors.ts";
import type { NewEvent } from "./events.ts";
import { type Handler, isIdle } from "./handler.ts";
import { projectBatch } from "./cuts.ts";
import { readAllEvents, readTypes } from "./read.ts";
import { pages } from "./told.ts";
import { asHandler } from "./traces.ts";

/** More new facts than this are read handler by handler: a long transaction would hold too much back. */
const MOST = 500;
/** Up to so many are not looked at before they are read. */
const FEW = 20;

/** Pages of people among the new facts: too much to read for one transaction. */
async function speaksOfMany(db: Db, corpId: string, after: number, upTo: number): Promise<boolean> {
  const types = await readTypes(db, corpId, { after, upTo });
  return types.filter(({ type }) => pages.some((page) => page === type)).length > FEW;
}

/**
 * The usual case, cheap: a few new facts, and every handler that has something to read may read all of them. Then all do so
 * in one transaction, in their order, and what they conclude is appended at its end. Answers how many cursors moved for
 * something, and null when this is not the usual case or when it failed; whoever calls then lets each handler go alone, which
 * also finds the one to blame.
 */
export async function runTogether(
  db: Db,
  corpId: string,
  ready: readonly Handler[],
  places: Places,
  now: Date,
  batch: number,
): Promise<number | null> {
  const { head, cursors } = places;
  const known = ready.flatMap((handler) => {
    const cursor = cursors.get(handler.name);
    return cursor?.attempts === 0 && reaches(handler, places, ready) ? [{ handler, cursor }] : [];
  });
  const from = Math.min(...known.map(({ cursor }) => cursor.seq));
  if (known.length < ready.length || head - from > Math.min(MOST, batch)) return null;
  if (head - from > FEW && (await speaksOfMany(db, corpId, from, head))) return null;
  // Facts never change: they can be read before anything is held.
  const events = await readAllEvents(db, corpId, { after: from, upTo: head });
  if (!events.some(({ type }) => ready.some(({ on }) => on.includes(type)))) {
    const moves = known.map(({ handler, cursor }) => ({ handler: handler.name, from: cursor.seq, to: head }));
    await skipAhead(db, corpId, moves, now);
    return 0;
  }
  try {
    return await db.transaction().execute(async (tx) => {
      const held = known.map(({ cursor }) => cursor);
      if (!(await moveAll(tx, corpId, held, head, now)) || !(await holdAfter(tx, corpId, ready, head))) throw new Error("in other hands");
      const sink: NewEvent[] = [];
      for (const { handler, cursor } of known) {
        const mine = events.filter(({ seq, type }) => seq > cursor.seq && handler.on.includes(type));
        if (mine.length === 0 || (await isIdle(tx, corpId, handler))) continue;
        await asHandler(tx, corpId, handler.name, mine, async () => {
          if (handler.kind === "project") await projectBatch(tx, corpId, handler, mine);
          else await handler.react({ db: tx, corpId, actor: system(handler.name), now, sink }, mine);
        });
      }
      await append(tx, corpId, sink, { actor: system("handlers"), now });
      return ready.length;
    });
  } catch {
    // Nothing was written. Alone, the handler that failed is found and named.
    return null;
  }
}

/** Whether those it comes after have read everything, or do so in the same transaction before it. */
function reaches(handler: Handler, places: Places, ready: readonly Handler[]): boolean {
  return (handler.after ?? []).every((name) => ready.some((other) => other.name === name) || places.cursors.get(name)?.seq === places.head);
}

/** Moves all cursors to the head, taken in one order by everybody; false when another worker has or had one of them. */
async function moveAll(tx: Db, corpId: string, cursors: readonly Cursor[], head: number, now: Date): Promise<boolean> {
  const rows = cursors.map(({ handler, seq, version }) => ({ handler, seq, version }));
  const { numAffectedRows } = await sql`
    with held as materialized (
      select c.handler from handler_cursor c
      join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(handler text, seq bigint, version int) using (handler)
      where c.corp_id = ${corpId} and c.seq = r.seq and c.version = r.version
      order by c.handler for no key update of c skip locked)
    update handler_cursor c set seq = ${head}, last_error = null, updated_at = ${now} from held h
    where c.corp_id = ${corpId} and c.handler = h.handler`.execute(tx);
  return Number(numAffectedRows) === cursors.length;
}

/** Those they come after who do not read with them stay where they are until this is over; false when one is being rebuilt. */
async function holdAfter(tx: Db, corpId: string, ready: readonly Handler[], head: number): Promise<boolean> {
  const names = new Set(ready.flatMap(({ after }) => after ?? []));
  for (const { name } of ready) names.delete(name);
  if (names.size === 0) return true;
  const { rows } = await sql`select from handler_cursor
    where corp_id = ${corpId} and handler = any(${[...names]}) and seq >= ${head} for key share skip locked`.execute(tx);
  return rows.length === names.size;
}
