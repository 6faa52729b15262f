import { sql } from "kysely";
import { commitLater } from "#db/commit-later";
import type { Db } from "#db/connect";
import { analyzeGrown } from "#db/statistics";
import { system } from "#kit/actor";
import { log } from "#kit/log";
import { type Cursor, limitOf, type Places, readPlaces, skipAhead } from "./cursors.ts";
import { type Handler, isIdle } from "./handler.ts";
import { projectBatch } from "./cuts.ts";
import { readBatch, readTypes } from "./read.ts";
import { rebuild } from "./rebuild.ts";
import { runTogether } from "./together.ts";
import { asHandler } from "./traces.ts";

export const BATCH = 2000;
/** Facts to be read that make tables grow. */
const MUCH = 100;
/** The newest facts whose types are looked at once for all handlers. */
const GLANCE = 2000;

/**
 * Lets every handler read on as far as it may, a batch each. Returns how many had something to do. A handler that fails keeps
 * its place, is tried again after a pause, and holds back only those who come after it. `seen`: where they stood a moment ago,
 * if the caller has looked already.
 */
export async function runHandlers(
  db: Db,
  corpId: string,
  handlers: readonly Handler[],
  now: Date,
  { batch = BATCH, seen }: { batch?: number | undefined; seen?: Places | undefined } = {},
): Promise<number> {
  const known = seen && handlers.every(({ name }) => seen.cursors.has(name));
  const places = known ? seen : await readPlaces(db, corpId, handlers, now);
  const { head, cursors } = places;
  let moved = await upgrade(db, corpId, handlers, cursors);
  const ready = handlers.filter((handler) => {
    const cursor = cursors.get(handler.name);
    return cursor?.version === handler.version && cursor.seq < head && !isResting(cursor);
  });
  if (ready.length === 0) return moved;
  const together = await runTogether(db, corpId, ready, places, now, batch);
  if (together !== null) return moved + together;

  const last = Math.min(...ready.map((handler) => cursors.get(handler.name)?.seq ?? 0));
  if (head - last > MUCH) await analyzeGrown(db);
  // Most facts are nothing to most handlers: those move on together, in one statement.
  const glanceFrom = Math.max(head - GLANCE, last);
  const recent = await readTypes(db, corpId, { after: glanceFrom, upTo: head });
  const hasNews = (handler: Handler, cursor: Cursor, upTo: number) =>
    cursor.seq < glanceFrom || recent.some(({ seq, type }) => seq > cursor.seq && seq <= upTo && handler.on.includes(type));
  const note = (handler: Handler, cursor: Cursor, reached: number) =>
    void cursors.set(handler.name, { ...cursor, seq: Math.max(reached, cursor.seq) });
  const read = readOnce();
  const go = async (handler: Handler, cursor: Cursor, limit: number): Promise<void> => {
    const reached = await step(db, corpId, handler, cursor, { limit, now, batch, read });
    note(handler, cursor, reached);
    if (reached > cursor.seq) moved += 1;
  };
  // Projections append nothing and write only their own rows: those that wait for nobody read side by side. Meanwhile the others
  // follow, one after the other, what had been projected before; those who had nothing to follow do so at the end.
  const alone = ready.filter((handler) => handler.kind === "project" && (handler.after ?? []).length === 0);
  const leading = alone.filter((handler) => {
    const cursor = cursors.get(handler.name);
    return cursor !== undefined && hasNews(handler, cursor, head);
  });
  // Each takes batch after batch while the round lasts: nobody waits for the slower ones.
  const began = performance.now();
  const led = sideBySide(leading, async (handler) => {
    for (let isFirst = true; isFirst || performance.now() - began < ROUND_MS; isFirst = false) {
      const cursor = cursors.get(handler.name);
      if (!cursor || cursor.seq >= head) break;
      await go(handler, cursor, head);
      if (cursors.get(handler.name)?.seq === cursor.seq) break;
    }
  });
  const done = new Set(leading);
  const follow = async (): Promise<void> => {
    let skips: Array<{ handler: string; from: number; to: number }> = [];
    for (const handler of ready) {
      const cursor = cursors.get(handler.name);
      const limit = limitOf(handler, places);
      if (!cursor || cursor.seq >= limit || done.has(handler)) continue;
      if (!hasNews(handler, cursor, limit)) {
        skips.push({ handler: handler.name, from: cursor.seq, to: limit });
        note(handler, cursor, limit);
        continue;
      }
      done.add(handler);
      if (skips.some((skip) => handler.after?.includes(skip.handler))) {
        await skipAhead(db, corpId, skips, now);
        skips = [];
      }
      await go(handler, cursor, limit);
    }
    await skipAhead(db, corpId, skips, now);
  };
  await Promise.all([led, follow()]);
  await follow();
  return moved;
}

/** Real milliseconds after which nobody begins another batch in a round: a welcome may be waiting. */
const ROUND_MS = 1000;
/** So many connections at once for steps; others need some, too. */
const SIDE_BY_SIDE = 4;

/** Runs `work` for each, a few at once. */
async function sideBySide(handlers: readonly Handler[], work: (handler: Handler) => Promise<void>): Promise<void> {
  const left = [...handlers];
  const lane = async () => {
    for (let handler = left.shift(); handler; handler = left.shift()) await work(handler);
  };
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, left.length) }, lane));
}

type Read = typeof readBatch;

/** Facts never change: handlers that stand at one place and listen to the same (halves of the people) read them once. */
function readOnce(): Read {
  const known = new Map<string, ReturnType<Read>>();
  return (db, corpId, range) => {
    const key = JSON.stringify(range);
    const found = known.get(key) ?? readBatch(db, corpId, range);
    known.set(key, found);
    return found;
  };
}

const isResting = (cursor: Cursor) => cursor.retryAt !== null && cursor.retryAt.getTime() > Date.now();

/** A projection whose meaning changed is rebuilt; it reads from the start in this round and the next ones. */
async function upgrade(db: Db, corpId: string, handlers: readonly Handler[], cursors: Map<string, Cursor>) {
  const older = handlers.filter((handler) => (cursors.get(handler.name)?.version ?? handler.version) < handler.version);
  if (older.length === 0) return 0;
  log.info({ corpId, handlers: older.map(({ name }) => name) }, "handlers have a new version");
  await rebuild(db, corpId, older);
  for (const { name, version, kind } of older) {
    const cursor = cursors.get(name);
    if (cursor) cursors.set(name, { ...cursor, version, attempts: 0, retryAt: null, seq: kind === "project" ? 0 : cursor.seq });
  }
  return older.length;
}

type Step = { limit: number; now: Date; batch: number; read: Read };

/** One batch of one handler: rows, plans, facts and the cursor in one transaction. */
async function step(db: Db, corpId: string, handler: Handler, known: Cursor, { limit, now, batch, read }: Step): Promise<number> {
  // After a failure ever smaller bites, so that the handler gets as far as the fact that it cannot digest.
  const size = Math.max(1, batch >> (3 * Math.min(known.attempts, 10)));
  try {
    return await db.transaction().execute(async (tx) => {
      const from = await hold(tx, corpId, handler, limit);
      if (from === null) return 0;
      const { events, reached } = (await isIdle(tx, corpId, handler))
        ? { events: [], reached: limit }
        : await read(tx, corpId, { after: from, upTo: limit, types: handler.on, limit: size });
      await sql`update handler_cursor set seq = ${reached}, attempts = 0, last_error = null, retry_at = null,
        updated_at = ${now} where corp_id = ${corpId} and handler = ${handler.name}`.execute(tx);
      if (events.length > 0) {
        await asHandler(tx, corpId, handler.name, events, async () => {
          if (handler.kind === "project") {
            await commitLater(tx);
            await projectBatch(tx, corpId, handler, events);
          } else await handler.react({ db: tx, corpId, actor: system(handler.name), now }, events);
        });
      }
      return reached;
    });
  } catch (error) {
    await recordFailure(db, corpId, handler.name, error);
    return 0;
  }
}

/**
 * Takes the handler's cursor for this transaction; null when there is nothing to do here: another worker has it, or one
 * of those it comes after is being rebuilt. Steps of different handlers do not hinder each other (key share and no key
 * update go together), a rebuild waits for both.
 */
async function hold(tx: Db, corpId: string, handler: Handler, limit: number): Promise<number | null> {
  const { rows } = await sql<{ seq: number }>`select seq from handler_cursor
    where corp_id = ${corpId} and handler = ${handler.name} and version = ${handler.version}
    for no key update skip locked`.execute(tx);
  const from = rows[0]?.seq;
  if (from === undefined || from >= limit) return null;
  const after = handler.after ?? [];
  if (after.length === 0) return from;
  const { rows: earlier } = await sql<{ seq: number }>`select seq from handler_cursor
    where corp_id = ${corpId} and handler = any(${[...after]}) for key share skip locked`.execute(tx);
  return earlier.length === after.length && earlier.every(({ seq }) => seq >= limit) ? from : null;
}

async function recordFailure(db: Db, corpId: string, handler: string, error: unknown): Promise<void> {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.error({ corpId, handler, err: text }, "a handler failed and keeps its place");
  // Half a second, then twice as long each time, a minute at most; real time, as what failed is ours and not the world's.
  await sql`update handler_cursor set attempts = attempts + 1, last_error = ${text.slice(0, 4000)},
      retry_at = ${new Date()}::timestamptz + least(60000, 500 * 2 ^ least(attempts, 10)) * interval '1 millisecond'
    where corp_id = ${corpId} and handler = ${handler}`.execute(db);
}
