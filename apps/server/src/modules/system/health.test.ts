import { health } from "@shuke/contract";
import { type RawBuilder, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lanes, otherLanes, reserve, withUnit } from "#actions";
import { counts } from "#kit/figures";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { queue } from "../../../test/middle/workers.ts";
import { systemHealth } from "./health.ts";
import { actionsSql, handlersSql, inboxSql, lanesSql, MOST, readVitals, syncSql, ticksSql } from "./vitals.ts";

const corpId = "ww_health";
const now = new Date("2026-03-02T02:00:00.000Z");
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const ROWS = 20_000;
const lane = otherLanes.find((name) => lanes.get(name) === "none") ?? "";
let database: TestDatabase;
const ctx = () => ({ db: database.db, corpId, actor: { kind: "user" as const, id: "u1" }, now });

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, ${"测试"}, ${now})`.execute(db);
  await sql`insert into event_head (corp_id, seq) values (${corpId}, ${ROWS})`.execute(db);
  await sql`insert into event (corp_id, seq, type, subject, actor, data, occurred_at, recorded_at)
    select ${corpId}, n, case when n % 2000 = 0 then 'action.failed' else 'customer.detailed' end, 's', '{}', '{}', ${now},
      ${now}::timestamptz - (${ROWS}::int - n) * interval '1 minute' from generate_series(1, ${ROWS}::int) n`.execute(db);
  await sql`insert into handler_cursor (corp_id, handler, seq, attempts, last_error, updated_at) values
    (${corpId}, 'at-head', ${ROWS}, 0, null, ${now}), (${corpId}, 'stuck', ${ROWS - 30}, 5, 'boom', ${now})`.execute(db);
  await sql`insert into inbox (corp_id, source, dedupe_key, envelope, message, received_at, state)
    select ${corpId}, 'wecom', n::text, '{}', '', ${before(3)}, case when n % 5000 = 0 then 'received' else 'done' end
    from generate_series(1, ${ROWS}::int) n`.execute(db);
  await sql`insert into planned_action (corp_id, id, kind, payload, lane, reach, run_after, status, dedupe_key, planned_by, created_at)
    select ${corpId}, n::text, 'tag.mark', '{}', ${lane}, 'none', ${before(60)}, case when n % 5 = 0 then 'sent' else 'planned' end, n::text, 'verb:x', ${now}
    from generate_series(1, ${ROWS}::int) n`.execute(db);
  await queue(db, corpId);
  await sql`insert into tick (corp_id, name, bucket, ran_at, missed) values (${corpId}, 'hourly', ${before(60)}, ${now}, 3)`.execute(db);
  await sql`analyze`.execute(db);
});
afterAll(() => database.drop());

test("what stands still is seen, and counting stops at a thousand", async () => {
  const vitals = await readVitals(database.db, corpId, now, [lane, "welcome"]);
  expect(vitals.inbox).toEqual({ waiting: { n: 4, isMore: false }, oldestAt: before(3), quarantined: { n: 0, isMore: false } });
  expect(vitals.handlers).toEqual([
    { handler: "stuck", lag: 30, behindSince: before(29), attempts: 5, error: "boom" },
    { handler: "at-head", lag: 0, behindSince: null, attempts: 0, error: null },
  ]);
  expect(vitals.lanes).toEqual([{ lane, due: { n: MOST, isMore: true }, oldestAt: before(60) }]);
  expect(vitals.actions).toEqual({ claimed: 0, unknown: 0, unknownSince: null, failedToday: { n: 1, isMore: false } });
  expect(vitals.ticks).toEqual([{ name: "hourly", missed: 3 }]);
});

test("no look reads a whole table: each plan goes along an index, and touches no more than what it counts", async () => {
  const asked: ReadonlyArray<readonly [string, RawBuilder<unknown>]> = [
    ["handlers", handlersSql(corpId)],
    ["inbox", inboxSql(corpId)],
    ["lanes", lanesSql(corpId, now, [...lanes.keys()])],
    ["actions", actionsSql(corpId, before(1440))],
    ["sync", syncSql(corpId)],
    ["ticks", ticksSql(corpId, before(1440))],
  ];
  for (const [name, query] of asked) {
    const { rows } = await sql<{ "QUERY PLAN": string }>`explain (analyze, timing off, summary off, buffers off) ${query}`.execute(
      database.db,
    );
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect([name, /Seq Scan on (event|inbox|planned_action|action_unsent)\b/.exec(plan)?.[0] ?? "none"]).toEqual([name, "none"]);
    const read = Math.max(...[...plan.matchAll(/rows=([\d.]+) loops/g)].map(([, n]) => Number(n)));
    expect([name, read <= MOST + 1]).toEqual([name, true]);
  }
});

test("the page gets one whole answer, with the alarms that the figures raise", async () => {
  const seen = await systemHealth(ctx(), { isDemo: true });
  expect(health.parse(seen)).toEqual(seen);
  expect(seen.state).toBe("broken");
  expect(new Set(seen.alarms.map(({ key }) => key))).toEqual(
    new Set(["no-worker", "no-inbox", "handler-failing", "inbox-waiting", "actions-late", "ticks-missed"]),
  );
  expect(seen.alarms[0]?.level).toBe("broken");
  expect(seen.database.tables.find(({ name }) => name === "event")?.rows).toBe(ROWS);
});

test("what the gate refuses is counted by its reason", async () => {
  const touch = {
    budget: "person" as const,
    recipient: "wm1",
    actionId: "a",
    kind: "mass-send" as const,
    weight: 9,
    at: now,
    plannedBy: "x",
  };
  // The process has counted for other test files before.
  counts.refusals.reset();
  await withUnit(ctx(), (unit) => reserve(unit, [{ ...touch, key: "k1" }]));
  const { values } = await counts.refusals.get();
  expect(values).toEqual([{ labels: { reason: "person-budget" }, value: 1 }]);
});
