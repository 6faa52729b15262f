import path from "node:path";
import { startChild } from "./child.ts";
import type { Child } from "./child.ts";
import { callerOf } from "./http-load.ts";
import type { Caller } from "./http-load.ts";

const MAIN = path.join(import.meta.dirname, "../../packages/sandbox/src/main.ts");
export const CONNECTIONS = 8;

/** A sandbox in a process of its own, its quotas off: how fast it is, not how fast WeCom lets one be. */
export interface Open {
  child: Child;
  caller: Caller;
  token: string;
  /** another token, when virtual time has ended the first */
  newToken(): Promise<string>;
  close(): Promise<void>;
}

export async function open(options: Record<string, string | number>): Promise<Open> {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = await startChild(MAIN, ["--port", "0", "--speed", "0", ...args]);
  const { url, corpId, secret }: { url: string; corpId: string; secret: string } = JSON.parse(child.ready);
  const caller = callerOf(url, CONNECTIONS);
  await caller.post("/_sandbox/settings", { quotas: false });
  const newToken = async (): Promise<string> =>
    JSON.parse((await caller.get(`/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`)).toString()).access_token;
  const close = async (): Promise<void> => {
    caller.close();
    await child.stop();
  };
  return { child, caller, token: await newToken(), newToken, close };
}
