import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startDatabase } from "../../apps/server/src/db/embedded.ts";
import { migrate } from "../../apps/server/src/db/migrate.ts";
import { connect, type Db } from "../../apps/server/src/db/connect.ts";

const MAIN = path.join(import.meta.dirname, "../../apps/server/src/main.ts");

/** A server in a process of its own, with a durable database of its own, in a folder that goes when it is closed. */
export interface House {
  db: Db;
  url: string;
  apiKey: string;
  corpId: string;
  /** the most resident memory that the process ever had */
  peakRssMiB(): number;
  /** seconds of processor time of the server and of PostgreSQL's statements so far */
  cpuSeconds(): number;
  ask(name: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
}

/** The database is there before; `started` is when the server's process began. */
export async function openHouse(sandboxUrl: string): Promise<House & { started: number }> {
  const home = mkdtempSync(path.join(tmpdir(), "shuke-bench-"));
  const database = await startDatabase({ home });
  await migrate(database.url, { log: () => {} });
  const { db, close } = connect(database.url, { max: 2, statementTimeoutMs: 600_000 });
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, "--run=api,inbox,worker"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      SHUKE_HOME: home,
      DATABASE_URL: database.url,
      PORT: "0",
      SANDBOX_URL: sandboxUrl,
      SHUKE_DEMO_STORES: "0",
      SHUKE_DEMO_HISTORY: "false",
      LOG_LEVEL: "warn",
    },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ready = path.join(home, "ready.json");
  while (!existsSync(ready)) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode} before it was ready`);
    await sleep(50);
  }
  const { url, apiKey, sandbox }: { url: string; apiKey: string; sandbox: { corpId: string } } = JSON.parse(readFileSync(ready, "utf8"));
  const status = (): string => readFileSync(`/proc/${child.pid}/status`, "utf8");
  return {
    db,
    url,
    apiKey,
    corpId: sandbox.corpId,
    started,
    peakRssMiB: () => Number(/VmHWM:\s+(\d+)/.exec(status())?.[1] ?? 0) / 1024,
    cpuSeconds: () => cpuOf(child.pid ?? 0),
    async ask(name, body = {}) {
      const answer = await fetch(`${url}/api/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(600_000),
      });
      if (!answer.ok) throw new Error(`${name} gave HTTP ${answer.status}: ${await answer.text()}`);
      return answer.json();
    },
    async close() {
      await close();
      child.kill("SIGTERM");
      await ended;
      await database.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Processor seconds of one process. */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
