import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startDatabase, type RunningDatabase } from "../apps/server/src/db/embedded.ts";
import { StartupError } from "../apps/server/src/db/startup-error.ts";
import { main, report } from "./lib/main.ts";
import { home as homeFolder, repository } from "./lib/places.ts";
import { buildApps } from "./start/build.ts";
import { logFile, logSize, logTail, startChild, stopChild, stopLeftover, type Child } from "./start/child.ts";
import { claim, release } from "./start/claim.ts";
import { checkPort, portFrom } from "./start/ports.ts";
import { afterDeath } from "./start/revive.ts";

const READY_SECONDS = 180;
const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;
const say = (line: string): void => console.error(line);

/** What runs so far, in the order in which it came up; it goes down in reverse. */
interface Running {
  database?: RunningDatabase;
  sandbox?: Child;
  sandboxUrl?: string;
  /** Where the server listens; a port of chance stays the same when it comes back. */
  port?: number;
  server?: Child;
}

const PAUSE_MS = 500;

/** A server process that died unexpectedly comes back, where it was: what it had in hand is in the database. */
async function keepServer(home: string, running: Running, isAsked: () => boolean): Promise<Error> {
  let deaths = 0;
  for (;;) {
    const started = performance.now();
    const how = await died(running.server);
    const next = afterDeath(deaths, performance.now() - started);
    deaths = next.deaths;
    if (isAsked() || !next.again) return how;
    say(`The server died and is started again (${how.message}) / 服务意外退出，正在重新启动`);
    await sleep(PAUSE_MS);
    if (isAsked()) return how;
    try {
      await startServer(home, running);
      say("The server is back. / 服务恢复了。");
    } catch (error) {
      // Its end is looked at above, like any other.
      if (!running.server?.hasEnded()) return error instanceof Error ? error : how;
    }
  }
}

await main(async () => {
  const home = homeFolder();
  const started = performance.now();
  const port = portFrom("PORT", 8080);
  const sandboxPort = portFrom("SANDBOX_PORT", 8081);
  await claim(home);
  const running: Running = {};
  let asked = false;
  const stopRequest = new Promise<"asked">((resolve) => {
    const ask = (): void => {
      if (!asked) say("\nStopping … / 正在停止 …");
      asked = true;
      resolve("asked");
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, ask);
  });
  let code = 0;
  try {
    await Promise.race([bringUp(home, port, sandboxPort, running, () => asked), stopRequest]);
    if (!asked) {
      announce(home, (performance.now() - started) / 1000);
      const kept = keepServer(home, running, () => asked);
      const how = await Promise.race([stopRequest, kept, died(running.sandbox), databaseDied(running.database)]);
      if (how !== "asked") throw how;
    }
  } catch (error) {
    if (!asked) {
      code = 1;
      report(error);
    }
  } finally {
    await takeDown(home, running);
    release(home);
  }
  say("Stopped. / 已停止。");
  return code;
});

async function bringUp(home: string, port: number, sandboxPort: number, running: Running, isAsked: () => boolean): Promise<void> {
  await stopLeftovers(home);
  await checkPort("PORT", port);
  await checkPort("SANDBOX_PORT", sandboxPort);
  const building = buildApps(say);
  // Looked at below; until then a failure must not count as unhandled.
  building.catch(() => {});
  running.sandbox = startChild(home, "sandbox", sandboxArguments(home, sandboxPort), {});
  running.database = await startDatabase({ home, url: process.env.DATABASE_URL || undefined, log: say });
  const sandboxUrl = await sandboxUrlOf(home, running.sandbox);
  await building;
  running.sandboxUrl = sandboxUrl;
  if (isAsked()) return;
  say("Starting the server … / 正在启动服务 …");
  running.port = port;
  await startServer(home, running);
}

async function startServer(home: string, running: Running): Promise<void> {
  const { database, sandboxUrl, port = 0 } = running;
  if (database === undefined || sandboxUrl === undefined) throw new Error("a server needs its database and its sandbox");
  const from = logSize(home, "server");
  running.server = startChild(home, "server", [path.join(repository, "apps/server/src/main.ts"), "--run=api,inbox,worker"], {
    DATABASE_URL: database.url,
    PORT: String(port),
    SHUKE_HOME: home,
    SANDBOX_URL: sandboxUrl,
  });
  await untilReady(home, running.server, from);
  running.port = Number(new URL(readReady(home)?.url ?? "").port) || port;
}

function sandboxArguments(home: string, port: number): string[] {
  const script = path.join(repository, "packages/sandbox/src/main.ts");
  // The demo brand brings its own staff.
  const world = ["--staff", "0", "--start", demoStart(new Date()).toISOString()];
  return [script, "--port", String(port), "--data-dir", path.join(home, "sandbox"), ...world];
}

/** A new world begins ten days ago at 8:00 in Shanghai, so that the demo has a yesterday; a world on disk goes on where it was. */
function demoStart(now: Date): Date {
  const today = Math.floor((now.getTime() + SHANGHAI_MS) / DAY_MS);
  return new Date((today - 10) * DAY_MS);
}

async function sandboxUrlOf(home: string, sandbox: Child): Promise<string> {
  try {
    const line: unknown = JSON.parse(await sandbox.firstLine);
    if (typeof line === "object" && line !== null && "url" in line) return String(line.url);
    throw new Error("the first line of the sandbox has no url");
  } catch (cause) {
    throw new StartupError(
      `The sandbox did not start; the end of ${logFile(home, "sandbox")}:\n${logTail(home, "sandbox", 0, 10)}`,
      `沙箱没有启动成功，日志在 ${logFile(home, "sandbox")}`,
      { cause },
    );
  }
}

/** Ready means that the server wrote its ready.json and that /readyz agrees. */
async function untilReady(home: string, server: Child, from: number): Promise<void> {
  const until = Date.now() + READY_SECONDS * 1000;
  let answer = "no ready.json";
  while (Date.now() < until) {
    if (server.hasEnded()) {
      const tail = logTail(home, "server", from);
      throw new StartupError(
        `The server ended while starting (log: ${logFile(home, "server")}):\n${tail}`,
        "服务在启动时退出了，原因在上面。",
      );
    }
    const ready = readReady(home);
    if (ready?.pid === server.pid) answer = await askReadiness(ready.url);
    if (answer === "") return;
    await sleep(100);
  }
  throw new StartupError(
    `The server is not ready after ${READY_SECONDS} s (${answer}); see ${logFile(home, "server")}`,
    `服务 ${READY_SECONDS} 秒还没有就绪（${answer}），日志在 ${logFile(home, "server")}`,
  );
}

/** Empty when ready, else what is missing. */
async function askReadiness(url: string): Promise<string> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) });
    return answer.ok ? "" : await answer.text();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface Ready {
  pid: number;
  url: string;
  login?: { email: string; password: string };
  sandbox?: { url: string };
}

function readReady(home: string): Ready | undefined {
  try {
    const ready: Ready = JSON.parse(readFileSync(path.join(home, "ready.json"), "utf8"));
    return ready;
  } catch {
    return undefined;
  }
}

function announce(home: string, seconds: number): void {
  const ready = readReady(home);
  if (ready === undefined) return;
  const { url, login, sandbox } = ready;
  const lines = [
    `熟客 Shuke is ready after ${seconds.toFixed(1)} s / 已就绪`,
    "",
    `  Console / 控制台      ${url}`,
    ...(login === undefined ? [] : [`  Login / 登录          ${login.email}  ${login.password}`]),
    ...(sandbox === undefined ? [] : [`  Phones / 手机         ${sandbox.url}/_sandbox/panel/`]),
    `  Data and logs / 数据  ${home}`,
    "",
    "  Ctrl-C stops everything, starting again keeps the data / 按 Ctrl-C 停止，再启动数据还在",
  ];
  console.log(`\n${lines.join("\n")}\n`);
}

async function died(child: Child | undefined): Promise<Error> {
  if (child === undefined) return new Promise(() => {});
  const how = await child.ended;
  const log = path.join("logs", `${child.name}.log`);
  return new StartupError(
    `The ${child.name} ended by itself (${how}); see ${log} in the data folder.`,
    `${child.name} 自己退出了（${how}），看数据目录里的 ${log}。`,
  );
}

async function databaseDied(database: RunningDatabase | undefined): Promise<Error> {
  while (database === undefined || database.isAlive()) await sleep(1000, undefined, { ref: false });
  return new StartupError(
    "PostgreSQL ended by itself; see the log in the folder pg of the data folder. Starting again recovers it.",
    "PostgreSQL 自己退出了，日志在数据目录的 pg 里。再启动一次就会恢复。",
  );
}

async function stopLeftovers(home: string): Promise<void> {
  for (const name of ["server", "sandbox"]) {
    if (await stopLeftover(home, name, 30))
      say(`Stopped the ${name} of an earlier start that was killed. / 已停掉上次被强行终止时留下的 ${name}。`);
  }
}

/** In order: the server drains while sandbox and database still answer. */
async function takeDown(home: string, { server, sandbox, database }: Running): Promise<void> {
  if (server !== undefined) await stopChild(server, 60);
  if (sandbox !== undefined) await stopChild(sandbox, 15);
  await database?.stop();
  rmSync(path.join(home, "ready.json"), { force: true });
}
