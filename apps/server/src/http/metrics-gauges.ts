import { sql } from "kysely";
import type pg from "pg";
import { Gauge, type Registry } from "prom-client";
import { lanes } from "#actions";
import type { Db } from "#db/connect";
import type { Clock } from "#kit/clock";
import { readVitals } from "#modules/system";

/** What the gauges are read from. */
export type Measured = {
  db: Db;
  pool: Pick<pg.Pool, "totalCount" | "idleCount" | "waitingCount">;
  clock: Clock;
  quotas: () => ReadonlyArray<{ corpId: string; path: string; per: string; used: number; max: number }>;
};

/** Two scrapers at once cost one look. */
const FRESH_MS = 2000;

/**
 * Gauges over the tables, set by one bounded look per corp (`readVitals`); counts stop at 1,001, so that a scrape costs the same when
 * a million things wait. Answers what to call before the registry is read.
 */
export function addGauges(registry: Registry, { db, pool, clock, quotas }: Measured): () => Promise<void> {
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const waiting = gauge("shuke_inbox_waiting", "Callbacks that are stored and not handled yet, 1001 for more than 1000", "corp");
  const oldest = gauge("shuke_inbox_oldest_seconds", "How long the oldest of them has waited", "corp");
  const quarantined = gauge("shuke_inbox_quarantined", "Callbacks that could not be read, 1001 for more than 1000", "corp");
  const lag = gauge("shuke_handler_lag", "Events that a handler has not seen yet", "corp", "handler");
  const behind = gauge("shuke_handler_lag_seconds", "Since when the first of them waits", "corp", "handler");
  const failing = gauge("shuke_handler_attempts", "Failures of a handler since it last went on", "corp", "handler");
  const due = gauge("shuke_actions_due", "Planned actions whose time has come, by lane, 1001 for more than 1000", "corp", "lane");
  const late = gauge("shuke_actions_due_seconds", "How long the first of them has been due", "corp", "lane");
  const open = gauge("shuke_actions_open", "Actions that a worker has in hand, or whose outcome nobody knows", "corp", "status");
  const failed = gauge("shuke_actions_failed_day", "Actions that failed within a day, 1001 for more than 1000", "corp");
  const certificate = gauge("shuke_sync_age_seconds", "Since the last comparison with WeCom ended", "corp", "family");
  const missing = gauge("shuke_sync_missing", "What that comparison could not fetch", "corp", "family");
  const connections = gauge("shuke_db_pool_connections", "Connections of this process to the database", "state");
  const quota = gauge("shuke_wecom_quota_used", "Calls of this process in the running window of a limit", "corp", "path", "per", "max");
  const used = [waiting, oldest, quarantined, lag, behind, failing, due, late, open, failed, certificate, missing, quota];
  let readAt = 0;
  let reading: Promise<void> = Promise.resolve();

  async function read(): Promise<void> {
    const now = clock.now();
    const { rows: corps } = await sql<{ corp: string }>`select corp_id as corp from corp order by 1`.execute(db);
    const seen = await Promise.all(corps.map(async ({ corp }) => ({ corp, vitals: await readVitals(db, corp, now, [...lanes.keys()]) })));
    const seconds = (since: Date | null) => (since === null ? 0 : Math.max(0, (now.getTime() - since.getTime()) / 1000));
    const count = ({ n, isMore }: { n: number; isMore: boolean }) => (isMore ? n + 1 : n);
    for (const one of used) one.reset();
    for (const { corp, vitals } of seen) {
      waiting.set({ corp }, count(vitals.inbox.waiting));
      oldest.set({ corp }, seconds(vitals.inbox.oldestAt));
      quarantined.set({ corp }, count(vitals.inbox.quarantined));
      for (const one of vitals.handlers) {
        const labels = { corp, handler: one.handler };
        lag.set(labels, one.lag);
        behind.set(labels, seconds(one.behindSince));
        failing.set(labels, one.attempts);
      }
      for (const one of vitals.lanes) {
        due.set({ corp, lane: one.lane }, count(one.due));
        late.set({ corp, lane: one.lane }, seconds(one.oldestAt));
      }
      open.set({ corp, status: "claimed" }, vitals.actions.claimed);
      open.set({ corp, status: "unknown" }, vitals.actions.unknown);
      failed.set({ corp }, count(vitals.actions.failedToday));
      for (const one of vitals.sync) {
        certificate.set({ corp, family: one.family }, seconds(one.finishedAt));
        missing.set({ corp, family: one.family }, Math.max(one.failed, one.expected - one.fetched, 0));
      }
    }
    connections.set({ state: "busy" }, pool.totalCount - pool.idleCount);
    connections.set({ state: "idle" }, pool.idleCount);
    connections.set({ state: "waiting" }, pool.waitingCount);
    for (const one of quotas()) quota.set({ corp: one.corpId, path: one.path, per: one.per, max: one.max }, one.used);
  }

  return () => {
    if (performance.now() - readAt > FRESH_MS || readAt === 0) {
      readAt = performance.now();
      reading = read();
    }
    return reading;
  };
}
