import { once } from "node:events";
import { finished } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, type CopyStreamQuery } from "pg-copy-streams";
import { migrate, readMigrations } from "../migrate.ts";
import { StartupError } from "../startup-error.ts";
import type { BackupEnd, BackupHeader, TableEnd, TableHead } from "./frames.ts";
import { readBackup } from "./read-backup.ts";
import { dropIndexes, emptySchemas, makeSchema, refuseIfUsed } from "./restore-schema.ts";
import { nameOf, quoted } from "./tables.ts";

export type RestoreOptions = {
  url: string;
  file: string;
  /** Throws away what the database holds. */
  replace: boolean;
  /** Folder of migrations; Shuke's own by default. */
  migrationsDir?: string;
  onHeader?: (header: BackupHeader) => void;
  progress?: (done: { table: string; rows: number }) => void;
};
export type RestoreResult = { tables: number; rows: number; header: BackupHeader; migrated: string[] };

/**
 * Puts a backup into a database in one transaction: the schema of that time, the rows, their checksums and counts, the numbers of identity
 * columns; only then it is committed, so that whatever interrupts it leaves the database as it was. Migrations that are newer than the
 * backup run afterwards. Refuses a database that holds something unless told to replace it, and one that a server is using.
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreResult> {
  const client = new pg.Client({ connectionString: options.url, application_name: "shuke restore" });
  // What breaks the session is told by the query that was under way.
  client.on("error", () => {});
  await client.connect();
  let header: BackupHeader | undefined;
  let end: BackupEnd;
  try {
    await client.query("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set maintenance_work_mem = '256MB'");
    await refuseIfUsed(client, options.replace);
    await client.query("begin");
    let rows = 0;
    let rebuild: () => Promise<void> = async () => {};
    let copy: CopyStreamQuery | undefined;
    end = await readBackup(options.file, {
      async onHeader(read) {
        header = read;
        options.onHeader?.(read);
        const known = await readMigrations(options.migrationsDir);
        refuseUnknown(read, known);
        await emptySchemas(client);
        await makeSchema(client, known, read);
        rebuild = await dropIndexes(client);
      },
      async onTable(table) {
        copy = client.query(copyFrom(`copy ${nameOf(table)} (${table.columns.map(quoted).join(", ")}) from stdin`));
        // What goes wrong is told when the table ends, or when nothing more is taken.
        copy.on("error", () => {});
      },
      async onRows(chunk) {
        if (copy && !copy.write(chunk)) await Promise.race([once(copy, "drain"), finished(copy)]);
      },
      async onTableEnd(table, told) {
        if (copy) await endOf(copy, table, told);
        copy = undefined;
        rows += told.rows;
        options.progress?.({ table: table.table, rows });
      },
      async onEnd({ sequences }) {
        await rebuild();
        for (const one of sequences) {
          if (one.value === 0) continue;
          await client.query("select setval(pg_get_serial_sequence($1, $2)::regclass, $3)", [nameOf(one), one.column, one.value]);
        }
      },
    });
    await client.query("commit");
  } finally {
    // Without a commit this rolls everything back.
    await client.end();
  }
  if (!header) throw new Error("a backup without a header was restored");
  await analyze(options.url);
  const migrated = await migrate(options.url, options.migrationsDir === undefined ? {} : { dir: options.migrationsDir });
  return { tables: end.tables, rows: end.rows, header, migrated };
}

/** PostgreSQL's own count of rows is the second opinion beside the checksum. */
async function endOf(copy: CopyStreamQuery, { table }: TableHead, told: TableEnd): Promise<void> {
  copy.end();
  await finished(copy);
  if (copy.rowCount !== told.rows) {
    throw new StartupError(
      `PostgreSQL took ${copy.rowCount} rows of ${table}, the backup says ${told.rows}. Nothing was changed.`,
      `表 ${table} 收下 ${copy.rowCount} 行，备份里是 ${told.rows} 行。什么都没有改。`,
    );
  }
}

function refuseUnknown(header: BackupHeader, known: ReadonlyArray<{ name: string; sha256: string }>): void {
  const ours = new Map(known.map(({ name, sha256 }) => [name, sha256]));
  const strange = header.migrations.find(({ name, sha256 }) => ours.get(name) !== sha256);
  if (!strange) return;
  throw new StartupError(
    `The backup was made by Shuke ${header.version}, whose database has ${strange.name}; this version does not know it. Install that version or a newer one. Nothing was changed.`,
    `备份来自熟客 ${header.version}，它的数据库里有 ${strange.name}，当前版本不认识。请装那个版本或更新的版本。什么都没有改。`,
  );
}

/** Without figures about the rows the first queries would be planned blindly. */
async function analyze(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "shuke restore" });
  await client.connect();
  try {
    await client.query("analyze");
  } finally {
    await client.end();
  }
}
