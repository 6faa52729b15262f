import { parseArgs } from "node:util";
import { createSandbox } from "../index.ts";
import { NoToken, runContract } from "./run.ts";
import type { Report } from "./run.ts";
import { fillWorld, targetOf } from "./world.ts";
import { reportWords } from "./words.ts";

const WECOM = "https://qyapi.weixin.qq.com";

/** Four calls a second: far below any limit that WeCom publishes. */
const GAP_MS = 250;

export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  say: (text: string) => void;
  complain: (text: string) => void;
  pause: (ms: number) => Promise<void>;
  /** ms; the day that statistics are asked for */
  now: () => number;
}

async function ofSandbox(): Promise<Report> {
  const sb = await createSandbox({ profile: { staff: 3 } });
  try {
    await fillWorld(sb);
    return await runContract({ target: targetOf(sb), live: false, now: Date.parse(sb.clock().now), pause: () => Promise.resolve() });
  } finally {
    await sb.close();
  }
}

function flags(args: string[]): { live?: boolean; json?: boolean } | null {
  try {
    return parseArgs({ args, options: { live: { type: "boolean" }, json: { type: "boolean" } } }).values;
  } catch {
    return null;
  }
}

/** `npm run sandbox -- contract [--live] [--json]`; the exit code: 0 all the same, 1 something differs, 2 it could not be asked. */
export async function contractCommand(args: string[], { env, say, complain, pause, now }: Surroundings): Promise<number> {
  const values = flags(args);
  if (values === null) {
    complain(`看不懂 ${args.join(" ")}；可以用 --live 和 --json。`);
    complain(`Cannot read ${args.join(" ")}: there are --live and --json.`);
    return 2;
  }
  const { WECOM_CORP_ID: corpId = "", WECOM_SECRET: app = "", WECOM_ARCHIVE_SECRET: archive, WECOM_SYSTEM_SECRET: system } = env;
  if (values.live && (corpId === "" || app === "")) {
    complain("请设置 WECOM_CORP_ID 和 WECOM_SECRET（自建应用的 Secret，要在客户联系的「可调用接口的应用」里）。");
    complain("Set WECOM_CORP_ID and WECOM_SECRET (of a self-built app that may call the APIs of 客户联系).");
    return 2;
  }
  const secrets = { app, ...(archive ? { archive } : {}), ...(system ? { system } : {}) };
  const target = { baseUrl: env.WECOM_BASE_URL ?? WECOM, corpId, secrets };
  try {
    const report = values.live ? await runContract({ target, live: true, now: now(), pause: () => pause(GAP_MS) }) : await ofSandbox();
    say(values.json ? JSON.stringify(report, null, 1) : reportWords(report));
    return report.outcomes.some(({ result }) => result === "differs") ? 1 : 0;
  } catch (error) {
    if (error instanceof NoToken) {
      complain(`没拿到 token（${error.errcode}）：请检查企业 ID 和 Secret。`);
      complain(`No token (${error.errcode}): check the corp id and the secret.`);
      return 2;
    }
    // The cause names the host; the message of a failed fetch may hold the address with the secret in it.
    const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause.message : String(error);
    complain(`问不到企业微信：${cause}`);
    complain(`WeCom could not be asked: ${cause}`);
    return 2;
  }
}
