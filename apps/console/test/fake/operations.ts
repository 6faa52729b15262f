import type { api, OutputOf } from "@shuke/contract";
import { ago, hour, minute } from "./seed.ts";

type Health = OutputOf<typeof api.system.health>;
const real = (ms: number) => new Date(Date.now() - ms).toISOString();
const process = (pid: number, roles: string[], change: Partial<Health["processes"][number]> = {}): Health["processes"][number] => ({
  id: `prc_${pid}`,
  pid,
  host: "shuke-1",
  roles,
  version: "0.1.0",
  startedAt: real(26 * hour),
  seenAt: real(2000),
  isAlive: true,
  rssMb: 214,
  loopMs: 21,
  poolInUse: 2,
  poolWaiting: 0,
  ...change,
});
const handler = (name: string): Health["handlers"][number] => ({ handler: name, lag: 0, behindSince: null, attempts: 0, error: null });
const table = (name: string, rows: number, mb: number) => ({ name, rows, bytes: mb * 1024 ** 2, indexBytes: mb * 0.6 * 1024 ** 2 });
const statement = "select c.id, c.name from customer c where c.corp_id = $1 and c.state = $2 order by c.added_sec desc, c.id limit $3";
const batch = "/cgi-bin/externalcontact/batch/get_by_user";

/** A house with a handler that fails, a quota nearly used, and no backup for two days. */
export const health: Health = {
  state: "broken",
  alarms: [
    {
      key: "handler-failing",
      level: "broken",
      since: ago(34 * minute),
      details: { handler: "live-codes", attempts: 9, error: 'error: null value in column "store_id" violates not-null constraint' },
      to: null,
    },
    { key: "quarantined", level: "watch", since: null, details: { count: 2 }, to: "/system/inbox?state=quarantined" },
    { key: "quota-nearly-used", level: "watch", since: null, details: { path: batch, per: "minute", used: 9412, max: 10_000 }, to: null },
    { key: "sync-incomplete", level: "watch", since: ago(22 * minute), details: { family: "follow", count: 3 }, to: "/system/sync" },
    { key: "backup-old", level: "watch", since: real(51 * hour), details: {}, to: null },
  ],
  at: real(0),
  processes: [
    process(4121, ["api"]),
    process(4122, ["inbox"], { rssMb: 131, loopMs: 20 }),
    process(4123, ["worker"], { rssMb: 402, loopMs: 64, poolInUse: 9, poolWaiting: 3 }),
    process(3980, ["worker"], { isAlive: false, seenAt: real(hour) }),
  ],
  inbox: { waiting: { n: 14, isMore: false }, oldestAt: ago(8000), quarantined: { n: 2, isMore: false } },
  handlers: [
    {
      handler: "live-codes",
      lag: 1204,
      behindSince: ago(34 * minute),
      attempts: 9,
      error: 'error: null value in column "store_id" violates not-null constraint\n    at project (live-codes/project.ts:41)',
    },
    { handler: "analytics.daily", lag: 3, behindSince: ago(1000), attempts: 0, error: null },
    ...["tags", "customers", "groups", "sops", "tasks", "journeys"].map(handler),
  ],
  lanes: [
    { lane: "externalcontact/mark_tag", due: { n: 1000, isMore: true }, oldestAt: ago(4 * minute), isQuiet: false },
    { lane: "externalcontact/add_msg_template", due: { n: 86, isMore: false }, oldestAt: ago(2 * hour), isQuiet: true },
  ],
  actions: { claimed: 5, unknown: 0, unknownSince: null, failedToday: { n: 7, isMore: false } },
  quotas: [
    { path: batch, per: "minute", used: 9412, max: 10_000 },
    { path: batch, per: "hour", used: 61_020, max: 150_000 },
    { path: "/cgi-bin/externalcontact/mark_tag", per: "minute", used: 812, max: 10_000 },
  ],
  refusals: [{ path: "/cgi-bin/externalcontact/mark_tag", errcode: 45033, lastHour: 6, lastAt: real(3 * minute) }],
  sync: [{ family: "follow", finishedAt: ago(22 * minute), expected: 512, fetched: 509, failed: 3 }],
  ticks: [],
  slow: {
    thresholdMs: 500,
    total: 4,
    totals: [{ text: statement, count: 4, totalMs: 3220, maxMs: 1210, lastAt: real(6 * minute) }],
    recent: [1210, 702, 688, 620].map((ms, n) => ({ text: statement, ms, at: real((6 + n * 9) * minute), pid: 4121 })),
  },
  database: {
    version: "18.4",
    bytes: 6.2 * 1024 ** 3,
    connections: 31,
    maxConnections: 100,
    longest: { pid: 812, seconds: 42, application: "shuke backup" },
    tables: [
      table("event", 9_400_000, 3900),
      table("customer", 1_800_000, 540),
      table("relation", 2_100_000, 610),
      table("inbox", 410_000, 220),
    ],
  },
  backup: { finishedAt: real(51 * hour), bytes: 1.1 * 1024 ** 3, rows: 14_210_331, seconds: 201, file: "/backup/shuke-0226.backup" },
};

/** The same house when nothing is wrong, as `?scene=empty` shows it. */
export const calm: Health = {
  ...health,
  state: "healthy",
  alarms: [],
  processes: [process(4121, ["api", "inbox", "worker"])],
  handlers: ["tags", "customers", "groups"].map(handler),
  lanes: [],
  quotas: [],
  refusals: [],
  slow: { thresholdMs: 500, total: 0, totals: [], recent: [] },
};
