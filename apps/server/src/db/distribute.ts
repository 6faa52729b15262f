import pg from "pg";
import type { Catalog, Definition } from "./catalog.ts";
import { StartupError } from "./startup-error.ts";

/** Everything of a corp lies on one worker: all tables are cut by this column and lie where `corp` lies. */
const KEY = "corp_id";
const ANCHOR = "corp";

/**
 * Tables that are asked before a corp is known (whose key is this? where may this user go?): small, so every worker has all of them.
 * They are the only ones whose unique indexes may leave out the corp.
 */
export const REFERENCE_TABLES: ReadonlySet<string> = new Set(["api_key", "member"]);

/** Functions that run where their corp's rows are, with the argument that names it. */
const FUNCTIONS: ReadonlyMap<string, string> = new Map([["append_events", "of_corp"]]);

/**
 * The statements that spread the tables of schema public over the workers of a Citus cluster, by corp. What stays on the coordinator as it is:
 * schemas `auth` and `ops` and the table of migrations, which belong to no corp and are never joined with many rows.
 */
export function distributeStatements(catalog: Catalog): string[] {
  const tables = catalog.relations.filter(({ kind }) => kind === "r").map(({ name }) => name);
  const cut = tables.filter((name) => name !== ANCHOR && !REFERENCE_TABLES.has(name));
  const functions = catalog.functions.flatMap(({ name, definition }) => {
    const argument = FUNCTIONS.get(name);
    return argument === undefined
      ? []
      : [`select create_distributed_function('${signatureOf(name, definition)}', '${argument}', colocate_with => '${ANCHOR}')`];
  });
  return [
    ...tables.filter((name) => REFERENCE_TABLES.has(name)).map((name) => `select create_reference_table('${name}')`),
    `select create_distributed_table('${ANCHOR}', '${KEY}')`,
    ...cut.map((name) => `select create_distributed_table('${name}', '${KEY}', colocate_with => '${ANCHOR}')`),
    ...functions,
  ];
}

/** What would not work when cut by corp; each a sentence. Empty for a schema that may be distributed. */
export function distributeProblems(catalog: Catalog): string[] {
  const isCut = (table: string) => !REFERENCE_TABLES.has(table);
  const first = new Map<string, string>();
  for (const { table, name } of catalog.columns) if (!first.has(table)) first.set(table, name);
  const without = catalog.relations
    .filter(({ kind, name }) => kind === "r" && first.get(name) !== KEY)
    .map(({ name }) => `${name} does not begin with ${KEY}`);
  const views = catalog.relations
    .filter(({ kind }) => kind !== "r")
    .map(({ name }) => `${name} is no plain table: nobody has thought about it`);
  const uniques = [...catalog.constraints, ...catalog.indexes]
    .filter(({ table, definition }) => isCut(table) && isUnique(definition) && !columnsOf(definition).includes(KEY))
    .map(({ table, name }) => `${name} of ${table} is unique over all corps, which no worker alone can hold`);
  const foreign = catalog.constraints
    .filter(({ definition }) => definition.startsWith("FOREIGN KEY"))
    .map(({ table, name }) => `${name} of ${table} points to another table`);
  const triggers = catalog.triggers.map(({ table, name }) => `trigger ${name} of ${table} would run on the worker`);
  const sequences = catalog.sequences.map(({ name }) => `sequence ${name} belongs to no column`);
  const functions = catalog.functions
    .filter(({ name }) => !FUNCTIONS.has(name))
    .map(({ name }) => `nobody has said where function ${name} runs`);
  return [...without, ...views, ...uniques, ...foreign, ...triggers, ...sequences, ...functions];
}

const isUnique = (definition: string) => /^(PRIMARY KEY|UNIQUE|EXCLUDE|CREATE UNIQUE INDEX)/.test(definition);
const columnsOf = (definition: string) =>
  (/\(([^)]*)\)/.exec(definition)?.[1] ?? "").split(",").map((column) => column.trim().split(" ")[0]);

/** `append_events(of_corp text, rows jsonb)` → `append_events(text,jsonb)`. */
function signatureOf(name: string, definition: Definition["definition"]): string {
  const args = /\(([^)]*)\)/.exec(definition.slice(definition.indexOf(name)))?.[1] ?? "";
  const types = args.split(",").map((arg) => arg.trim().split(" ").slice(1).join(" "));
  return `${name}(${types.join(",")})`;
}

/** Runs the statements on a coordinator; what is spread already is left alone, so that it may be called again. Answers how many ran. */
export async function distribute(url: string, statements: readonly string[], log: (line: string) => void): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: "shuke distribute" });
  await client.connect();
  try {
    const { rows } = await client.query<{ installed: boolean; available: boolean }>(
      `select exists (select from pg_extension where extname = 'citus') as installed,
         exists (select from pg_available_extensions where name = 'citus') as available`,
    );
    if (rows[0]?.installed !== true) throw absent(rows[0]?.available === true);
    const { rows: done } = await client.query<{ name: string }>("select logicalrelid::text as name from pg_dist_partition");
    const known = new Set(done.map(({ name }) => name));
    let ran = 0;
    for (const statement of statements) {
      const table = /^select create_(?:distributed|reference)_table\('([^']+)'/.exec(statement)?.[1];
      if (table !== undefined && known.has(table)) continue;
      log(statement);
      await client.query(statement);
      ran += 1;
    }
    return ran;
  } finally {
    await client.end();
  }
}

function absent(available: boolean): StartupError {
  return available
    ? new StartupError(
        "Citus is there but not switched on: run `create extension citus` in this database, on the coordinator and on every worker. Nothing was changed.",
        "服务器上有 Citus，但这个数据库没有启用：请在协调节点和每个工作节点的这个库里执行 create extension citus。什么都没有改。",
      )
    : new StartupError(
        "This PostgreSQL has no Citus, so tables cannot be spread over machines. One machine needs none of it (docs/SCALE.md); `--print` shows the statements. Nothing was changed.",
        "这个 PostgreSQL 没有 Citus，没法把表分到多台机器。单机不需要它（见 docs/SCALE.md）；加 --print 可以只看语句。什么都没有改。",
      );
}
