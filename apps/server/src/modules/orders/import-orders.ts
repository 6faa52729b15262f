import { gateSettings, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { log } from "#kit/log";
import { localDay } from "#kit/tz";
import { handlersBehind, runHandlers } from "#log";
import type { FileRow, OrderFormat, RowProblem } from "./file-rows.ts";
import { ordersHandler } from "./project.ts";
import { readCdnow } from "./read-cdnow.ts";
import { readOrdersCsv } from "./read-csv.ts";
import { recordOrders } from "./record-orders.ts";
import { refreshRfm } from "./rfm.ts";
import type { NewOrder, Recorded } from "./types.ts";

/** Orders per transaction: others wait no longer than this takes. */
export const PER_BATCH = 2000;

export type ImportReport = Recorded & { rows: number; rejected: number };

export const readFile = (format: OrderFormat, text: AsyncIterable<string>, zone: string): AsyncGenerator<FileRow[]> =>
  format === "cdnow" ? readCdnow(text, zone) : readOrdersCsv(text, zone);

/**
 * Records the orders of a file as it is read, batch by batch: what is in stays in, and a second run goes over it without
 * changing anything. With `figures: "now"` they are added up meanwhile, and whole when this returns. Memory does not grow with
 * the file.
 */
export async function importOrders(
  ctx: Ctx,
  input: { format: OrderFormat; text: AsyncIterable<string>; name: string; figures: "now" | "by the worker" },
  tell: { problem(line: number, problem: RowProblem): void; progress?(report: ImportReport): void },
): Promise<ImportReport> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const report: ImportReport = { rows: 0, added: 0, changed: 0, unchanged: 0, rejected: 0 };
  const figures = keepFigures(ctx);
  let batch: NewOrder[] = [];
  const flush = async () => {
    const orders = batch;
    batch = [];
    if (orders.length === 0) return;
    const done = await withUnit(ctx, (unit) => recordOrders(unit, orders, { name: input.name, bulk: true, timeZone }));
    report.added += done.added;
    report.changed += done.changed;
    report.unchanged += done.unchanged;
    if (input.figures === "now" && done.added + done.changed > 0) figures.more();
    tell.progress?.(report);
  };
  for await (const rows of readFile(input.format, input.text, timeZone)) {
    for (const row of rows) {
      report.rows += 1;
      if ("problem" in row) {
        report.rejected += 1;
        tell.problem(row.line, row.problem);
      } else batch.push(row.order);
    }
    if (batch.length >= PER_BATCH) await flush();
  }
  await flush();
  if (input.figures === "by the worker") return report;
  await figures.done();
  if (report.added + report.changed > 0) await refreshRfm(ctx.db, ctx.corpId, localDay(ctx.now, timeZone), ctx.now);
  return report;
}

/** Adds figures up beside the reading of the file: one connection writes facts, another one rows. */
function keepFigures(ctx: Ctx): { more(): void; done(): Promise<void> } {
  let running: Promise<void> | null = null;
  const run = async () => {
    while ((await runHandlers(ctx.db, ctx.corpId, [ordersHandler], ctx.now)) > 0);
  };
  const start = () => {
    running ??= run()
      // A worker of the server adds up the same figures: what fails here is tried again there.
      .catch((error: unknown) => log.warn({ err: error }, "figures of an import wait for the worker"))
      .finally(() => (running = null));
    return running;
  };
  return {
    more: () => void start(),
    async done() {
      while ((await handlersBehind(ctx.db, ctx.corpId, [ordersHandler], ctx.now)).length > 0) {
        await start();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}
