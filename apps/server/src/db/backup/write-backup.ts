import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { type BackupEnd, type BackupHeader, FIRST_LINE, frame, type TableEnd, type TableHead } from "./frames.ts";
import { nameOf, quoted, readSequences, readTables } from "./tables.ts";

export type BackupOptions = {
  url: string;
  file: string;
  version: string;
  keyMark: string | null;
  /** The installation's key, sealed already. */
  key: string | null;
  progress?: (done: { table: string; rows: number; bytes: number; expected: number }) => void;
};
export type BackupResult = { tables: number; rows: number; bytes: number; fileBytes: number };

const CHUNK = 256 * 1024;
const LEVEL = 3;

/**
 * Writes everything as it stands at one instant (one transaction, repeatable read) while the server goes on. The file appears under its
 * name when it is whole; until then it is called `.partial`, and goes when something fails. Memory does not grow with the data.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupResult> {
  const client = new pg.Client({ connectionString: options.url, application_name: "shuke backup" });
  const partial = `${options.file}.partial`;
  // What breaks the session is told by the query that was under way.
  client.on("error", () => {});
  await client.connect();
  const startedAt = new Date();
  try {
    await client.query("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set extra_float_digits = 1");
    await client.query("begin transaction isolation level repeatable read, read only");
    const totals = { tables: 0, rows: 0, bytes: 0 };
    const zip = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: LEVEL } });
    await pipeline(content(client, options, totals), zip, createWriteStream(partial, { mode: 0o600 }));
    await client.query("commit");
    await settle(partial, options.file);
    const { size } = await stat(options.file);
    await note(client, { startedAt, file: options.file, size, rows: totals.rows });
    return { ...totals, fileBytes: size };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

/** For the figures of operations; a database of an older version has no place for it. */
async function note(
  client: pg.Client,
  { startedAt, file, size, rows }: { startedAt: Date; file: string; size: number; rows: number },
): Promise<void> {
  const { rows: has } = await client.query<{ place: string | null }>("select to_regclass('ops.backup')::text as place");
  if (!has[0]?.place) return;
  await client.query("insert into ops.backup (id, started_at, finished_at, file, bytes, row_count) values ($1, $2, $3, $4, $5, $6)", [
    `bak_${startedAt.getTime()}`,
    startedAt,
    new Date(),
    file,
    size,
    rows,
  ]);
}

/** On the disk, not only in its cache, before it is called a backup. */
async function settle(partial: string, file: string): Promise<void> {
  const handle = await open(partial, "r+");
  await handle.sync();
  await handle.close();
  await rename(partial, file);
}

async function* content(client: pg.Client, options: BackupOptions, totals: Omit<BackupResult, "fileBytes">): AsyncGenerator<Buffer> {
  yield Buffer.from(FIRST_LINE);
  yield frame("H", await headerOf(client, options));
  const tables = await readTables(client);
  // Nobody may change a table between here and its turn.
  await client.query(`lock table ${tables.map(nameOf).join(", ")} in access share mode`);
  const { rows } = await client.query<{ n: string }>(
    "select sum(greatest(reltuples, 0))::bigint::text as n from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
  );
  const expected = Number(rows[0]?.n ?? 0);
  for (const table of tables) {
    yield frame("T", table);
    const end = { rows: 0, bytes: 0, hash: createHash("sha256") };
    for await (const chunk of rowsOf(client, table)) {
      end.hash.update(chunk);
      end.bytes += chunk.length;
      end.rows += countLines(chunk);
      yield frame("D", chunk);
      options.progress?.({ table: table.table, rows: totals.rows + end.rows, bytes: totals.bytes + end.bytes, expected });
    }
    totals.tables += 1;
    totals.rows += end.rows;
    totals.bytes += end.bytes;
    yield frame("E", { rows: end.rows, bytes: end.bytes, sha256: end.hash.digest("hex") } satisfies TableEnd);
  }
  const { tables: count, rows: all } = totals;
  yield frame("Z", { tables: count, rows: all, sequences: await readSequences(client) } satisfies BackupEnd);
}

async function headerOf(client: pg.Client, { version, keyMark, key }: BackupOptions): Promise<BackupHeader> {
  const { rows } = await client.query<{ postgres: string }>("select current_setting('server_version') as postgres");
  const { rows: migrations } = await client.query<BackupHeader["migrations"][number]>(
    "select name, sha256 from shuke_migration order by name",
  );
  return { madeAt: new Date().toISOString(), version, postgres: rows[0]?.postgres ?? "", migrations, keyMark, key };
}

/** The rows in COPY's text form, which any PostgreSQL reads, in pieces of some size: a row alone is too little for a frame. */
async function* rowsOf(client: pg.Client, table: TableHead): AsyncGenerator<Buffer> {
  const stream = client.query(copyTo(`copy ${nameOf(table)} (${table.columns.map(quoted).join(", ")}) to stdout`));
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    held.push(chunk);
    size += chunk.length;
    if (size < CHUNK) continue;
    yield Buffer.concat(held);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held);
}

/** A row ends in the only line feeds that COPY's text form has. */
function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  return lines;
}
