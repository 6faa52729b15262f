import { sql } from "kysely";
import type { Db } from "./connect.ts";

/** How many rows a table gets before its first look, and how many times over before the next. */
const FIRST = 500;
const TIMES = 4;
/** Real milliseconds between two looks at the same database by one process. */
const PAUSE_MS = 1000;

const looked = new WeakMap<object, number>();

/**
 * Has PostgreSQL look at tables that have grown several times over since it last did. Its own rounds come once in a minute, and
 * in a first sync a table of nothing has half a million rows by then: planned for nothing, a look-up by key walks an index from
 * end to end. Costs one small query a second; call it where much is being written.
 */
export async function analyzeGrown(db: Db): Promise<string[]> {
  const now = performance.now();
  if (now - (looked.get(db) ?? -Infinity) < PAUSE_MS) return [];
  looked.set(db, now);
  const { rows } = await sql<{ name: string }>`select s.relname as name from pg_stat_user_tables s join pg_class c on c.oid = s.relid
    where s.schemaname = current_schema() and pg_get_userbyid(c.relowner) = current_user
      and s.n_mod_since_analyze > greatest(${FIRST}, ${TIMES} * c.reltuples)`.execute(db);
  // One that is being looked at already is left out.
  for (const { name } of rows) await sql`analyze (skip_locked) ${sql.table(name)}`.execute(db);
  return rows.map(({ name }) => name);
}
