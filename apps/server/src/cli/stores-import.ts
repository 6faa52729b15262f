import { parseArgs } from "node:util";
import { StartupError } from "#db/startup-error";
import { importStores, type ImportReport } from "#modules/org";
import { type Command, say } from "./command.ts";
import { importFile, problemTeller } from "./import-file.ts";

/** Loads a file of stores, plain or gzip. It streams, so the file may be of any size. */
export const storesImport: Command = {
  words: ["stores", "import"],
  usage: "stores import FILE [--datum wgs84|gcj02] [--dry-run]",
  async run(args, config) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { datum: { type: "string", default: "wgs84" }, "dry-run": { type: "boolean", default: false } },
    });
    const [file] = positionals;
    const { datum, "dry-run": dryRun } = values;
    if (file === undefined || (datum !== "wgs84" && datum !== "gcj02")) {
      throw new StartupError(`Usage: ${storesImport.usage}`, `用法：${storesImport.usage}`);
    }
    const report = await importFile(config, file, "storesCsvEncoding", (ctx, csv) => importStores(ctx, { csv, datum, dryRun }));
    tell(report, dryRun);
    return report.rejected > 0 ? 1 : 0;
  },
};

function tell({ errors, created, updated, unchanged, rejected }: ImportReport, dryRun: boolean): void {
  const teller = problemTeller();
  for (const error of errors) teller.problem(error.line, error);
  teller.rest(rejected);
  if (dryRun) say("试运行，什么都没有改 / A dry run: nothing was changed");
  say(`新增 ${created}，更新 ${updated}，未变 ${unchanged}，拒绝 ${rejected}`);
  say(`Created ${created}, updated ${updated}, unchanged ${unchanged}, rejected ${rejected}`);
  process.stdout.write(`${JSON.stringify({ created, updated, unchanged, rejected })}\n`);
}
