import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { Problem } from "#kit/problem";
import type { Datum } from "./geo.ts";
import { type Field, readHeader } from "./import-columns.ts";
import { type ImportRow, readRow, type RowProblem } from "./import-row.ts";

export type ParsedRow = { line: number } & ({ row: ImportRow } | { problem: RowProblem });

type Record = { record: string[]; raw: string; info: { lines: number } };

/**
 * Reads CSV text as it arrives, one row after another. Throws a Problem for a file that cannot be a list of stores at
 * all (no header, wrong encoding); anything wrong with one row is that row's problem.
 */
export async function* parseStores(text: AsyncIterable<string>, datum: Datum): AsyncGenerator<ParsedRow> {
  const { head, rest } = await firstLine(text);
  const pending = Readable.from(rest, { objectMode: false });
  const parser = pending.pipe(
    parse({ bom: true, info: true, raw: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, delimiter: delimiterOf(head) }),
  );
  pending.on("error", (error) => parser.destroy(error));
  let columns: ReadonlyMap<Field, number> | null = null;
  let width = 0;
  const seenAt = new Map<string, number>();
  try {
    for await (const { record, raw, info } of parser as AsyncIterable<Record>) {
      const line = info.lines - (raw.trimEnd().match(/\r\n|\n|\r/gu)?.length ?? 0);
      if (!columns) {
        columns = headerOf(record);
        width = record.length;
        continue;
      }
      if (record.length !== width) {
        yield { line, problem: { code: "storesRowWidth", details: { want: width, got: record.length }, value: raw.trim().slice(0, 80) } };
        continue;
      }
      const at = columns;
      const row = readRow((field) => record[at.get(field) ?? -1] ?? "", datum);
      yield "details" in row ? { line, problem: row } : unique(line, row, seenAt);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { line: Number(error["lines"] ?? 0), problem: { code: "storesCsvBroken", details: {}, value: error.code } };
  }
  if (!columns) throw new Problem("storesCsvEmpty");
}

/** Reads ahead to the end of the header, and gives everything back. */
async function firstLine(text: AsyncIterable<string>): Promise<{ head: string; rest: AsyncIterable<string> }> {
  const chunks = text[Symbol.asyncIterator]();
  let head = "";
  while (!/[\r\n]/u.test(head.trimStart())) {
    const { done, value } = await chunks.next();
    if (done) break;
    head += value;
  }
  async function* rest() {
    yield head;
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) return;
      yield value;
    }
  }
  return { head: head.trimStart().split(/[\r\n]/u, 1)[0] ?? "", rest: rest() };
}

/** A comma, unless the header was written with tabs or semicolons, as some spreadsheets do. */
function delimiterOf(head: string): string {
  const count = (sign: string) => head.split(sign).length;
  return [",", "\t", ";"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function headerOf(record: string[]): ReadonlyMap<Field, number> {
  // A file saved in GBK and read as UTF-8 is full of replacement characters.
  if (record.some((cell) => cell.includes("\uFFFD"))) throw new Problem("storesCsvEncoding");
  const { at, missing } = readHeader(record);
  if (missing.length > 0) throw new Problem("storesCsvHeader", { missing: missing.join(", ") });
  return at;
}

/** The same number twice in one file: the first one counts, the second one is told where the first one is. */
function unique(line: number, row: ImportRow, seenAt: Map<string, number>): ParsedRow {
  const first = seenAt.get(row.code);
  if (first !== undefined) return { line, problem: { code: "storesRowDuplicate", details: { first }, value: row.code } };
  seenAt.set(row.code, line);
  return { line, row };
}
