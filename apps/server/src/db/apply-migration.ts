import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Migration } from "./migrate.ts";
import { splitSql } from "./split-sql.ts";
import { StartupError } from "./startup-error.ts";

export type ApplyOptions = {
  /** How long one try may wait for a lock; everybody who comes after it in the queue waits as long. */
  lockTimeoutMs?: number | undefined;
  /** Tries before it gives up; between two of them the others work. */
  lockTries?: number | undefined;
  log?: ((line: string) => void) | undefined;
};

const RECORD = "insert into shuke_migration (name, sha256) values ($1, $2)";
const LOCK_NOT_AVAILABLE = "55P03";
const DEADLOCK = "40P01";
const PAUSE_MS = 1000;

/**
 * Applies one file by the mark in its first line (migration-rule.ts says which files need which): none: all of it in one transaction;
 * `-- no-transaction`: statement by statement, each of which bears to be run again; `-- batches`: its one statement, again and
 * again, each time in a transaction of its own, until it changes no row.
 */
export async function applyMigration(client: pg.Client, migration: Migration, options: ApplyOptions): Promise<void> {
  const record = () => client.query(RECORD, [migration.name, migration.sha256]);
  try {
    if (/^-- no-transaction\b/.test(migration.sql)) {
      for (const statement of splitSql(migration.sql)) await outside(client, statement, options);
      await record();
    } else if (/^-- batches\b/.test(migration.sql)) {
      await inBatches(client, migration, options);
      await record();
    } else {
      await patiently(
        migration.name,
        options,
        async () => {
          await client.query("begin");
          await client.query(`set local lock_timeout = ${options.lockTimeoutMs ?? 3000}`);
          await client.query(migration.sql);
          await record();
          await client.query("commit");
        },
        () => client.query("rollback"),
      );
    }
  } catch (error) {
    await client.query("rollback").catch(() => {});
    if (error instanceof StartupError) throw error;
    throw new Error(`Migration ${migration.name} failed: ${describe(error)}`, { cause: error });
  }
}

/**
 * A concurrent build waits for old transactions without hindering anybody, so it may wait. What is left of one that was cut off is an
 * invalid index: it goes, and the build begins anew. One that was finished but not recorded stays.
 */
async function outside(client: pg.Client, statement: string, options: ApplyOptions): Promise<void> {
  const name = indexNameOf(statement);
  if (name !== null) {
    const { rows } = await client.query<{ valid: boolean }>("select indisvalid as valid from pg_index where indexrelid = to_regclass($1)", [
      name,
    ]);
    if (rows[0]?.valid === true) return;
    if (rows[0]?.valid === false) {
      options.log?.(`migrate: ${name} was not finished, it is built again`);
      await client.query(`drop index concurrently ${name}`);
    }
  }
  await client.query("set lock_timeout = 0");
  await client.query(statement);
}

/** The index that a statement builds concurrently; null for any other statement. */
export function indexNameOf(statement: string): string | null {
  return /^create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?([a-z_][a-z0-9_]*)\s+on\b/i.exec(statement)?.[1] ?? null;
}

async function inBatches(client: pg.Client, migration: Migration, options: ApplyOptions): Promise<void> {
  const [statement, ...others] = splitSql(migration.sql);
  if (statement === undefined || others.length > 0) throw new Error("a file marked -- batches holds one statement");
  let rows = 0;
  let toldAt = Date.now();
  for (;;) {
    const { rowCount } = await client.query(statement);
    if (rowCount === null || rowCount === 0) return;
    rows += rowCount;
    if (Date.now() - toldAt > 5000) {
      toldAt = Date.now();
      options.log?.(`migrate ${migration.name}: ${rows} rows`);
    }
  }
}

async function patiently(name: string, options: ApplyOptions, attempt: () => Promise<void>, undo: () => Promise<unknown>): Promise<void> {
  const tries = options.lockTries ?? 40;
  for (let n = 1; ; n += 1) {
    try {
      return await attempt();
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : undefined;
      if (code !== LOCK_NOT_AVAILABLE && code !== DEADLOCK) throw error;
      await undo();
      if (n >= tries) {
        throw new StartupError(
          `Migration ${name} did not get its lock in ${tries} tries: some transaction holds the table for long. Find it with: select pid, application_name, now() - xact_start, query from pg_stat_activity order by xact_start; end it and start again. Nothing was changed.`,
          `迁移 ${name} 试了 ${tries} 次都没拿到锁：有事务长时间占着这张表。用 select pid, application_name, now() - xact_start, query from pg_stat_activity order by xact_start 找到它，结束后再启动。数据没有改动。`,
          { cause: error },
        );
      }
      options.log?.(`migrate ${name}: the table is busy, try ${n} of ${tries}`);
      await pause(Math.min(PAUSE_MS, options.lockTimeoutMs ?? PAUSE_MS));
    }
  }
}

function describe(error: unknown): string {
  if (!(error instanceof pg.DatabaseError)) return String(error);
  return [error.message, error.position === undefined ? "" : `at character ${error.position}`, error.hint ?? ""].filter(Boolean).join(", ");
}
