import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { connect, type Db } from "#db/connect";
import { startDatabase } from "#db/embedded";
import pg from "pg";
import { readConfig } from "#config";
import { createSandboxLink } from "../sandbox-link.ts";
import { type Kills, play } from "./driver.ts";
import { chooseProcessor } from "./one-processor.ts";
import type { RehearsalOptions } from "./options.ts";
import { type ServerProcess, startSandbox, startServer } from "./processes.ts";
import { makeReport, type Report } from "./report.ts";

/**
 * A whole rehearsal: a database, a sandbox and a server of its own, all gone afterwards. Nothing of the live corp is
 * touched: with DATABASE_URL only a further database on that PostgreSQL is made and dropped.
 */
export async function rehearse(options: RehearsalOptions, progress: (part: number, words: string) => void): Promise<Report> {
  const started = performance.now();
  const cleanUp: Array<() => Promise<void> | void> = [];
  const clean = once(() => undo(cleanUp));
  const interrupted = (signal: NodeJS.Signals) => void clean().finally(() => process.exit(128 + constants.signals[signal]));
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    const home = mkdtempSync(path.join(tmpdir(), "shuke-rehearsal-"));
    cleanUp.push(() => rmSync(home, { recursive: true, force: true }));
    progress(0, "preparing");
    const keep = chooseProcessor();
    const database = await ownDatabase(home, cleanUp);
    const databaseUrl = database.url;
    if (database.pid !== undefined) keep(database.pid);
    const sandboxProcess = await startSandbox({ seed: options.seed, from: options.from });
    keep(sandboxProcess.pid);
    cleanUp.push(() => sandboxProcess.stop());
    const sandbox = createSandboxLink(sandboxProcess.url);
    const start = async (port: number) => {
      const { stores, seed } = options;
      const playbook = options.shipped ? { playbook: options.playbook } : {};
      const child = await startServer({ home, databaseUrl, sandboxUrl: sandboxProcess.url, stores, seed, port, ...playbook });
      keep(child.ready.pid);
      return child;
    };
    let server: ServerProcess = await start(0);
    cleanUp.push(() => server.stop());
    const port = Number(new URL(server.ready.url).port);
    const { db, close } = connect(databaseUrl, { max: 2 });
    cleanUp.push(() => close());
    const kills: Kills = { count: 0, inHand: 0, outages: [], slowestStartMs: 0 };
    const prepared = performance.now();
    server = await play({
      options,
      sandbox,
      server,
      progress,
      restart: async () => {
        server = await start(port);
        return server;
      },
      kills,
      inHand: () => claimedActions(db),
    });
    const played = performance.now();
    const { corpId } = await sandbox.corp();
    const timings = {
      prepareMs: Math.round(prepared - started),
      playMs: Math.round(played - prepared),
      totalMs: Math.round(performance.now() - started),
    };
    return await makeReport({ options, server, sandbox, db, corpId, kills, timings });
  } finally {
    await clean();
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
}

/** Last made, first undone. What cannot be undone must not keep the rest from it. */
async function undo(steps: ReadonlyArray<() => Promise<void> | void>): Promise<void> {
  for (const step of steps.toReversed()) {
    try {
      await step();
    } catch (error) {
      process.stderr.write(`\na part of the rehearsal could not be cleared away: ${String(error)}\n`);
    }
  }
}

/** Ctrl-C reaches the children too: then the rehearsal fails and is interrupted at one time, and is cleared away once. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

async function claimedActions(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n
    from action_held h cross join unnest(h.ids) i(id) join planned_action a on a.corp_id = h.corp_id and a.id = i.id where a.status = 'claimed'`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}

async function ownDatabase(home: string, cleanUp: Array<() => Promise<void> | void>): Promise<{ url: string; pid?: number }> {
  const given = readConfig().databaseUrl;
  const database = await startDatabase({ home, url: given, mode: "throwaway" });
  cleanUp.push(() => database.stop());
  if (given === undefined) return database;
  const name = `shuke_rehearsal_${process.pid}_${Date.now()}`;
  await admin(given, `create database ${name}`);
  cleanUp.push(() => admin(given, `drop database if exists ${name} with (force)`));
  const url = new URL(given);
  url.pathname = `/${name}`;
  return { url: url.toString() };
}

async function admin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
