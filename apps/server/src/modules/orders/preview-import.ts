import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { readCsv } from "#kit/csv";
import { told } from "#kit/problem";
import { readHeader } from "./csv-columns.ts";
import type { OrderFormat } from "./file-rows.ts";
import { readFile } from "./import-orders.ts";
import { columnsOf } from "./read-csv.ts";

const SHOWN = 8;
const CDNOW = /^\s*\d{4,6}(\s+\d{1,5})?\s+(19|20)\d{6}\s+\d+\s+\d+\.\d{2}\s*$/mu;

/** What the beginning of a file holds, before anything is recorded. */
export async function previewImport(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.orders.importPreview>,
): Promise<OutputOf<typeof api.orders.importPreview>> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const head = input.head.replace(/^\uFEFF/u, "");
  const format: OrderFormat = input.format === "auto" ? (CDNOW.test(head.slice(0, 2000)) ? "cdnow" : "csv") : input.format;
  const columns = format === "csv" ? await columnsIn(head) : [];
  const found: OutputOf<typeof api.orders.importPreview> = { format, columns, orders: [], problems: [] };
  // The last row of a beginning may be half a row.
  const whole = head.includes("\n") ? head.slice(0, head.lastIndexOf("\n") + 1) : head;
  for await (const rows of readFile(format, once(whole), timeZone)) {
    for (const row of rows) {
      if ("problem" in row) {
        if (found.problems.length < SHOWN) found.problems.push({ line: row.line, ...told(row.problem, ctx.language) });
      } else if (found.orders.length < SHOWN) {
        const { orderNo, paidAt, amountFen, keys } = row.order;
        const all = Object.entries(keys).map(([kind, value]) => ({ kind, value }));
        found.orders.push({ line: row.line, orderNo, paidAt: paidAt.toISOString(), amountFen, keys: all });
      }
    }
  }
  return found;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

async function columnsIn(head: string): Promise<Array<{ column: string; field: string | null }>> {
  for await (const read of readCsv(once(head))) {
    if ("broken" in read) break;
    columnsOf(read.cells);
    const { at } = readHeader(read.cells);
    const fields = new Map([...at].map(([field, place]) => [place, field as string]));
    return read.cells.map((column, n) => ({ column: column.trim(), field: fields.get(n) ?? null }));
  }
  return [];
}
