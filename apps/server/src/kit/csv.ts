import { CsvError, parse } from "csv-parse";

type Read = { line: number; cells: string[] };

/** Records with the line on which each begins. They are taken in `on_record`: a stream that fails drops what it holds. */
export async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<Read | { line: number; broken: string }> {
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

/** One line of a file for spreadsheets. A cell that begins like a formula is quoted away: a spreadsheet would run it. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\n\r]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lets spreadsheets read Chinese. */
export const CSV_MARK = "\uFEFF";

/** A text that came whole, in pieces as a stream would bring it. */
export async function* chunksOf(text: string | AsyncIterable<string>): AsyncGenerator<string> {
  if (typeof text !== "string") return yield* text;
  for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536);
}
