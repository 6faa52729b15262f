import type { Alarm, AlarmKey, ProcessFigures } from "@shuke/contract";
import type { Vitals } from "./vitals.ts";

/** A process as its row in `ops.process` shows it. */
export type ProcessState = { pid: number; host: string; roles: readonly string[]; isAlive: boolean; figures: ProcessFigures };

/** All that the alarms are decided from. */
export type Figures = {
  /** Business time; `at` is real. */
  now: Date;
  at: Date;
  corpId: string;
  /** The sandbox's corp: nobody makes backups of it. */
  isDemo: boolean;
  vitals: Vitals;
  /** Lanes that are closed because people sleep. */
  quietLanes: ReadonlySet<string>;
  answerLanes: ReadonlySet<string>;
  processes: readonly ProcessState[];
  database: { longest: { seconds: number; application: string; pid: number } | null; connections: number; maxConnections: number };
  backup: { finishedAt: Date } | null;
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The thresholds, as docs/OPERATIONS.md tells them. Times in ms. */
export const limits = {
  /** A welcome must be out within 20 s of the callback. */
  answerMs: 15 * SECOND,
  inboxWatchMs: MINUTE,
  inboxBrokenMs: 10 * MINUTE,
  handlerWatchMs: MINUTE,
  handlerBrokenMs: 10 * MINUTE,
  handlerAttempts: 3,
  actionMs: 15 * MINUTE,
  unknownMs: 10 * MINUTE,
  kfMs: 15 * MINUTE,
  failedADay: 20,
  refusedAnHour: 20,
  quotaShare: 0.9,
  /** Lists are compared hourly; whole details within a day. */
  syncWatchMs: 3 * HOUR,
  syncBrokenMs: 26 * HOUR,
  slowInTenMinutes: 20,
  poolWaiting: 10,
  connectionShare: 0.9,
  transactionS: 300,
  loopMs: 500,
  diskFreeShare: 0.1,
  diskFreeBytes: 2 * 1024 ** 3,
  backupMs: 26 * HOUR,
};

/** What is wrong, the worst first. Pure: the page, its tests and docs/OPERATIONS.md go by this one list. */
export function alarmsOf(figures: Figures): Alarm[] {
  const found = [...processAlarms(figures), ...flowAlarms(figures), ...wecomAlarms(figures), ...databaseAlarms(figures)];
  const rank = ({ level }: Alarm) => (level === "broken" ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

type Given = { level?: Alarm["level"]; since?: Date | null; details?: Alarm["details"]; to?: string };
const alarm = (key: AlarmKey, { level = "watch", since = null, details = {}, to }: Given = {}): Alarm => ({
  key,
  level,
  since: since?.toISOString() ?? null,
  details,
  to: to ?? null,
});

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
const minutesSince = (since: Date, now: Date) => Math.floor((now.getTime() - since.getTime()) / MINUTE);

function processAlarms({ processes, at }: Figures): Alarm[] {
  const living = processes.filter(({ isAlive }) => isAlive);
  const has = (role: string) => living.some(({ roles }) => roles.includes(role));
  const found: Alarm[] = [];
  const workers = living.filter(({ roles }) => roles.includes("worker"));
  // A little slack: thirds do not add up to one.
  if (sum(workers.map(({ figures }) => figures.share)) > 1.01) {
    found.push(alarm("limits-overbooked", { level: "broken", details: { count: workers.length } }));
  }
  if (!has("worker")) found.push(alarm("no-worker", { level: "broken" }));
  if (!has("inbox")) found.push(alarm("no-inbox", { level: "broken" }));
  const slow = living.filter(({ figures }) => figures.loopMs > limits.loopMs).toSorted((a, b) => b.figures.loopMs - a.figures.loopMs)[0];
  if (slow) found.push(alarm("process-slow", { details: { pid: slow.pid, host: slow.host, ms: Math.round(slow.figures.loopMs) } }));
  const tight = living.find(
    ({ figures: { disk } }) => disk !== null && (disk.free < limits.diskFreeBytes || disk.free < disk.size * limits.diskFreeShare),
  );
  if (tight?.figures.disk) {
    found.push(
      alarm("disk-low", { level: "broken", details: { host: tight.host, freeGb: Math.floor(tight.figures.disk.free / 1024 ** 3) } }),
    );
  }
  const since = new Date(at.getTime() - 10 * MINUTE).toISOString();
  const recent = living.flatMap(({ figures }) => figures.slow.recent.filter((one) => one.at > since));
  if (recent.length >= limits.slowInTenMinutes) {
    found.push(
      alarm("database-slow", { since: new Date(recent.map((one) => one.at).toSorted()[0] ?? at), details: { count: recent.length } }),
    );
  }
  return found;
}

function flowAlarms({ vitals, now, quietLanes, answerLanes }: Figures): Alarm[] {
  const found: Alarm[] = [];
  const age = (since: Date) => now.getTime() - since.getTime();
  const { oldestAt, waiting, quarantined } = vitals.inbox;
  if (oldestAt && age(oldestAt) > limits.inboxWatchMs) {
    const level = age(oldestAt) > limits.inboxBrokenMs ? "broken" : "watch";
    found.push(alarm("inbox-waiting", { level, since: oldestAt, details: { count: waiting.n }, to: "/system/inbox?state=received" }));
  }
  if (quarantined.n > 0) found.push(alarm("quarantined", { details: { count: quarantined.n }, to: "/system/inbox?state=quarantined" }));
  for (const { handler, lag, behindSince, attempts, error } of vitals.handlers) {
    if (attempts >= limits.handlerAttempts) {
      const words = (error ?? "").split("\n")[0]?.slice(0, 200) ?? "";
      found.push(alarm("handler-failing", { level: "broken", since: behindSince, details: { handler, attempts, error: words } }));
    } else if (behindSince && age(behindSince) > limits.handlerWatchMs) {
      const level = age(behindSince) > limits.handlerBrokenMs ? "broken" : "watch";
      found.push(alarm("handler-behind", { level, since: behindSince, details: { handler, lag } }));
    }
  }
  for (const { lane, due, oldestAt: since } of vitals.lanes) {
    if (quietLanes.has(lane)) continue;
    const details = { lane, count: due.n, minutes: minutesSince(since, now) };
    const to = "/system/actions?status=planned";
    if (answerLanes.has(lane)) {
      if (age(since) > limits.answerMs) found.push(alarm("answers-late", { level: "broken", since, details, to }));
    } else if (age(since) > limits.actionMs) found.push(alarm("actions-late", { since, details, to }));
  }
  const { unknown, unknownSince, failedToday } = vitals.actions;
  if (unknownSince && age(unknownSince) > limits.unknownMs) {
    found.push(alarm("actions-unknown", { since: unknownSince, details: { count: unknown }, to: "/system/actions?status=unknown" }));
  }
  if (failedToday.n >= limits.failedADay) {
    found.push(alarm("actions-failing", { details: { count: failedToday.n }, to: "/system/actions?status=failed" }));
  }
  const { failing, gone, since: coldSince } = vitals.media;
  if (failing > 0) {
    const level = gone > 0 ? "broken" : "watch";
    found.push(alarm("media-cold", { level, since: coldSince, details: { count: failing, gone }, to: "/contents" }));
  }
  const deaf = vitals.kf;
  if (deaf.count > 0 && (!deaf.since || age(deaf.since) > limits.kfMs)) {
    found.push(alarm("kf-deaf", { level: "broken", since: deaf.since, details: { count: deaf.count, name: deaf.name }, to: "/answers" }));
  }
  for (const { name, missed } of vitals.ticks) found.push(alarm("ticks-missed", { details: { tick: name, count: missed } }));
  return found;
}

function wecomAlarms({ corpId, vitals, now, processes }: Figures): Alarm[] {
  const found: Alarm[] = [];
  const living = processes.filter(({ isAlive }) => isAlive).map(({ figures }) => figures);
  // The newest answer counts: after the secret was mended, one process may still remember a refusal.
  const newest = living
    .flatMap(({ tokens }) => tokens.filter((token) => token.corpId === corpId))
    .toSorted((a, b) => b.at.localeCompare(a.at))[0];
  if (newest && !newest.ok) {
    found.push(alarm("token-refused", { level: "broken", since: new Date(newest.at), details: { errcode: newest.errcode } }));
  }
  const refusals = living.flatMap((one) => one.refusals.filter((refusal) => refusal.corpId === corpId));
  const refused = sum(refusals.map(({ lastHour }) => lastHour));
  const worst = refusals.toSorted((a, b) => b.lastHour - a.lastHour)[0];
  if (worst && refused >= limits.refusedAnHour) {
    found.push(alarm("wecom-refuses", { details: { count: refused, errcode: worst.errcode, path: worst.path }, to: "/system/actions" }));
  }
  for (const quota of quotasOf(corpId, living)) {
    if (quota.used < quota.max * limits.quotaShare) continue;
    found.push(alarm("quota-nearly-used", { details: { path: quota.path, per: quota.per, used: quota.used, max: quota.max } }));
  }
  for (const { family, finishedAt, expected, fetched, failed } of vitals.sync) {
    const missing = Math.max(failed, expected - fetched);
    if (missing > 0) found.push(alarm("sync-incomplete", { since: finishedAt, details: { family, count: missing }, to: "/system/sync" }));
    if (!finishedAt || !hourly.has(family)) continue;
    const age = now.getTime() - finishedAt.getTime();
    if (age <= limits.syncWatchMs) continue;
    const level = age > limits.syncBrokenMs ? "broken" : "watch";
    found.push(alarm("sync-old", { level, since: finishedAt, details: { family, hours: Math.floor(age / HOUR) }, to: "/system/sync" }));
  }
  return found;
}

/** Families whose lists are compared every hour. */
const hourly = new Set(["staff", "tags", "groups", "follow"]);

/** What all processes together have used of each limit that has been touched, the fullest first. */
export function quotasOf(
  corpId: string,
  living: readonly ProcessFigures[],
): Array<{ path: string; per: string; used: number; max: number }> {
  const together = new Map<string, { path: string; per: string; used: number; max: number }>();
  for (const { corpId: of, path, per, used, max } of living.flatMap(({ quotas }) => quotas)) {
    if (of !== corpId) continue;
    const known = together.get(`${path} ${per} ${max}`);
    if (known) known.used += used;
    else together.set(`${path} ${per} ${max}`, { path, per, used, max });
  }
  return [...together.values()].toSorted((a, b) => b.used / b.max - a.used / a.max);
}

function databaseAlarms({ database, backup, processes, isDemo, at }: Figures): Alarm[] {
  const found: Alarm[] = [];
  const { longest, connections, maxConnections } = database;
  if (longest && longest.seconds > limits.transactionS) {
    const { pid, application, seconds } = longest;
    const since = new Date(at.getTime() - seconds * SECOND);
    found.push(alarm("long-transaction", { since, details: { pid, application, minutes: Math.floor(seconds / 60) } }));
  }
  const waiting = sum(processes.filter(({ isAlive }) => isAlive).map(({ figures }) => figures.pool.waiting));
  if (waiting >= limits.poolWaiting || connections >= maxConnections * limits.connectionShare) {
    found.push(alarm("database-busy", { details: { waiting, connections, max: maxConnections } }));
  }
  if (!isDemo && (backup === null || at.getTime() - backup.finishedAt.getTime() > limits.backupMs)) {
    found.push(alarm("backup-old", { since: backup?.finishedAt ?? null }));
  }
  return found;
}
