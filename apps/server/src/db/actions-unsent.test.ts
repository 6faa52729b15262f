import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { migrate } from "./migrate.ts";

let t: TestDatabase;
beforeAll(async () => {
  t = await createTestDatabase();
  await t.pool.query("drop schema public cascade; create schema public");
});
afterAll(() => t.drop());

test("what an earlier version had planned, in hand or in doubt waits on in the rows beside it", async () => {
  await migrate(t.url, { upTo: "0281-calendar.sql" });
  await t.pool.query("insert into corp (corp_id, name, created_at) values ('c', '测试', now())");
  const at = "2026-03-02T02:00:00Z";
  const insert = (status: string, more = "null, null, 0, null", id = status) =>
    t.pool
      .query(`insert into planned_action (corp_id, id, kind, payload, lane, reach, run_after, status, dedupe_key, planned_by, created_at,
        lease_by, ask_after, asks, finished_at)
      values ('c', '${id}', 'tag.mark', '{}', 'l', 'none', '${at}', '${status}', '${id}', 'x', '${at}', ${more})`);
  await insert("planned");
  await insert("claimed", "'gone', null, 0, null");
  await insert("unknown", "null, null, 2, null");
  await insert("unknown", `'asker', '${at}', 1, null`, "asked");
  for (const over of ["sent", "failed", "cancelled", "expired"]) await insert(over, `null, null, 0, '${at}'`);
  await migrate(t.url);
  const { rows: waiting } = await t.pool.query("select id, status, asks, ask_after is not null as asked from action_unsent order by id");
  expect(waiting.map(({ id, status, asks, asked }) => `${id}: ${status} ${asks} ${asked}`)).toEqual([
    "asked: unknown 1 false",
    "cancelled: cancelled 0 false",
    "expired: expired 0 false",
    "failed: failed 0 false",
    "planned: planned 0 false",
    "unknown: unknown 2 true",
  ]);
  const { rows: held } = await t.pool.query("select lease_by, lane, ids from action_held order by lane");
  expect(held).toEqual([
    { lease_by: "gone", lane: "l", ids: ["claimed"] },
    { lease_by: "asker", lane: null, ids: ["asked"] },
  ]);
});
