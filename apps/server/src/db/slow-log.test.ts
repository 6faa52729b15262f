import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { sql } from "./connect.ts";
import { createSlowLog } from "./slow-log.ts";

const slowLog = createSlowLog(30);
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ log: (event) => slowLog.see(event) });
});
afterAll(() => database.drop());

test("a slow statement is kept with its text, without its values, and added up", async () => {
  const secret = "13800138000";
  for (const n of [1, 2]) await sql`select pg_sleep(0.05),   ${secret}::text as phone, ${n}::int`.execute(database.db);
  await sql`select 1`.execute(database.db);
  const { recent, totals, total } = slowLog.figures();
  expect(total).toBe(2);
  expect(recent.map(({ text }) => text)).toEqual(Array.from({ length: 2 }, () => "select pg_sleep(0.05), $1::text as phone, $2::int"));
  expect(totals).toMatchObject([{ count: 2 }]);
  expect(JSON.stringify(slowLog.figures())).not.toContain(secret);
});

test("memory is bounded: 200 statements, 500 texts, 2,000 characters each", () => {
  const log = createSlowLog(1);
  const event = (text: string) => ({ level: "query" as const, queryDurationMillis: 5, query: { sql: text } });
  for (let n = 0; n < 700; n += 1) {
    // Kysely hands over more than is read here.
    const given = event(`select ${n} ${"x".repeat(3000)}`) as Parameters<typeof log.see>[0];
    log.see(given);
  }
  const { recent, totals, total } = log.figures();
  expect([recent.length, totals.length, total]).toEqual([200, 50, 700]);
  expect(Math.max(...recent.map(({ text }) => text.length))).toBe(2000);
});
