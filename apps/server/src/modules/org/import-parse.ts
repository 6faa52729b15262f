import { CsvError, parse } from "csv-parse";
import { Problem } from "#kit/problem";
import type { Datum } from "./geo.ts";
import { type Field, readHeader } from "./import-columns.ts";
import { type ImportRow, readRow, type RowProblem } from "./import-row.ts";

export type ParsedRow = { line: number } & ({ row: ImportRow } | { problem: RowProblem });

type Read = { line: number; cells: string[] };

/**
 * Reads CSV text as it arrives, one row after another. Throws a Problem for a file that cannot be a list of stores at
 * all (no header, wrong encoding); anything wrong with one row is that row's problem.
 */
export async function* parseStores(text: AsyncIterable<string>, datum: Datum): AsyncGenerator<ParsedRow> {
  let columns: ReadonlyMap<Field, number> | null = null;
  let header: readonly string[] = [];
  const seenAt = new Map<string, number>();
  for await (const read of readCsv(text)) {
    if ("broken" in read) {
      yield { line: read.line, problem: { code: "storesCsvBroken", details: {}, value: read.broken } };
      continue;
    }
    const { line, cells } = read;
    if (!columns) {
      columns = headerOf(cells);
      header = cells;
    } else if (cells.length !== header.length) {
      const value = cells.join(",").slice(0, 80);
      yield { line, problem: { code: "storesRowWidth", details: { want: header.length, got: cells.length }, value } };
    } else {
      const place = (field: Field) => columns?.get(field) ?? -1;
      const row = readRow(
        (field) => cells[place(field)] ?? "",
        datum,
        (field) => header[place(field)]?.trim() ?? field,
      );
      yield "details" in row ? { line, problem: row } : unique(line, row, seenAt);
    }
  }
  if (!columns) throw new Problem("storesCsvEmpty");
}

/** Records with the line on which each begins. They are taken in `on_record`: a stream that fails drops what it holds. */
async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<Read | { line: number; broken: string }> {
  const { head, rest } = await firstLine(text);
  let queue: Read[] = [];
  let lastLine = 0;
  const parser = parse({
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    delimiter: delimiterOf(head),
    on_record: (cells: string[], { lines }: { lines: number }) => {
      const inside = cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/gu)?.length ?? 0), 0);
      queue.push({ line: lines - inside, cells });
      lastLine = lines;
      return null;
    },
  });
  const ended = new Promise<Error | null>((resolve) =>
    parser
      .on("error", resolve)
      .on("end", () => resolve(null))
      .resume(),
  );
  for await (const chunk of rest) {
    if (!parser.write(chunk)) await Promise.race([ended, new Promise((resolve) => parser.once("drain", resolve))]);
    yield* queue;
    queue = [];
    if (parser.destroyed) break;
  }
  parser.end();
  const error = await ended;
  yield* queue;
  if (error === null) return;
  if (!(error instanceof CsvError)) throw error;
  yield { line: lastLine + 1, broken: error.code };
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
