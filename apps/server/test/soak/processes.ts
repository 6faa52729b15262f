import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Ready, readReady } from "../../src/ready-file.ts";

export type RealProcess = { ready: Ready; pid: number; kill(): Promise<void>; stop(): Promise<void> };

const main = path.resolve(import.meta.dirname, "../../src/main.ts");
const READY_MS = 120_000;

/** A server of its own, as systemd would start it: roles, a home, the database and the key that it shares with others. */
export async function startProcess(roles: string, env: Record<string, string>): Promise<RealProcess> {
  const home = mkdtempSync(path.join(tmpdir(), "shuke-process-"));
  const child = spawn(process.execPath, [main, `--run=${roles}`], {
    env: { ...process.env, SANDBOX_URL: "", PORT: "0", LOG_LEVEL: "error", ...env, SHUKE_HOME: home },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const gone = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    rmSync(home, { recursive: true, force: true });
  };
  const ready = await untilReady(home, child);
  return {
    ready,
    pid: ready.pid,
    kill: async () => {
      child.kill("SIGKILL");
      await gone();
    },
    stop: async () => {
      child.kill("SIGTERM");
      await gone();
    },
  };
}

async function untilReady(home: string, child: ChildProcess): Promise<Ready> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until && child.exitCode === null && child.signalCode === null) {
    const ready = readReady(home);
    if (ready !== null && ready.pid === child.pid) return ready;
    await sleep(50);
  }
  throw new Error("a process was not ready in two minutes");
}
