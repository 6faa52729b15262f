import type pg from "pg";
import type { Migration } from "../migrate.ts";
import { splitSql } from "../split-sql.ts";
import { StartupError } from "../startup-error.ts";
import type { BackupHeader } from "./frames.ts";
import { nameOf, quoted, SCHEMAS } from "./tables.ts";

/** Silent for so long a process is dead, as in the figures of operations. */
const SILENT_S = 20;

/** Refuses a database that a living server uses, and one that holds something unless it may be replaced. */
export async function refuseIfUsed(client: pg.ClientBase, replace: boolean): Promise<void> {
  const { rows: has } = await client.query<{ beats: string | null }>("select to_regclass('ops.process')::text as beats");
  if (has[0]?.beats) {
    const { rows } = await client.query<{ pid: number; host: string }>(
      `select pid, host from ops.process where seen_at > now() - ${SILENT_S} * interval '1 second'`,
    );
    if (rows.length > 0) {
      const who = rows.map(({ pid, host }) => `${pid}@${host}`).join(", ");
      throw new StartupError(
        `A server is using this database (process ${who}). Stop it first; after a kill wait ${SILENT_S} s. Nothing was changed.`,
        `有服务正在用这个数据库（进程 ${who}）。请先停掉它；被强行结束的要等 ${SILENT_S} 秒。什么都没有改。`,
      );
    }
  }
  if (replace) return;
  const { rows } = await client.query<{ name: string; rows: string }>(
    `select c.relname as name, c.reltuples::bigint::text as rows from pg_class c
     where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text = any($1) and c.relname <> 'shuke_migration' limit 400`,
    [SCHEMAS],
  );
  for (const { name } of rows.length > 0 ? await filled(client) : []) {
    throw new StartupError(
      `The database is not empty (${name} has rows). Restore into an empty one, or say --replace to throw away what it holds. Nothing was changed.`,
      `数据库不是空的（${name} 里有数据）。请恢复到空库，或加 --replace 覆盖现有数据。什么都没有改。`,
    );
  }
}

/** Tables with rows; a database that was migrated and never used counts as empty. */
async function filled(client: pg.ClientBase): Promise<Array<{ name: string }>> {
  const { rows: tables } = await client.query<{ schema: string; table: string }>(
    `select n.nspname as schema, c.relname as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname = any($1) and c.relname not in ('shuke_migration', 'process')`,
    [SCHEMAS],
  );
  if (tables.length === 0) return [];
  const asked = tables.map((table) => `select ${literal(table.table)} as name where exists (select from ${nameOf(table)})`);
  const { rows } = await client.query<{ name: string }>(`${asked.join(" union all ")} limit 1`);
  return rows;
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Inside the transaction: readers of the old rows see them until the commit. */
export async function emptySchemas(client: pg.ClientBase): Promise<void> {
  for (const schema of SCHEMAS) await client.query(`drop schema if exists ${quoted(schema)} cascade`);
  await client.query("create schema public");
}

/**
 * The schema as it was when the backup was made, by the same migrations. Tables are empty, so what a migration does outside of
 * transactions or in batches is done at once here.
 */
export async function makeSchema(client: pg.ClientBase, known: readonly Migration[], header: BackupHeader): Promise<void> {
  await client.query(
    "create table shuke_migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())",
  );
  const wanted = new Set(header.migrations.map(({ name }) => name));
  for (const migration of known.filter(({ name }) => wanted.has(name))) {
    if (/^-- no-transaction\b/.test(migration.sql)) {
      for (const statement of splitSql(migration.sql)) await client.query(statement.replace(/\bindex\s+concurrently\b/i, "index"));
    } else await client.query(migration.sql);
    await client.query("insert into shuke_migration (name, sha256) values ($1, $2)", [migration.name, migration.sha256]);
  }
}

/** Rows go into bare tables and the indexes are built afterwards, which is several times faster. Answers how to build them again. */
export async function dropIndexes(client: pg.ClientBase): Promise<() => Promise<void>> {
  const { rows: constraints } = await client.query<{ table: string; name: string; definition: string }>(
    `select k.conrelid::regclass::text as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
     from pg_constraint k where k.connamespace = 'public'::regnamespace and k.contype in ('p', 'u') and k.conrelid::regclass::text <> 'shuke_migration'
     order by 1, 2`,
  );
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i join pg_class c on c.oid = i.indrelid
     where c.relnamespace = 'public'::regnamespace and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
     order by 1`,
  );
  await client.query(indexes.map(({ name }) => `drop index ${name}`).join("; "));
  await client.query(constraints.map(({ table, name }) => `alter table ${table} drop constraint ${quoted(name)}`).join("; "));
  return async () => {
    for (const { table, name, definition } of constraints) {
      await client.query(`alter table ${table} add constraint ${quoted(name)} ${definition}`);
    }
    for (const { definition } of indexes) await client.query(definition);
  };
}
