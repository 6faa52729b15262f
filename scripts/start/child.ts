import { spawn, type ChildProcess } from "node:child_process";
import {
  closeSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, processIdentity } from "../../apps/server/src/db/process-identity.ts";

export interface Child {
  name: string;
  pid: number;
  /** Resolves when the process ended, with how. */
  ended: Promise<string>;
  /** Resolves with the first line on stdout; rejects when the process ends before. */
  firstLine: Promise<string>;
  hasEnded(): boolean;
}

const LOG_LIMIT = 20_000_000;

/** Where a home keeps the pid files and logs of what `npm start` runs. */
export const pidFile = (home: string, name: string): string => path.join(home, "run", `${name}.pid`);
export const logFile = (home: string, name: string): string => path.join(home, "logs", `${name}.log`);

/**
 * Starts a part of the system with its output in a log file. It gets a session of its own, so that Ctrl-C reaches only the supervisor,
 * which stops the parts in order; the pid file lets the next start find a part whose supervisor was killed.
 */
export function startChild(home: string, name: string, args: readonly string[], env: NodeJS.ProcessEnv): Child {
  const log = logFile(home, name);
  mkdirSync(path.dirname(log), { recursive: true });
  mkdirSync(path.dirname(pidFile(home, name)), { recursive: true });
  if (existsSync(log) && statSync(log).size > LOG_LIMIT) renameSync(log, `${log}.1`);
  const out = openSync(log, "a", 0o600);
  const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", "pipe", out], env: { ...process.env, ...env } });
  closeSync(out);
  if (child.pid === undefined) throw new Error(`${name} cannot be started`);
  writeFileSync(pidFile(home, name), processIdentity(child.pid) ?? `${child.pid}:`);
  child.stdout?.pipe(createWriteStream(log, { flags: "a" }));
  let over = false;
  const ended = endOf(child).then((how) => {
    over = true;
    rmSync(pidFile(home, name), { force: true });
    return how;
  });
  return { name, pid: child.pid, ended, firstLine: firstLineOf(child, ended, name), hasEnded: () => over };
}

/** Asks a child to stop and ends it if it does not within the time. */
export async function stopChild(child: Child, seconds: number): Promise<void> {
  if (!child.hasEnded()) await endProcess(child.pid, seconds, () => child.hasEnded());
  await child.ended;
}

/** Stops what a killed supervisor left behind. True when there was something. */
export async function stopLeftover(home: string, name: string, seconds: number): Promise<boolean> {
  const file = pidFile(home, name);
  if (!existsSync(file)) return false;
  const identity = readFileSync(file, "utf8");
  const lives = isRunning(identity);
  if (lives) await endProcess(Number.parseInt(identity, 10), seconds, () => !isRunning(identity));
  rmSync(file, { force: true });
  return lives;
}

/** The end of a log, of what was written since `from` (bytes). */
export function logTail(home: string, name: string, from: number, lines = 25): string {
  const file = logFile(home, name);
  if (!existsSync(file)) return "";
  return readFileSync(file).subarray(from).toString().trimEnd().split("\n").slice(-lines).join("\n");
}

export function logSize(home: string, name: string): number {
  const file = logFile(home, name);
  return existsSync(file) ? statSync(file).size : 0;
}

async function endProcess(pid: number, seconds: number, isOver: () => boolean): Promise<void> {
  for (const [signal, limit] of [
    ["SIGTERM", seconds],
    ["SIGKILL", 10],
  ] as const) {
    if (isOver()) return;
    try {
      process.kill(pid, signal);
    } catch {
      // It ended in between.
    }
    const until = Date.now() + limit * 1000;
    while (!isOver() && Date.now() < until) await sleep(25);
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal === null ? `exit ${code}` : signal));
  });
}

function firstLineOf(child: ChildProcess, ended: Promise<string>, name: string): Promise<string> {
  const line = new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
    });
    void ended.then((how) => reject(new Error(`${name} ended (${how})`)));
  });
  // Not everyone waits for it.
  line.catch(() => {});
  return line;
}
