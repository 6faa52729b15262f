import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { firstSince } from "./since.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("the first fact of a time is found by halving, also when all or none are of that time", async () => {
  const corpId = "ww_since";
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 8, minute));
  expect(await firstSince(database.db, corpId, at(0))).toBe(1);
  // A fact a minute, two of each minute from the fifth on.
  await sql`insert into event (corp_id, seq, type, subject, actor, data, occurred_at, recorded_at)
    select ${corpId}, n, 'page.opened', 'customer:c', '{}', '{}', now(), ${at(0)}::timestamptz + make_interval(mins => least(n, 5 + (n - 5) / 2))
    from generate_series(1, 41) n`.execute(database.db);
  await sql`insert into event_head (corp_id, seq) values (${corpId}, 41)`.execute(database.db);
  expect(await firstSince(database.db, corpId, at(0))).toBe(1);
  expect(await firstSince(database.db, corpId, at(3))).toBe(3);
  expect(await firstSince(database.db, corpId, at(6))).toBe(7);
  expect(await firstSince(database.db, corpId, at(23))).toBe(41);
  expect(await firstSince(database.db, corpId, at(24))).toBe(42);
});
