import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { analyzeGrown } from "./statistics.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 1 });
});
afterAll(() => database.drop());

test("a table that grew from nothing is looked at, so that a look-up goes by its key; a moment later nobody looks again", async () => {
  const { db } = database;
  await sql`insert into behaviour_last (corp_id, kind, customer_id, first_day, last_day, n)
    select 'c', 'joined-group', md5(n::text), '2026-01-01'::date + n % 300, '2026-01-01'::date + n % 300, 1
    from generate_series(1, 3000) n`.execute(db);
  await sql`select pg_stat_force_next_flush()`.execute(db);
  expect(await analyzeGrown(db)).toContain("behaviour_last");
  expect(await analyzeGrown(db)).toEqual([]);
  const { rows } = await sql<{ "QUERY PLAN": string }>`explain select from unnest(array['x', 'y']) id
    where (select true from behaviour_last l where l.corp_id = 'c' and l.kind = 'joined-group' and l.customer_id = id limit 1)`.execute(db);
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("behaviour_last_pkey");
});
