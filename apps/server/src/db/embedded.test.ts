import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { beforeEach, expect, test } from "vitest";
import { chooseAccount, takeOwnership, type Account } from "./embedded-account.ts";
import { postgresBinaries } from "./embedded-binaries.ts";
import { startDatabase, stopOrphan, type RunningDatabase, type StartDatabaseOptions } from "./embedded.ts";

const major = process.env.TEST_POSTGRES === "15" ? 15 : 18;

let outer: string;
let home: string;
let running: RunningDatabase[];

beforeEach(() => {
  // mkdtemp gives mode 0700: as root this is the folder that an unprivileged user cannot walk through.
  outer = mkdtempSync(path.join(tmpdir(), "shuke-embedded-"));
  home = path.join(outer, "home");
  running = [];
  return async () => {
    for (const database of running) await database.stop();
    await stopOrphan(home, major).catch(() => {});
    rmSync(outer, { recursive: true, force: true });
  };
});

async function start(options: Partial<StartDatabaseOptions> = {}): Promise<RunningDatabase> {
  const database = await startDatabase({ home, major, mode: "throwaway", ...options });
  running.push(database);
  return database;
}

async function query(database: RunningDatabase, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const pidFile = (): string => path.join(home, "pg", String(major), "postmaster.pid");
const postmaster = (): number => Number(readFileSync(pidFile(), "utf8").split("\n")[0]);

test("keeps its data over stop and start, at the same address, and lets nobody in without the password", async () => {
  const first = await start();
  await query(first, "create table kept as select 熟客 from (values ('熟客')) as v(熟客)");
  await first.stop();
  expect(existsSync(pidFile())).toBe(false);
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await query(second, "select * from kept")).toEqual([{ 熟客: "熟客" }]);
  const url = new URL(second.url);
  url.password = "guess";
  await expect(query({ ...second, url: url.href }, "select 1")).rejects.toThrow("password authentication failed");
  expect(statSync(path.join(home, "pg", `${major}.json`)).mode & 0o777).toBe(0o600);
});

test("two starts at once share one PostgreSQL, which stops with the last of them", async () => {
  const [a, b] = await Promise.all([start(), start()]);
  expect([a.kind, b.kind].toSorted()).toEqual(["adopted", "started"]);
  expect(a.url).toBe(b.url);
  await a.stop();
  expect(await query(b, "select 1 as one")).toEqual([{ one: 1 }]);
  await b.stop();
  expect(existsSync(pidFile())).toBe(false);
});

test("adopts the PostgreSQL of a process that was killed, with all that was committed", async () => {
  const holder = await holdElsewhere();
  const before = postmaster();
  await query({ ...holder, kind: "started", stop: async () => {}, isAlive: () => true }, "create table kept (n int)");
  holder.child.kill("SIGKILL");
  await holder.ended;
  const database = await start();
  expect(database.kind).toBe("adopted");
  expect(postmaster()).toBe(before);
  expect(await query(database, "select count(*)::int as n from kept")).toEqual([{ n: 0 }]);
});

test("recovers after PostgreSQL itself was killed", async () => {
  const first = await start({ mode: "durable" });
  await query(first, "create table kept as select 1 as n");
  process.kill(postmaster(), "SIGKILL");
  expect(existsSync(pidFile())).toBe(true);
  const second = await start({ mode: "durable" });
  expect(second.kind).toBe("started");
  expect(await query(second, "select n from kept")).toEqual([{ n: 1 }]);
});

test("a stale pid file whose number now belongs to another process is no hindrance", async () => {
  const first = await start();
  const lines = readFileSync(pidFile(), "utf8").split("\n");
  await first.stop();
  writeFileSync(pidFile(), [String(process.pid), ...lines.slice(1)].join("\n"));
  expect((await start()).kind).toBe("started");
});

test("an interrupted creation is begun anew", async () => {
  mkdirSync(path.join(home, "pg", `${major}.new`), { recursive: true });
  writeFileSync(path.join(home, "pg", `${major}.new`, "PG_VERSION"), "half");
  expect(await query(await start(), "select 1 as one")).toEqual([{ one: 1 }]);
});

test("another PostgreSQL is used as it is; one that does not answer is explained in both languages", async () => {
  const url = process.env.TEST_DATABASE_URL ?? "";
  expect(await start({ url })).toMatchObject({ url, kind: "external" });
  const wrong = startDatabase({ home, url: "postgres://nobody:x@127.0.0.1:1/none" });
  await expect(wrong).rejects.toMatchObject({
    name: "StartupError",
    message: expect.stringContaining("DATABASE_URL"),
    zh: expect.stringContaining("连不上"),
  });
});

const account = (): Account => chooseAccount(path.join(home, "pg"), path.join(home, "pg", String(major)), postgresBinaries(major).postgres);

test("an ordinary user runs it as it is; root in a user namespace or as the unprivileged user that owns the data", () =>
  process.getuid?.() === 0 ? worksAsRoot() : worksAsUser());

async function worksAsRoot(): Promise<void> {
  await (await start()).stop();
  const usual = account();
  expect(["unshare", "setpriv"]).toContain(usual.prefix[0]);
  takeOwnership(path.join(home, "pg", String(major)), { prefix: [], uid: 65534 });
  const database = await start();
  expect(await query(database, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(statSync(pidFile()).uid).toBe(65534);
  await database.stop();
  expect(account().prefix[0]).toBe("setpriv");
  takeOwnership(path.join(home, "pg", String(major)), usual);
  expect(await query(await start(), "select 1 as one")).toEqual([{ one: 1 }]);
}

async function worksAsUser(): Promise<void> {
  const database = await start();
  expect(account()).toEqual({ prefix: [] });
  expect(await query(database, "select 1 as one")).toEqual([{ one: 1 }]);
}

/** A process of its own that holds the database until it is killed. */
async function holdElsewhere(): Promise<{ url: string; child: ChildProcess; ended: Promise<unknown> }> {
  const script = path.resolve(import.meta.dirname, "../../test/hold-database.ts");
  const child = spawn(process.execPath, [script, home, String(major)], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = await new Promise<string>((resolve) => child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim())));
  return { url, child, ended };
}
