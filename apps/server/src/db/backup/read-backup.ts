import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createZstdDecompress } from "node:zlib";
import { z } from "zod";
import { StartupError } from "../startup-error.ts";
import { type BackupEnd, type BackupHeader, damaged, readFrames, type TableEnd, type TableHead } from "./frames.ts";

const header: z.ZodType<BackupHeader> = z.object({
  madeAt: z.string(),
  version: z.string(),
  postgres: z.string(),
  migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
  keyMark: z.string().nullable(),
  key: z.string().nullable(),
});
const tableHead: z.ZodType<TableHead> = z.object({ schema: z.string(), table: z.string(), columns: z.array(z.string()) });
const tableEnd: z.ZodType<TableEnd> = z.object({ rows: z.number(), bytes: z.number(), sha256: z.string() });
const backupEnd: z.ZodType<BackupEnd> = z.object({
  tables: z.number(),
  rows: z.number(),
  sequences: z.array(z.object({ schema: z.string(), table: z.string(), column: z.string(), value: z.number() })),
});

export type BackupReader = {
  onHeader(header: BackupHeader): Promise<void>;
  onTable(table: TableHead): Promise<void>;
  onRows(chunk: Buffer): Promise<void>;
  /** After the checksum was found right. */
  onTableEnd(table: TableHead, end: TableEnd): Promise<void>;
  onEnd(end: BackupEnd): Promise<void>;
};

/** Reads a backup from its first to its last byte and hands over what is in it. Throws a StartupError where it is damaged. */
export async function readBackup(file: string, reader: Partial<BackupReader>): Promise<BackupEnd> {
  const unzip = createZstdDecompress();
  const source = createReadStream(file);
  source.on("error", (error) => unzip.destroy(error));
  source.pipe(unzip);
  let open: { table: TableHead; hash: ReturnType<typeof createHash> } | undefined;
  let last: BackupEnd | undefined;
  const counted = { tables: 0, rows: 0 };
  try {
    for await (const { kind, payload } of readFrames(unzip as AsyncIterable<Buffer>)) {
      if (kind === "H") await reader.onHeader?.(parse(header, payload));
      else if (kind === "T") {
        open = { table: parse(tableHead, payload), hash: createHash("sha256") };
        await reader.onTable?.(open.table);
      } else if (kind === "Z") {
        last = parse(backupEnd, payload);
        if (last.tables !== counted.tables || last.rows !== counted.rows) throw damaged("tables or rows are missing");
        await reader.onEnd?.(last);
      } else if (!open) throw damaged("rows come before their table");
      else if (kind === "D") {
        open.hash.update(payload);
        await reader.onRows?.(payload);
      } else {
        const end = parse(tableEnd, payload);
        if (open.hash.digest("hex") !== end.sha256) throw damaged(`the rows of ${open.table.table} are not those that were written`);
        counted.tables += 1;
        counted.rows += end.rows;
        await reader.onTableEnd?.(open.table, end);
        open = undefined;
      }
    }
  } catch (error) {
    throw explained(error, file);
  } finally {
    source.destroy();
  }
  if (!last) throw damaged("it ends too early");
  return last;
}

function parse<T>(shape: z.ZodType<T>, payload: Buffer): T {
  try {
    return shape.parse(JSON.parse(payload.toString("utf8")));
  } catch (cause) {
    throw damaged("something in it cannot be read", cause);
  }
}

/** What zstd and the file system say, for a person. */
function explained(error: unknown, file: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "EACCES" || code === "EISDIR") {
    return new StartupError(`The backup cannot be read: ${file} (${code})`, `读不到备份文件：${file}（${code}）`, { cause: error });
  }
  return /^(ZSTD_|ERR_ZSTD|Z_|ERR_BUFFER)/.test(code) ? damaged("it cannot be unpacked", error) : error;
}
