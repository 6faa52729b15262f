import { type Health, processFigures } from "@shuke/contract";
import { sql } from "kysely";
import { answerLanes, gateSettings, isQuiet, lanes } from "#actions";
import type { Db } from "#db/connect";
import type { Ctx } from "#kit/ctx";
import { alarmsOf, type ProcessState, quotasOf } from "./alarms.ts";
import { readVitals } from "./vitals.ts";

/** A process beats every 5 s of real time; silent for so long it is taken for dead. */
export const SILENT_MS = 20_000;
const SHOWN_TABLES = 40;
const SHOWN_STATEMENTS = 50;
const SHOWN_RECENT = 200;

type ProcessRow = ProcessState & { id: string; version: string; startedAt: Date; seenAt: Date };

/** Everything that the page of operations shows, alarms first. Figures about processes are in real time, those about work in business time. */
export async function systemHealth(ctx: Ctx, { isDemo }: { isDemo: boolean }): Promise<Health> {
  const { db, corpId, now } = ctx;
  const at = new Date();
  const settings = await gateSettings(db, corpId);
  const vitals = await readVitals(db, corpId, now, [...lanes.keys()]);
  const processes = await readProcesses(db, at);
  const database = await readDatabase(db);
  const backup = await lastBackup(db);
  const quietLanes = new Set([...lanes].flatMap(([lane, reach]) => (reach === "touch" && isQuiet(now, settings) ? [lane] : [])));
  const alarms = alarmsOf({
    now,
    at,
    corpId,
    isDemo,
    vitals,
    quietLanes,
    answerLanes: new Set(answerLanes),
    processes,
    database,
    backup,
  });
  const living = processes.filter(({ isAlive }) => isAlive);
  const figures = living.map((one) => one.figures);
  return {
    state: alarms.some(({ level }) => level === "broken") ? "broken" : alarms.length > 0 ? "watch" : "healthy",
    alarms,
    at: at.toISOString(),
    processes: processes.map(({ figures: own, startedAt, seenAt, roles, ...one }) => ({
      ...one,
      roles: [...roles],
      startedAt: startedAt.toISOString(),
      seenAt: seenAt.toISOString(),
      rssMb: own.rssMb,
      loopMs: own.loopMs,
      poolInUse: own.pool.total - own.pool.idle,
      poolWaiting: own.pool.waiting,
    })),
    inbox: { ...vitals.inbox, oldestAt: vitals.inbox.oldestAt?.toISOString() ?? null },
    handlers: vitals.handlers.map((one) => ({ ...one, behindSince: one.behindSince?.toISOString() ?? null })),
    lanes: vitals.lanes.map((one) => ({ ...one, oldestAt: one.oldestAt.toISOString(), isQuiet: quietLanes.has(one.lane) })),
    actions: { ...vitals.actions, unknownSince: vitals.actions.unknownSince?.toISOString() ?? null },
    quotas: quotasOf(corpId, figures).slice(0, SHOWN_TABLES),
    refusals: figures.flatMap(({ refusals }) =>
      refusals.filter((one) => one.corpId === corpId).map(({ path, errcode, lastHour, lastAt }) => ({ path, errcode, lastHour, lastAt })),
    ),
    sync: vitals.sync.map(({ finishedAt, ...one }) => ({ ...one, finishedAt: finishedAt?.toISOString() ?? null })),
    ticks: vitals.ticks,
    slow: slowOf(living),
    database,
    backup: backup && { ...backup, finishedAt: backup.finishedAt.toISOString() },
  };
}

async function readProcesses(db: Db, at: Date): Promise<ProcessRow[]> {
  const { rows } = await sql<Omit<ProcessRow, "isAlive" | "figures"> & { figures: unknown }>`
    select id, pid, host, roles, version, started_at as "startedAt", seen_at as "seenAt", figures
    from ops.process order by started_at, id`.execute(db);
  return rows.map((row) => ({
    ...row,
    isAlive: at.getTime() - row.seenAt.getTime() < SILENT_MS,
    figures: processFigures.parse(row.figures),
  }));
}

/** What the living processes found slow, added up by statement. */
function slowOf(living: readonly ProcessRow[]): Health["slow"] {
  const totals = new Map<string, Health["slow"]["totals"][number]>();
  for (const one of living.flatMap(({ figures }) => figures.slow.totals)) {
    const known = totals.get(one.text);
    if (!known) totals.set(one.text, { ...one });
    else {
      known.count += one.count;
      known.totalMs += one.totalMs;
      known.maxMs = Math.max(known.maxMs, one.maxMs);
      if (one.lastAt > known.lastAt) known.lastAt = one.lastAt;
    }
  }
  const recent = living.flatMap(({ pid, figures }) => figures.slow.recent.map((one) => ({ ...one, pid })));
  return {
    thresholdMs: living[0]?.figures.slow.thresholdMs ?? 0,
    total: living.reduce((n, { figures }) => n + figures.slow.total, 0),
    totals: [...totals.values()].toSorted((a, b) => b.totalMs - a.totalMs).slice(0, SHOWN_STATEMENTS),
    recent: recent.toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, SHOWN_RECENT),
  };
}

async function readDatabase(db: Db): Promise<Health["database"]> {
  const { rows } = await sql<Omit<Health["database"], "tables" | "longest">>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
      (select count(*) from pg_stat_activity where backend_type = 'client backend') as connections,
      current_setting('max_connections')::int as "maxConnections"`.execute(db);
  // PostgreSQL measures the age of a transaction by its own clock, which is the only one it was begun by.
  const { rows: longest } = await sql<{ pid: number; seconds: number; application: string }>`
    select pid, extract(epoch from age(statement_timestamp(), xact_start))::int as seconds, application_name as application
    from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()
      and backend_type = 'client backend' order by xact_start limit 1`.execute(db);
  const { rows: tables } = await sql<Health["database"]["tables"][number]>`
    select relname as name, pg_table_size(oid) as bytes, pg_indexes_size(oid) as "indexBytes",
      case when reltuples >= 0 then reltuples::bigint end as rows
    from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    order by pg_total_relation_size(oid) desc, relname limit ${SHOWN_TABLES}`.execute(db);
  const [one] = rows;
  if (!one) throw new Error("the database did not say what it is");
  return { ...one, longest: longest[0] ?? null, tables };
}

async function lastBackup(db: Db) {
  const { rows } = await sql<{ finishedAt: Date; bytes: number; rows: number; seconds: number; file: string }>`
    select finished_at as "finishedAt", bytes, row_count as rows, extract(epoch from finished_at - started_at)::int as seconds, file
    from ops.backup order by finished_at desc limit 1`.execute(db);
  return rows[0] ?? null;
}
