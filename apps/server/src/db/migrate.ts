import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { applyMigration } from "./apply-migration.ts";

export interface Migration {
  name: string;
  sql: string;
  sha256: string;
}

export interface MigrateOptions {
  /** Folder of `NNNN-name.sql` files; Shuke's own by default. */
  dir?: string;
  /** The last migration to apply, by file name; all by default. */
  upTo?: string;
  log?: (line: string) => void;
  lockTimeoutMs?: number;
  lockTries?: number;
}

export const migrationsDir = path.join(import.meta.dirname, "migrations");

/** Any number that nobody else locks in this database: "shuk" in ASCII. */
const LOCK_KEY = 0x7368756b;

const FILE_NAME = /^\d{4}-[a-z0-9-]+\.sql$/;

/** Reads the migrations of a folder in order. Throws on a badly named file or a number used twice. */
export async function readMigrations(dir: string = migrationsDir): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(".sql")).toSorted();
  const migrations: Migration[] = [];
  for (const name of names) {
    if (!FILE_NAME.test(name)) throw new Error(`Migration ${name} must be called NNNN-name.sql`);
    const previous = migrations.at(-1);
    if (previous?.name.slice(0, 4) === name.slice(0, 4)) throw new Error(`Migrations ${previous.name} and ${name} have one number`);
    const sql = await readFile(path.join(dir, name), "utf8");
    migrations.push({ name, sql, sha256: createHash("sha256").update(sql).digest("hex") });
  }
  return migrations;
}

/**
 * Brings a database up to date and returns the names that it applied. Any number of processes may call this at once: one works, the
 * others wait. Refuses to go on when a migration that was applied has changed or disappeared since.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = await readMigrations(options.dir);
  const client = new pg.Client({ connectionString: url, application_name: "shuke migrate" });
  await client.connect();
  try {
    await takeTurn(client);
    return await applyPending(client, migrations, options);
  } finally {
    await client.end();
  }
}

async function applyPending(client: pg.Client, migrations: Migration[], options: MigrateOptions): Promise<string[]> {
  await client.query(`create table if not exists shuke_migration (
    name text primary key, sha256 text not null, applied_at timestamptz not null default now())`);
  const { rows } = await client.query<{ name: string; sha256: string }>("select name, sha256 from shuke_migration");
  const applied = new Map(rows.map((row) => [row.name, row.sha256]));
  for (const name of applied.keys()) {
    if (!migrations.some((migration) => migration.name === name)) {
      throw new Error(`The database has migration ${name}, which this version of Shuke does not know: it belongs to a newer version`);
    }
  }
  const done: string[] = [];
  for (const migration of migrations) {
    const sha256 = applied.get(migration.name);
    if (sha256 !== undefined && sha256 !== migration.sha256) {
      throw new Error(`Migration ${migration.name} was changed after it had been applied: put it back and add a new one`);
    }
    if (sha256 === undefined) {
      options.log?.(`migrate ${migration.name}`);
      await applyMigration(client, migration, options);
      done.push(migration.name);
    }
    if (migration.name === options.upTo) break;
  }
  return done;
}

/**
 * Asks again and again instead of waiting inside a statement: whoever waits in one holds a snapshot, and the concurrent build of an
 * index waits for all snapshots, so two processes that start at once would block each other for good.
 */
async function takeTurn(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ got: boolean }>("select pg_try_advisory_lock($1) as got", [LOCK_KEY]);
    if (rows[0]?.got) return;
    await pause(100);
  }
}
