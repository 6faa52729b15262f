import { readCsv } from "#kit/csv";
import { Problem } from "#kit/problem";
import type { Datum } from "./geo.ts";
import { type Field, readHeader } from "./import-columns.ts";
import { type ImportRow, readRow, type RowProblem } from "./import-row.ts";

export type ParsedRow = { line: number } & ({ row: ImportRow } | { problem: RowProblem });

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
