import { sql } from "kysely";
import type { Db } from "#db/connect";
import { append, type Handler, handlersBehind, type NewEvent, replay, runHandlers } from "#log";
import { ctxOf, MORNING } from "./corp.ts";

export const tablesOf = (handlers: readonly Handler[]): string[] =>
  handlers.flatMap((handler) => (handler.kind === "project" ? handler.tables : [])).toSorted();

/** Every row of these tables, as text in a fixed order. */
export async function dump(db: Db, corpId: string, tables: readonly string[]): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of tables) {
    const { rows } = await sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql.table(table)} t
      where corp_id = ${corpId} order by 1`.execute(db);
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

/** What a replay must not touch: facts, plans, budget, and where the reactions stand. */
export async function outside(db: Db, corpId: string, handlers: readonly Handler[]) {
  const reactions = handlers.filter(({ kind }) => kind === "react").map(({ name }) => name);
  const { rows } = await sql`select
    (select seq from event_head where corp_id = ${corpId}) as head,
    (select count(*)::int from planned_action where corp_id = ${corpId}) as plans,
    (select count(*)::int from touch where corp_id = ${corpId}) as touches,
    (select jsonb_object_agg(handler, seq) from handler_cursor
      where corp_id = ${corpId} and handler = any(${reactions})) as reactions`.execute(db);
  return rows[0];
}

/** Tells facts in the given portions and lets the handlers read after each, as in life: many small batches. */
export async function live(db: Db, corpId: string, handlers: readonly Handler[], portions: ReadonlyArray<readonly NewEvent[]>) {
  for (const portion of portions) {
    await db.transaction().execute((tx) => append(tx, corpId, portion, ctxOf(tx, corpId)));
    await settleHandlers(db, corpId, handlers);
  }
}

/** Runs handlers until all have read everything; throws what one of them stumbles over. */
export async function settleHandlers(db: Db, corpId: string, handlers: readonly Handler[], now: Date = MORNING): Promise<void> {
  for (let rounds = 0; rounds < 1000; rounds += 1) {
    const moved = await runHandlers(db, corpId, handlers, now);
    const behind = await handlersBehind(db, corpId, handlers, now);
    if (behind.length === 0 && moved === 0) return;
    const failed = behind.filter(({ attempts }) => attempts > 0).map(({ handler }) => handler);
    if (failed.length === 0) continue;
    const { rows } = await sql<{ last_error: string }>`select last_error from handler_cursor
      where corp_id = ${corpId} and handler = any(${failed})`.execute(db);
    throw new Error(`${failed.join(", ")} failed: ${rows.map((row) => row.last_error).join("\n")}`);
  }
  throw new Error("the handlers do not come to rest");
}

/** Rows before and after a replay in large batches and in small ones, with what lies outside of projections. */
export async function compareReplay(db: Db, corpId: string, handlers: readonly Handler[]) {
  const look = async () => ({
    rows: await dump(db, corpId, tablesOf(handlers)),
    outside: await outside(db, corpId, handlers),
  });
  const before = await look();
  await replay(db, corpId, handlers, MORNING);
  const large = await look();
  await replay(db, corpId, handlers, MORNING, 7);
  return { before, large, small: await look() };
}
