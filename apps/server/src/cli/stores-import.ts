import { createReadStream } from "node:fs";
import { access, constants } from "node:fs/promises";
import type { Readable } from "node:stream";
import { parseArgs } from "node:util";
import { createGunzip } from "node:zlib";
import { sql } from "kysely";
import { StartupError } from "#db/startup-error";
import { system } from "#kit/actor";
import { Problem } from "#kit/problem";
import { type ErrorCode, errors, fill, type Language, say as sayPhrase } from "@shuke/phrases";
import { importStores, type ImportReport } from "#modules/org";
import { type Command, say } from "./command.ts";
import { withCore } from "./core.ts";

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
    const datum = values.datum;
    if (file === undefined || (datum !== "wgs84" && datum !== "gcj02")) {
      throw new StartupError(`Usage: ${storesImport.usage}`, `用法：${storesImport.usage}`);
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
        return await importStores(ctx, { csv: readText(file), datum, dryRun: values["dry-run"] });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        throw new StartupError(fill(errors.en[error.code], error.details), fill(errors["zh-CN"][error.code], error.details));
      }
    });
    tell(report, values["dry-run"]);
    return report.rejected > 0 ? 1 : 0;
  },
};

/** UTF-8 text of a file; a gzip is known by its first two bytes, not by its name. */
export async function* readText(file: string, notUtf8: ErrorCode = "storesCsvEncoding"): AsyncGenerator<string> {
  const [head] = await createReadStream(file, { start: 0, end: 1 }).toArray();
  const zipped = Buffer.isBuffer(head) && head[0] === 0x1f && head[1] === 0x8b;
  const bytes = createReadStream(file);
  const stream: Readable = zipped ? bytes.pipe(createGunzip()) : bytes;
  bytes.on("error", (error) => stream.destroy(error));
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    // What is no UTF-8 is GBK nearly always; half-read rows are rolled back with everything else.
    if (error instanceof TypeError) throw new Problem(notUtf8);
    throw error;
  }
}

function tell(report: ImportReport, dryRun: boolean): void {
  for (const { line, code, details } of report.errors.slice(0, 20)) {
    const words = (language: Language) => sayPhrase(errors[language], code, details) ?? code;
    say(`  第 ${line} 行：${words("zh-CN")}\n  Line ${line}: ${words("en")}`);
  }
  const { created, updated, unchanged, rejected } = report;
  if (rejected > 20) say(`  … 还有 ${rejected - 20} 行 / ${rejected - 20} more`);
  if (dryRun) say("试运行，什么都没有改 / A dry run: nothing was changed");
  say(`新增 ${created}，更新 ${updated}，未变 ${unchanged}，拒绝 ${rejected}`);
  say(`Created ${created}, updated ${updated}, unchanged ${unchanged}, rejected ${rejected}`);
  process.stdout.write(`${JSON.stringify({ created, updated, unchanged, rejected })}\n`);
}
