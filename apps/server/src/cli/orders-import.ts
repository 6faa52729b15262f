import { access, constants } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { errors, fill, type Language, say as sayPhrase } from "@shuke/phrases";
import { sql } from "kysely";
import { StartupError } from "#db/startup-error";
import { system } from "#kit/actor";
import { Problem } from "#kit/problem";
import { importOrders, type ImportReport } from "#modules/orders";
import { type Command, say } from "./command.ts";
import { withCore } from "./core.ts";
import { readText } from "./stores-import.ts";

const MOST_TOLD = 20;

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
    await access(file, constants.R_OK).catch(() => {
      throw new StartupError(`The file cannot be read: ${file}`, `读不到文件：${file}`);
    });
    const report = await withCore(config, async ({ db, clock }) => {
      const { rows } = await sql<{ corp_id: string }>`select corp_id from corp order by created_at, corp_id limit 1`.execute(db);
      const corpId = rows[0]?.corp_id;
      if (corpId === undefined)
        throw new StartupError("Set up a corp first: npm run cli -- corp set", "请先设置企业：npm run cli -- corp set");
      const ctx = { db, corpId, actor: system("cli"), now: clock.now() };
      try {
        const text = readText(file, "ordersCsvEncoding");
        return await importOrders(ctx, { format, text, name: path.basename(file), figures: "now" }, teller());
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        throw new StartupError(fill(errors.en[error.code], error.details), fill(errors["zh-CN"][error.code], error.details));
      }
    });
    tell(report);
    return report.rejected > 0 ? 1 : 0;
  },
};

/** Problems as they are found, up to a handful, and where it stands about once a second. */
function teller(): Parameters<typeof importOrders>[2] {
  let told = 0;
  let last = Date.now();
  const started = last;
  return {
    problem(line, { code, details }) {
      told += 1;
      if (told > MOST_TOLD) return;
      const words = (language: Language) => sayPhrase(errors[language], code, details) ?? code;
      say(`  第 ${line} 行：${words("zh-CN")}\n  Line ${line}: ${words("en")}`);
    },
    progress({ rows }) {
      if (Date.now() - last < 1000) return;
      last = Date.now();
      const perSecond = Math.round(rows / ((last - started) / 1000));
      say(`已读 ${rows} 行，每秒 ${perSecond} 行 / ${rows} rows read, ${perSecond} a second`);
    },
  };
}

function tell({ rows, added, changed, unchanged, rejected }: ImportReport): void {
  if (rejected > MOST_TOLD) say(`  … 还有 ${rejected - MOST_TOLD} 行 / ${rejected - MOST_TOLD} more`);
  if (added + changed === 0) say("没有新的内容：这些订单都已经记过 / Nothing new: all these orders were recorded before");
  say(`新增 ${added}，更新 ${changed}，未变 ${unchanged}，拒绝 ${rejected}`);
  say(`Added ${added}, changed ${changed}, unchanged ${unchanged}, rejected ${rejected}`);
  process.stdout.write(`${JSON.stringify({ rows, added, changed, unchanged, rejected })}\n`);
}
