import { createReadStream } from "node:fs";
import { access, constants } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type ErrorCode, errors, fill, type Language, say as sayPhrase } from "@shuke/phrases";
import type { Config } from "#config";
import { StartupError } from "#db/startup-error";
import { system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { say } from "./command.ts";
import { withCorp } from "./core.ts";

const MOST_TOLD = 20;

/** Gives the text of a file, as it is read, to the import of the first corp. `notUtf8`: what is said of another encoding. */
export async function importFile<Report>(
  config: Config,
  file: string,
  notUtf8: ErrorCode,
  load: (ctx: Ctx, text: AsyncIterable<string>) => Promise<Report>,
): Promise<Report> {
  await access(file, constants.R_OK).catch(() => {
    throw new StartupError(`The file cannot be read: ${file}`, `读不到文件：${file}`);
  });
  return withCorp(config, async ({ db, clock }, corpId) => {
    try {
      return await load({ db, corpId, actor: system("cli"), now: clock.now() }, readText(file, notUtf8));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new StartupError(fill(errors.en[error.code], error.details), fill(errors["zh-CN"][error.code], error.details));
    }
  });
}

/** UTF-8 text of a file; a gzip is known by its first two bytes, not by its name. */
export async function* readText(file: string, notUtf8: ErrorCode): AsyncGenerator<string> {
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

type RowProblem = { code: string; details: Record<string, unknown> };

/** Says which lines were refused and why, a handful of them; then how many more there were. */
export function problemTeller(): { problem(line: number, problem: RowProblem): void; rest(rejected: number): void } {
  let told = 0;
  return {
    problem(line, { code, details }) {
      told += 1;
      if (told > MOST_TOLD) return;
      const words = (language: Language) => sayPhrase(errors[language], code, details) ?? code;
      say(`  第 ${line} 行：${words("zh-CN")}\n  Line ${line}: ${words("en")}`);
    },
    rest(rejected) {
      if (rejected > MOST_TOLD) say(`  … 还有 ${rejected - MOST_TOLD} 行 / ${rejected - MOST_TOLD} more`);
    },
  };
}
