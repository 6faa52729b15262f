import path from "node:path";
import { parseArgs } from "node:util";
import { StartupError } from "#db/startup-error";
import { importOrders, type ImportReport } from "#modules/orders";
import { type Command, say } from "./command.ts";
import { importFile, problemTeller } from "./import-file.ts";

/** Loads orders from a file, plain or gzip, of any size. Run again after a break: what is in stays in. */
export const ordersImport: Command = {
  words: ["orders", "import"],
  usage: "orders import FILE [--format csv|cdnow]",
  async run(args, config) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { format: { type: "string", default: "csv" } },
    });
    const [file] = positionals;
    const { format } = values;
    if (file === undefined || (format !== "csv" && format !== "cdnow")) {
      throw new StartupError(`Usage: ${ordersImport.usage}`, `用法：${ordersImport.usage}`);
    }
    const teller = problemTeller();
    const report = await importFile(config, file, "ordersCsvEncoding", (ctx, text) =>
      importOrders(ctx, { format, text, name: path.basename(file), figures: "now" }, { ...teller, progress: progressTeller() }),
    );
    teller.rest(report.rejected);
    tell(report);
    return report.rejected > 0 ? 1 : 0;
  },
};

/** Where it stands, about once a second. */
function progressTeller(): (report: ImportReport) => void {
  let last = Date.now();
  const started = last;
  return ({ rows }) => {
    if (Date.now() - last < 1000) return;
    last = Date.now();
    const perSecond = Math.round(rows / ((last - started) / 1000));
    say(`已读 ${rows} 行，每秒 ${perSecond} 行 / ${rows} rows read, ${perSecond} a second`);
  };
}

function tell({ rows, added, changed, unchanged, rejected }: ImportReport): void {
  if (added + changed === 0) say("没有新的内容：这些订单都已经记过 / Nothing new: all these orders were recorded before");
  say(`新增 ${added}，更新 ${changed}，未变 ${unchanged}，拒绝 ${rejected}`);
  say(`Added ${added}, changed ${changed}, unchanged ${unchanged}, rejected ${rejected}`);
  process.stdout.write(`${JSON.stringify({ rows, added, changed, unchanged, rejected })}\n`);
}
