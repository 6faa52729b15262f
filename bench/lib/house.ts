import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
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
  /** seconds of processor time so far: the server's, and of PostgreSQL with all its processes */
  cpuSeconds(): { server: number; postgres: number };
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
    cpuSeconds: () => ({ server: cpuOf(child.pid ?? 0), postgres: familyCpu(database.pid ?? 0) }),
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

/** What comes after the name in /proc/PID/stat; nothing when the process is gone. */
function statOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  } catch {
    return [];
  }
}

/** Processor seconds of one process, in the clock ticks of a hundredth that Linux counts in. */
export function cpuOf(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

/** The same with its children, those that ended included. */
function familyCpu(pid: number): number {
  const ended = statOf(pid);
  const living = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && statOf(Number(name))[1] === String(pid))
    .reduce((sum, name) => sum + cpuOf(Number(name)), 0);
  return cpuOf(pid) + living + (Number(ended[13] ?? 0) + Number(ended[14] ?? 0)) / 100;
}
