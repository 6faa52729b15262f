import { statfs } from "node:fs/promises";
import { hostname } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { ProcessFigures } from "@shuke/contract";
import { sql } from "kysely";
import manifest from "../package.json" with { type: "json" };
import { newId } from "#kit/ids";
import { log } from "#kit/log";
import type { Core } from "./core.ts";

const BEAT_MS = 5000;
/** Rows of processes that were killed are shown for a day. */
const FORGET_MS = 86_400_000;
const MB = 1024 ** 2;

/** This process in `ops.process`: it says every five seconds of real time that it lives and what only it knows. */
export type Beat = { stop(): Promise<void> };

export async function startBeat(core: Core): Promise<Beat> {
  const { db, config } = core;
  // Chance, not the seeded ids of a rehearsal: two processes with one seed are two.
  const id = `${newId("prc", new Date())}${process.pid}`;
  const startedAt = new Date();
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();

  async function beat(): Promise<void> {
    const now = new Date();
    const figures = JSON.stringify(await figuresOf(core, loop.percentile(99) / 1e6));
    loop.reset();
    await sql`insert into ops.process (id, pid, host, roles, version, started_at, seen_at, figures)
      values (${id}, ${process.pid}, ${hostname()}, ${[...config.roles]}, ${manifest.version}, ${startedAt}, ${now}, ${figures})
      on conflict (id) do update set seen_at = excluded.seen_at, figures = excluded.figures`.execute(db);
  }

  await beat();
  await sql`delete from ops.process where seen_at < ${new Date(Date.now() - FORGET_MS)}`.execute(db);
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(beat).catch((error: unknown) => log.warn({ err: error }, "this process could not say that it lives"));
  }, BEAT_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
      loop.disable();
      await sql`delete from ops.process where id = ${id}`.execute(db).catch(() => {});
    },
  };
}

async function figuresOf({ pool, slowLog, wecom, config }: Core, loopMs: number): Promise<ProcessFigures> {
  return {
    rssMb: Math.round(process.memoryUsage.rss() / MB),
    loopMs: Number.isFinite(loopMs) ? Math.round(loopMs) : 0,
    pool: { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount },
    disk: await statfs(config.home).then(
      ({ bavail, blocks, bsize }) => ({ free: bavail * bsize, size: blocks * bsize }),
      () => null,
    ),
    slow: slowLog.figures(),
    share: 1 / config.workers,
    quotas: wecom.quotas(),
    refusals: wecom.book.refusals(),
    tokens: wecom.book.tokens(),
  };
}
