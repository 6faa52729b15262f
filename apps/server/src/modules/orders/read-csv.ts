import { readCsv } from "#kit/csv";
import { Problem } from "#kit/problem";
import { fromLocal } from "#kit/tz";
import { type Field, readHeader } from "./csv-columns.ts";
import type { FileRow, RowProblem } from "./file-rows.ts";
import { readItems } from "./read-items.ts";
import { readFen, readTime, readYuan } from "./read-values.ts";
import { cleanKeys } from "#modules/customers";
import type { NewOrder } from "./types.ts";

const PER_YIELD = 500;
const LONGEST = { orderNo: 120, key: 120, word: 60, items: 13_000 };

const credits = new Map<string, NewOrder["credit"]>([
  ["", "unknown"],
  ...["unknown", "未知", "不详"].map((word) => [word, "unknown"] as const),
  ...["direct", "直接", "私域直接"].map((word) => [word, "direct"] as const),
  ...["prompted", "带动", "触达", "私域带动"].map((word) => [word, "prompted"] as const),
]);

/** Orders of a CSV file as it arrives. Throws a Problem for a file that can hold no orders; a bad row is that row's problem. */
export async function* readOrdersCsv(text: AsyncIterable<string>, zone: string): AsyncGenerator<FileRow[]> {
  let at: ReadonlyMap<Field, number> | null = null;
  let header: readonly string[] = [];
  let rows: FileRow[] = [];
  for await (const read of readCsv(text)) {
    if ("broken" in read) rows.push({ line: read.line, problem: { code: "ordersCsvBroken", details: {} } });
    else if (!at) {
      header = read.cells;
      at = columnsOf(header);
    } else rows.push(readRow(read, header, at, zone));
    if (rows.length >= PER_YIELD) {
      yield rows;
      rows = [];
    }
  }
  if (!at) throw new Problem("ordersCsvEmpty");
  yield rows;
}

export function columnsOf(header: readonly string[]): ReadonlyMap<Field, number> {
  // A file saved in GBK and read as UTF-8 is full of replacement characters.
  if (header.some((cell) => cell.includes("\uFFFD"))) throw new Problem("ordersCsvEncoding");
  const { at, missing } = readHeader(header);
  if (missing.length > 0) throw new Problem("ordersCsvHeader", { missing: missing.join("、") });
  return at;
}

function readRow(
  { line, cells }: { line: number; cells: string[] },
  header: readonly string[],
  at: ReadonlyMap<Field, number>,
  zone: string,
): FileRow {
  if (cells.length !== header.length)
    return { line, problem: { code: "orderRowWidth", details: { want: header.length, got: cells.length } } };
  const cell = (field: Field) => cells[at.get(field) ?? -1]?.trim() ?? "";
  const column = (field: Field) => header[at.get(field) ?? -1]?.trim() ?? field;
  const read = readOrder(cell, column, zone);
  return "code" in read ? { line, problem: read } : { line, order: read };
}

/** One row's cells as an order; pure. `column` is what the file calls a field: whoever mends it looks for that word. */
export function readOrder(cell: (field: Field) => string, column: (field: Field) => string, zone: string): NewOrder | RowProblem {
  const orderNo = cell("orderNo");
  if (orderNo === "") return { code: "orderNoMissing", details: { column: column("orderNo") } };
  const bad = tooLongOrBroken(cell, column);
  if (bad) return bad;
  const amountFen = cell("amountFen") === "" ? readYuan(cell("amount")) : readFen(cell("amountFen"));
  const amountField = cell("amountFen") === "" ? "amount" : "amountFen";
  if (amountFen === null) return { code: "orderAmount", details: { column: column(amountField), value: cell(amountField) } };
  const refundedFen = cell("refunded") === "" ? 0 : readYuan(cell("refunded"));
  if (refundedFen === null) return { code: "orderAmount", details: { column: column("refunded"), value: cell("refunded") } };
  const paidAt = instantOf(cell("paidAt"), zone);
  if (!paidAt) return { code: "orderTime", details: { column: column("paidAt"), value: cell("paidAt") } };
  const changedAt = cell("updatedAt") === "" ? null : instantOf(cell("updatedAt"), zone);
  if (changedAt === null && cell("updatedAt") !== "") {
    return { code: "orderTime", details: { column: column("updatedAt"), value: cell("updatedAt") } };
  }
  const credit = credits.get(cell("credit").toLowerCase());
  if (credit === undefined) return { code: "orderCredit", details: { column: column("credit"), value: cell("credit") } };
  const items = readItems(cell("items"), cell("quantity"));
  if (items === null) return { code: "orderItems", details: { column: column("items"), value: shortOf(cell("items"), cell("quantity")) } };
  return {
    orderNo,
    keys: cleanKeys({ external: cell("external"), unionid: cell("unionid"), member: cell("member"), phone: cell("phone") }),
    amountFen,
    refundedFen,
    paidAt,
    storeCode: cell("storeCode"),
    channel: cell("channel"),
    credit,
    changedAt,
    ...(items ? { items } : {}),
  };
}

const shortOf = (items: string, count: string) => `${items.slice(0, 60)}${count === "" ? "" : ` × ${count.slice(0, 20)}`}`;

const limits: ReadonlyArray<readonly [Field, number]> = [
  ["orderNo", LONGEST.orderNo],
  ["phone", LONGEST.key],
  ["member", LONGEST.key],
  ["unionid", LONGEST.key],
  ["external", LONGEST.key],
  ["storeCode", LONGEST.word],
  ["channel", LONGEST.word],
  ["items", LONGEST.items],
];

function tooLongOrBroken(cell: (field: Field) => string, column: (field: Field) => string): RowProblem | null {
  for (const [field, most] of limits) {
    const value = cell(field);
    if (value.length > most) return { code: "orderTooLong", details: { column: column(field), most } };
    if (value.includes("\uFFFD")) return { code: "orderRowEncoding", details: { column: column(field) } };
  }
  return null;
}

function instantOf(text: string, zone: string): Date | null {
  const time = readTime(text);
  if (!time) return null;
  return "at" in time ? new Date(time.at) : fromLocal(time.local, zone);
}
