import { sql } from "kysely";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { append } from "./append.ts";
import { type Cursor, limitOf, type Places } from "./cursors.ts";
import type { NewEvent } from "./events.ts";
import type { Handler } from "./handler.ts";
import { projectBatch } from "./layers.ts";
import { readAllEvents } from "./read.ts";

/** More new facts than this are read handler by handler: a long transaction would hold too much back. */
const MOST = 500;

/**
 * The usual case, cheap: a few new facts, and every handler that has something to read may read all of them. Then all do so
 * in one transaction, in their order, and what they conclude is appended at its end. Answers how many cursors moved, and null when this is not the
 * usual case or when it failed; whoever calls then lets each handler go alone, which also finds the one to blame.
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
  const known = ready.map((handler) => ({ handler, cursor: cursors.get(handler.name) }));
  const together = known.every(({ handler, cursor }) => cursor && cursor.attempts === 0 && reaches(handler, places, ready));
  const from = Math.min(...known.map(({ cursor }) => cursor?.seq ?? 0));
  if (!together || head - from > Math.min(MOST, batch)) return null;
  try {
    return await db.transaction().execute(async (tx) => {
      const held = known.flatMap(({ cursor }) => cursor ?? []);
      if (
        !(await holdAll(
          tx,
          corpId,
          held,
          ready.flatMap(({ after }) => after ?? []),
          head,
        ))
      )
        return null;
      await sql`update handler_cursor set seq = ${head}, last_error = null, updated_at = ${now}
        where corp_id = ${corpId} and handler = any(${ready.map(({ name }) => name)})`.execute(tx);
      const events = await readAllEvents(tx, corpId, { after: from, upTo: head });
      const sink: NewEvent[] = [];
      for (const { handler, cursor } of known) {
        const mine = events.filter(({ seq, type }) => seq > (cursor?.seq ?? 0) && handler.on.includes(type));
        if (mine.length === 0) continue;
        if (handler.kind === "project") await projectBatch(tx, corpId, handler, mine);
        else await handler.react({ db: tx, corpId, actor: system(handler.name), now, sink }, mine);
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
  if (limitOf(handler, places) === places.head) return true;
  return (handler.after ?? []).every((name) => ready.some((other) => other.name === name) || places.cursors.get(name)?.seq === places.head);
}

/**
 * All cursors for this transaction, in one order for everybody; false when another worker has or had one of them, or when
 * one that they come after is being rebuilt.
 */
async function holdAll(tx: Db, corpId: string, cursors: readonly Cursor[], after: readonly string[], head: number): Promise<boolean> {
  const { rows } = await sql<{ handler: string; seq: number; version: number }>`select handler, seq, version from handler_cursor
    where corp_id = ${corpId} and handler = any(${cursors.map(({ handler }) => handler)})
    order by handler for no key update skip locked`.execute(tx);
  const held = new Map(rows.map((row) => [row.handler, row]));
  const asKnown = cursors.every(({ handler, seq, version }) => {
    const row = held.get(handler);
    return row?.seq === seq && row.version === version;
  });
  const earlier = [...new Set(after)].filter((name) => !held.has(name));
  if (!asKnown || earlier.length === 0) return asKnown;
  const { rows: there } = await sql`select from handler_cursor
    where corp_id = ${corpId} and handler = any(${earlier}) and seq >= ${head} for key share skip locked`.execute(tx);
  return there.length === earlier.length;
}
