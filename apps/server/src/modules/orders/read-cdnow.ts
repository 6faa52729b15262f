import { fromLocal } from "#kit/tz";
import type { FileRow } from "./file-rows.ts";
import { readTime, readYuan } from "./read-values.ts";

/**
 * Purchases of CDNOW (Fader and Hardie), fixed width: customer, date, number of CDs, dollars; the sample of it has the number in
 * the sample after the customer. One order per row without a number of its own: customer + date + nth occurrence.
 */
export async function* readCdnow(text: AsyncIterable<string>, zone: string): AsyncGenerator<FileRow[]> {
  const nth = new Map<string, number>();
  let line = 0;
  let rest = "";
  const read = (row: string): FileRow[] => {
    line += 1;
    const one = readLine(row, line, zone, nth);
    return one ? [one] : [];
  };
  for await (const chunk of text) {
    const rows = (rest + chunk).split("\n");
    rest = rows.pop() ?? "";
    yield rows.flatMap(read);
  }
  yield read(rest);
}

function readLine(row: string, line: number, zone: string, nth: Map<string, number>): FileRow | null {
  const cells = row.trim().split(/\s+/u);
  if (cells[0] === "" || cells[0] === "\u001A") return null;
  // Some copies have a header.
  if (line === 1 && !/^\d+$/u.test(cells[0] ?? "")) return null;
  const [customer, date, amount] = cells.length === 5 ? [cells[0], cells[2], cells[4]] : [cells[0], cells[1], cells[3]];
  if ((cells.length !== 4 && cells.length !== 5) || !customer || !/^\d{8}$/u.test(date ?? "")) {
    return { line, problem: { code: "orderRowBroken", details: { value: row.trim().slice(0, 80) } } };
  }
  const time = readTime(date ?? "");
  if (!time || !("local" in time)) return { line, problem: { code: "orderTime", details: { column: "date", value: date } } };
  const amountFen = readYuan(amount ?? "");
  if (amountFen === null) return { line, problem: { code: "orderAmount", details: { column: "dollar_value", value: amount } } };
  const key = `${customer}-${date}`;
  const n = (nth.get(key) ?? 0) + 1;
  nth.set(key, n);
  return {
    line,
    order: {
      orderNo: `${key}-${n}`,
      keys: { member: customer },
      amountFen,
      refundedFen: 0,
      paidAt: fromLocal(time.local, zone),
      storeCode: "",
      channel: "",
      credit: "unknown",
      changedAt: null,
    },
  };
}
