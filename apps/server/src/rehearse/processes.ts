import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ready } from "../ready-file.ts";
import { readReady } from "../ready-file.ts";

const root = path.resolve(import.meta.dirname, "../../../..");
const READY_MS = 120_000;

export type SandboxProcess = { url: string; pid: number; stop(): Promise<void> };

/**
 * People act at the full and the half hour: a few thousand in a month then come at once as they do in minutes at size, and
 * work comes in batches.
 */
const GRID_MINUTES = 30;

export async function startSandbox(options: { seed: number; from: Date }): Promise<SandboxProcess> {
  const args = ["--port", "0", "--seed", String(options.seed), "--start", options.from.toISOString(), "--speed", "0", "--staff", "0"];
  args.push("--grid", String(GRID_MINUTES));
  const child = start([path.join(root, "packages/sandbox/src/main.ts"), ...args], {});
  if (!child.stdout) throw new Error("the sandbox has no output");
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, "line"), died(child, "the sandbox")])) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return { url, pid: pidOf(child), stop: () => end(child) };
}

export type ServerProcess = {
  ready: Ready;
  /** Without warning, as a power cut would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

export async function startServer(options: {
  home: string;
  databaseUrl: string;
  sandboxUrl: string;
  stores: number;
  /** By which shipped playbook the brand works from its first day. */
  playbook?: string;
  /** Ids of new things follow from it; null where several processes make ids. */
  seed: number | null;
  port: number;
  roles?: string;
  /** What stands before several processes. */
  publicUrl?: string;
}): Promise<ServerProcess> {
  const child = start([path.join(root, "apps/server/src/main.ts"), `--run=${options.roles ?? "api,inbox,worker"}`], {
    DATABASE_URL: options.databaseUrl,
    PORT: String(options.port),
    SHUKE_HOME: options.home,
    SANDBOX_URL: options.sandboxUrl,
    PUBLIC_URL: options.publicUrl ?? "",
    SHUKE_DEMO_STORES: String(options.stores),
    SHUKE_DEMO_HISTORY: "false",
    SHUKE_DEMO_PLAYBOOK: options.playbook ?? "",
    SHUKE_ID_SEED: options.seed === null ? "" : String(options.seed),
    LOG_LEVEL: "error",
  });
  const stillAlive = died(child, "the server");
  stillAlive.catch(() => {});
  const ready = await Promise.race([untilReady(options.home, child), stillAlive]);
  return {
    ready,
    kill: async () => {
      child.kill("SIGKILL");
      await gone(child);
    },
    stop: () => end(child),
  };
}

async function untilReady(home: string, child: ChildProcess): Promise<Ready> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until && child.exitCode === null && child.signalCode === null) {
    const ready = readReady(home);
    if (ready?.processes.some(({ pid }) => pid === child.pid)) return ready;
    await sleep(50);
  }
  throw new Error("the server of the rehearsal was not ready in two minutes");
}

function start(args: string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("a process of the rehearsal could not be started");
  return child.pid;
}

async function died(child: ChildProcess, name: string): Promise<never> {
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  throw new Error(`${name} of the rehearsal ended by itself (${signal ?? code})`);
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await gone(child);
  clearTimeout(timer);
}
