import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine } from "../apps/server/src/db/process-identity.ts";
import { repository } from "./lib/places.ts";

let home: string;
const started: Start[] = [];
const SMALL = { SHUKE_DEMO_STORES: "2", SHUKE_DEMO_HISTORY: "false" };

interface Start {
  child: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
}

beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), "shuke-start-"));
});
afterAll(async () => {
  for (const { child, ended } of started) {
    child.kill("SIGINT");
    await ended;
  }
  for (const pid of processesOf(home)) process.kill(pid, "SIGKILL");
  await until(() => processesOf(home).length === 0, "the processes to go");
  rmSync(home, { recursive: true, force: true });
}, 120_000);

test("npm start comes up, says where, refuses to run twice, and Ctrl-C leaves nothing running", async () => {
  const first = start();
  const ready = await readiness(first);
  expect((await fetch(`${ready.url}/readyz`)).status).toBe(200);
  expect(first.output()).toContain(ready.url);
  expect(first.output()).toContain(ready.login.password);

  const second = start();
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`It runs already: ${ready.url}`);
  expect(second.output()).toContain("已经在运行");

  first.child.kill("SIGINT");
  expect(await first.ended).toBe(0);
  expect(processesOf(home)).toEqual([]);
  expect(existsSync(path.join(home, "ready.json"))).toBe(false);
}, 300_000);

test("after kill -9 of the supervisor, and of everything, it comes up again with the same credentials", async () => {
  const first = start();
  const before = await readiness(first);
  first.child.kill("SIGKILL");
  await first.ended;
  expect(processesOf(home).length).toBeGreaterThan(2);

  const second = start();
  const between = await readiness(second);
  expect(second.output()).toContain("Stopped the server of an earlier start that was killed");
  for (const pid of processesOf(home)) process.kill(pid, "SIGKILL");
  await second.ended;
  await until(() => processesOf(home).length === 0, "the processes to go");

  const third = start();
  const after = await readiness(third);
  expect([between.login, after.login]).toEqual([before.login, before.login]);
  third.child.kill("SIGTERM");
  expect(await third.ended).toBe(0);
  expect(processesOf(home)).toEqual([]);
}, 300_000);

test("a server that dies comes back where it was, as another process; when the sandbox dies, the rest is stopped and the command fails", async () => {
  const run = start();
  const ready = await readiness(run);
  expect(ready.processes.map(({ role }) => role)).toEqual(["api", "inbox", "worker"]);
  process.kill(ready.pid, "SIGKILL");
  await until(() => run.output().includes("The server is back"), "the server to be back", 120);
  const again = await readiness(run);
  expect(again.url).toBe(ready.url);
  expect(again.processes.map(({ pid }) => pid)).not.toContain(ready.pid);
  process.kill(Number.parseInt(readFileSync(path.join(home, "run/sandbox.pid"), "utf8"), 10), "SIGKILL");
  expect(await run.ended).toBe(1);
  expect(run.output()).toContain("The sandbox ended by itself (SIGKILL)");
  expect(processesOf(home)).toEqual([]);
}, 300_000);

test("a taken port is named together with its variable, in both languages", async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const run = start({ SANDBOX_PORT: String(port) });
  expect(await run.ended).toBe(1);
  server.close();
  expect(run.output()).toContain(`Port ${port} is taken by another program. Choose another one: SANDBOX_PORT=`);
  expect(run.output()).toContain(`端口 ${port} 被别的程序占用了`);
  expect(processesOf(home)).toEqual([]);
});

function start(env: NodeJS.ProcessEnv = {}): Start {
  const child = spawn(process.execPath, [path.join(repository, "scripts/start.ts")], {
    // A small world without a past: these tests are about coming up and going down.
    env: { ...process.env, ...SMALL, DATABASE_URL: "", PORT: "0", SANDBOX_PORT: "0", SHUKE_HOME: home, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const run = { child, output: () => output, ended };
  started.push(run);
  return run;
}

interface Ready {
  pid: number;
  url: string;
  login: { email: string; password: string };
  processes: Array<{ role: string; pid: number }>;
}

async function readiness(run: Start): Promise<Ready> {
  let over = false;
  void run.ended.then(() => (over = true));
  await until(() => over || run.output().includes("Shuke is ready"), "the server to be ready", 240);
  if (over) throw new Error(`npm start ended:\n${run.output()}`);
  return JSON.parse(readFileSync(path.join(home, "ready.json"), "utf8"));
}

/** Everything that runs for a home: the parts say it on their command line or in their environment. */
function processesOf(folder: string): number[] {
  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => pid !== process.pid && (commandLine(pid)?.includes(folder) === true || environmentOf(pid).includes(folder)));
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return "";
  }
}

async function until(isDone: () => boolean, what: string, seconds = 30): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!isDone()) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await sleep(50);
  }
}
