import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "../../../apps/server/src/db/connect.ts";
import { startDatabase } from "../../../apps/server/src/db/embedded.ts";
import { migrate } from "../../../apps/server/src/db/migrate.ts";
import { createSecrets } from "../../../apps/server/src/kit/secrets.ts";
import { readReady } from "../../../apps/server/src/ready-file.ts";
import { secretNames } from "../../../apps/server/src/wecom-clients.ts";
import type { LoadOrder, LoadResult } from "./order.ts";

export { externalId, plainOf } from "./order.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const KEY = "the key of a bench, which keeps nothing that is secret";

export const corp = "wwbench0000000001";
export const keys = { token: "benchtoken", encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", receiveId: corp };

export type House = Awaited<ReturnType<typeof openHouse>>;

/** A durable database with one corp in it; servers and clients are processes of their own. Everything goes with `close`. */
export async function openHouse() {
  const home = mkdtempSync(path.join(tmpdir(), "shuke-bench-"));
  const database = await startDatabase({ home, mode: "durable" });
  await migrate(database.url);
  const { db, pool, close } = connect(database.url, { max: 4, name: "bench" });
  await pool.query("insert into corp (corp_id, name, created_at) values ($1, 'bench', now())", [corp]);
  const secrets = createSecrets(db, KEY);
  await secrets.put(corp, secretNames.token, keys.token);
  await secrets.put(corp, secretNames.encodingAesKey, keys.encodingAesKey);
  const children = new Set<ChildProcess>();

  const start = (file: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess => {
    const child = spawn(process.execPath, [path.join(root, file), ...args], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...env },
    });
    children.add(child);
    child.once("exit", () => children.delete(child));
    return child;
  };

  return {
    db,
    pool,
    home,
    databaseUrl: database.url,
    /** The real server with the role that takes callbacks. */
    async server(): Promise<{ url: string; child: ChildProcess }> {
      const own = mkdtempSync(path.join(home, "server-"));
      const env = { DATABASE_URL: database.url, SHUKE_HOME: own, SHUKE_SECRET_KEY: KEY, PORT: "0", LOG_LEVEL: "error", SANDBOX_URL: "" };
      const child = start("apps/server/src/main.ts", ["--run=inbox"], env);
      child.stdout?.resume();
      for (;;) {
        const ready = readReady(own);
        if (ready) return { url: `${ready.url.replace("localhost", "127.0.0.1")}/callback/wecom/${corp}`, child };
        if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode} before it was ready`);
        await sleep(50);
      }
    },
    async bare(bytes: number): Promise<{ url: string; child: ChildProcess }> {
      const child = start("bench/lib/intake/bare.ts", [database.url, corp, String(bytes)]);
      const [line] = await lines(child, 1);
      return { url: `${line}/callback/wecom/${corp}`, child };
    },
    /** `meanwhile` runs while the load does. */
    async load(
      order: Omit<LoadOrder, "keys" | "acknowledgedFile"> & { acknowledgedFile?: string },
      meanwhile?: () => Promise<void>,
    ): Promise<LoadResult> {
      const whole: LoadOrder = { acknowledgedFile: null, ...order, keys };
      const child = start("bench/lib/intake/load.ts", [JSON.stringify(whole)]);
      const said = linesOf(child);
      await said.next();
      child.stdin?.write("go\n");
      await meanwhile?.();
      const { value } = await said.next();
      if (typeof value !== "string") throw new Error("the load ended without a result");
      const result: LoadResult = JSON.parse(value);
      return result;
    },
    async close(): Promise<void> {
      await Promise.all([...children].map((child) => stop(child)));
      await close();
      await database.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export async function stop(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

function linesOf(child: ChildProcess): AsyncIterator<string> {
  if (child.stdout === null) throw new Error("a process without an output");
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}

async function lines(child: ChildProcess, count: number): Promise<string[]> {
  const said = linesOf(child);
  const found: string[] = [];
  while (found.length < count) {
    const { value, done } = await said.next();
    if (done) throw new Error("a process ended before it was ready");
    found.push(value);
  }
  return found;
}
