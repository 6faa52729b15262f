import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("whole numbers and days arrive as numbers and texts, alone and in arrays", async () => {
  const { rows } = await sql`select 5::bigint as n, '{1,2,NULL}'::bigint[] as many, '{}'::bigint[] as none,
    date '2026-03-08' as day, array[date '2026-03-08', null] as days`.execute(database.db);
  expect(rows).toEqual([{ n: 5, many: [1, 2, null], none: [], day: "2026-03-08", days: ["2026-03-08", null] }]);
});

test("a number that JavaScript would round is refused, also in an array", async () => {
  const beyond = sql`select array[9007199254740993::bigint] as many`;
  await expect(beyond.execute(database.db)).rejects.toThrow("does not fit");
});
