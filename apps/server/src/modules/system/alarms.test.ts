import { type AlarmKey, alarmKeys, type ProcessFigures } from "@shuke/contract";
import { describe, expect, test } from "vitest";
import { alarmsOf, type Figures, type ProcessState } from "./alarms.ts";

const now = new Date("2026-03-02T02:00:00.000Z");
const before = (ms: number) => new Date(now.getTime() - ms);
const [second, minute, hour] = [1000, 60_000, 3_600_000];

const calm: ProcessFigures = {
  rssMb: 200,
  loopMs: 12,
  pool: { total: 5, idle: 4, waiting: 0 },
  disk: { free: 50 * 1024 ** 3, size: 100 * 1024 ** 3 },
  slow: { thresholdMs: 500, total: 0, totals: [], recent: [] },
  share: 1,
  quotas: [],
  refusals: [],
  tokens: [],
};
const living = (figures: Partial<ProcessFigures> = {}, roles = ["api", "inbox", "worker"]): ProcessState => ({
  pid: 7,
  host: "a",
  roles,
  isAlive: true,
  figures: { ...calm, ...figures },
});
const none = { n: 0, isMore: false };
const well: Figures = {
  now,
  at: now,
  corpId: "ww1",
  isDemo: false,
  vitals: {
    inbox: { waiting: none, oldestAt: null, quarantined: none },
    handlers: [{ handler: "customers", lag: 0, behindSince: null, attempts: 0, error: null }],
    lanes: [],
    actions: { claimed: 3, unknown: 0, unknownSince: null, failedToday: { n: 2, isMore: false } },
    sync: [{ family: "tags", finishedAt: before(hour), expected: 23, fetched: 23, failed: 0 }],
    ticks: [],
    media: { failing: 0, gone: 0, since: null },
    kf: { count: 0, name: "", since: null },
  },
  quietLanes: new Set(["mass"]),
  answerLanes: new Set(["welcome"]),
  processes: [living()],
  database: { longest: { seconds: 2, application: "shuke", pid: 9 }, connections: 12, maxConnections: 100 },
  backup: { finishedAt: before(20 * hour) },
};
const vitals = (change: Partial<Figures["vitals"]>): Figures => ({ ...well, vitals: { ...well.vitals, ...change } });
const processes = (...all: ProcessState[]): Figures => ({ ...well, processes: all });
const lane = (name: string, ms: number) => vitals({ lanes: [{ lane: name, due: { n: 4, isMore: false }, oldestAt: before(ms) }] });
const handler = (change: object) =>
  vitals({ handlers: [{ handler: "tags", lag: 5, behindSince: before(minute * 2), attempts: 0, error: null, ...change }] });
const sync = (change: object) =>
  vitals({
    sync: [{ family: "tags", finishedAt: before(hour), expected: 23, fetched: 23, failed: 0, ...change }],
  });
const slow = Array.from({ length: 20 }, () => ({ text: "select 1", ms: 900, at: before(minute).toISOString() }));
const quota = { corpId: "ww1", path: "/x", per: "minute", max: 10_000 };
const refusal = { corpId: "ww1", path: "/x", errcode: 45033, lastAt: now.toISOString() };
const half = { share: 0.5 };
const token = { corpId: "ww1", errcode: 40001 };

test("a healthy house has no alarm", () => expect(alarmsOf(well)).toEqual([]));

/** For each alarm the figures that raise it, and how grave it is. */
const raising: Record<AlarmKey, [Figures, "broken" | "watch"]> = {
  "no-worker": [processes(living({}, ["api", "inbox"]), { ...living(), isAlive: false }), "broken"],
  "no-inbox": [processes(living({}, ["api", "worker"])), "broken"],
  "token-refused": [processes(living({ tokens: [{ ...token, ok: false, at: now.toISOString() }] })), "broken"],
  "answers-late": [lane("welcome", 16 * second), "broken"],
  "handler-failing": [handler({ attempts: 3, error: "boom\n at x" }), "broken"],
  "handler-behind": [handler({}), "watch"],
  "inbox-waiting": [vitals({ inbox: { waiting: { n: 9, isMore: false }, oldestAt: before(minute * 2), quarantined: none } }), "watch"],
  quarantined: [vitals({ inbox: { waiting: none, oldestAt: null, quarantined: { n: 1, isMore: false } } }), "watch"],
  "actions-late": [lane("tag", 16 * minute), "watch"],
  "actions-unknown": [vitals({ actions: { ...well.vitals.actions, unknown: 1, unknownSince: before(11 * minute) } }), "watch"],
  "actions-failing": [vitals({ actions: { ...well.vitals.actions, failedToday: { n: 20, isMore: false } } }), "watch"],
  "wecom-refuses": [
    processes(living({ ...half, refusals: [{ ...refusal, lastHour: 12 }] }), living({ ...half, refusals: [{ ...refusal, lastHour: 8 }] })),
    "watch",
  ],
  "limits-overbooked": [processes(living(), living({ share: 0.5 })), "broken"],
  "quota-nearly-used": [
    processes(living({ ...half, quotas: [{ ...quota, used: 5000 }] }), living({ ...half, quotas: [{ ...quota, used: 4000 }] })),
    "watch",
  ],
  "sync-incomplete": [sync({ fetched: 20 }), "watch"],
  "sync-old": [sync({ finishedAt: before(4 * hour) }), "watch"],
  "media-cold": [vitals({ media: { failing: 2, gone: 0, since: before(hour) } }), "watch"],
  "kf-deaf": [vitals({ kf: { count: 1, name: "门店客服", since: before(hour) } }), "broken"],
  "ticks-missed": [vitals({ ticks: [{ name: "sync:hourly", missed: 2 }] }), "watch"],
  "database-slow": [processes(living({ slow: { ...calm.slow, recent: slow } })), "watch"],
  "database-busy": [{ ...well, database: { ...well.database, connections: 95 } }, "watch"],
  "long-transaction": [{ ...well, database: { ...well.database, longest: { seconds: 400, application: "psql", pid: 9 } } }, "watch"],
  "process-slow": [processes(living({ loopMs: 800 })), "watch"],
  "disk-low": [processes(living({ disk: { free: 1024 ** 3, size: 100 * 1024 ** 3 } })), "broken"],
  "backup-old": [{ ...well, backup: null }, "watch"],
};

describe("each alarm is raised by what it is about, and by nothing else", () => {
  test.each(alarmKeys)("%s", (key) => {
    const [figures, level] = raising[key];
    expect(alarmsOf(figures).map((alarm) => [alarm.key, alarm.level])).toEqual([[key, level]]);
  });
});

describe("what takes longer is worse, and what is meant to wait is no alarm", () => {
  const keys = (figures: Figures) => alarmsOf(figures).map(({ key, level }) => `${key} ${level}`);
  test("a handler that is ten minutes behind, an inbox that stands, a comparison a day old", () => {
    expect(keys(handler({ behindSince: before(11 * minute) }))).toEqual(["handler-behind broken"]);
    expect(keys(sync({ finishedAt: before(27 * hour) }))).toEqual(["sync-old broken"]);
    const inbox = { waiting: { n: 9, isMore: false }, oldestAt: before(11 * minute), quarantined: none };
    expect(keys(vitals({ inbox }))).toEqual(["inbox-waiting broken"]);
  });
  test("sends that wait for the morning, the demo without a backup, a refusal that was mended in another process", () => {
    expect(keys(lane("mass", 9 * hour))).toEqual([]);
    expect(keys({ ...well, backup: null, isDemo: true })).toEqual([]);
    const old = living({ ...half, tokens: [{ ...token, ok: false, at: before(hour).toISOString() }] });
    expect(keys(processes(old, living({ ...half, tokens: [{ ...token, ok: true, at: now.toISOString() }] })))).toEqual([]);
  });
  test("a short look behind is no alarm, nor are limits and refusals of another corp", () => {
    expect(keys(handler({ behindSince: before(30 * second) }))).toEqual([]);
    expect(
      keys(
        processes(living({ quotas: [{ ...quota, corpId: "ww2", used: 10_000 }], refusals: [{ ...refusal, corpId: "ww2", lastHour: 99 }] })),
      ),
    ).toEqual([]);
  });
});

test("the worst comes first", () => {
  const both = { ...handler({ attempts: 4 }), backup: null };
  expect(alarmsOf(both).map(({ key }) => key)).toEqual(["handler-failing", "backup-old"]);
});
