import { api } from "@shuke/contract";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { entryBreakdown, entryFunnel, entryPeople } from "./entry-funnel.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const COLUMNS = ["added_at", "welcomed_at", "opened_at", "chosen_at", "joined_at", "left_at"] as const;
type Way = Partial<Record<(typeof COLUMNS)[number], number>> & { state?: string; store?: string };

/** One row of the journey; times in minutes after she was added, `ago` days before now. */
async function came(corp: TestCorp, who: string, daysAgo: number, way: Way) {
  const added = corp.ctx().now.getTime() - daysAgo * DAY;
  const at = (column: (typeof COLUMNS)[number]) => {
    const minutes = column === "added_at" ? 0 : way[column];
    return minutes === undefined ? null : new Date(added + minutes * MINUTE);
  };
  await sql`insert into journey (corp_id, external_user_id, live_code_state, store_id, ${sql.join(COLUMNS.map((name) => sql.ref(name)))})
    values (${corp.corpId}, ${who}, ${way.state ?? null}, ${way.store ?? null}, ${sql.join(COLUMNS.map((name) => at(name)))})`.execute(
    database.db,
  );
}

const through = (minutes: number) => ({ welcomed_at: 0.1, opened_at: minutes, chosen_at: minutes + 2, joined_at: minutes + 10 });
test("seven steps, each of those who did all before; what nothing measures is unknown and not nought", async () => {
  const corp = await createTestCorp(database);
  for (let n = 0; n < 10; n++) await came(corp, `wm${n}`, 3, n < 6 ? through(20 + n) : n < 9 ? { welcomed_at: 0.1 } : {});
  // Opened without ever being welcomed: not on this way.
  await came(corp, "wmx", 3, { opened_at: 5 });
  const { steps } = await entryFunnel(corp.ctx(), {});
  expect(steps.map(({ key, entered, done }) => [key, entered, done])).toEqual([
    ["scanned", null, null],
    ["added", 11, 11],
    ["welcomed", 11, 9],
    ["opened", 9, 6],
    ["chosen", 6, 6],
    ["joined", 6, 6],
    // Nobody has been a member for seven days.
    ["kept7", 0, 0],
  ]);
  expect(steps.map(({ toNextMinutes }) => toNextMinutes)).toEqual([null, 0.1, 22.4, 2, 8, null, null]);
});

test("the week before is seen as it was a week ago, not with the time that it has had since", async () => {
  const corp = await createTestCorp(database);
  // A week before, five of ten joined at once, and the other five eight days later; this week, five of ten at once.
  for (let n = 0; n < 10; n++) await came(corp, `a${n}`, 9, n < 5 ? through(5) : { ...through(5), joined_at: 8 * 1440 });
  for (let n = 0; n < 10; n++) await came(corp, `b${n}`, 2, n < 5 ? through(5) : { welcomed_at: 0.1, opened_at: 1, chosen_at: 2 });
  const { steps } = await entryFunnel(corp.ctx(), {});
  const joined = steps.find(({ key }) => key === "joined");
  expect(joined).toMatchObject({ entered: 10, done: 5 });
  expect(joined?.change).toMatchObject({ rate: 0.5, before: 0.5, decidedBefore: 10, trend: "same" });
});

test("each number opens its people, and channels and stores add up to the whole", async () => {
  const corp = await createTestCorp(database);
  await sql`insert into live_code (corp_id, id, kind, name, channel, created_at, updated_at)
    select ${corp.corpId}, id, 'staff', id, channel, ${corp.ctx().now}, ${corp.ctx().now}
    from (values ('c1', '门口'), ('c2', '门口'), ('c3', '收银台')) x(id, channel)`.execute(database.db);
  let people = 0;
  const part = (limits: { max: number }) => fc.integer({ min: 0, max: limits.max });
  const person = fc.record({
    state: fc.constantFrom("c1", "c2", "c3", undefined),
    store: fc.constantFrom("s1", "s2", undefined),
    steps: part({ max: 4 }),
    daysAgo: part({ max: 20 }),
    left: fc.boolean(),
  });
  for (const one of fc.sample(person, { numRuns: 60, seed: 7 })) {
    people += 1;
    const keys = ["welcomed_at", "opened_at", "chosen_at", "joined_at"].slice(0, one.steps);
    const way = Object.fromEntries(keys.map((key, n) => [key, n + 1]));
    await came(corp, `wm${people}`, one.daysAgo, {
      ...way,
      ...(one.left && one.steps === 4 ? { left_at: 60 } : {}),
      ...(one.state ? { state: one.state } : {}),
      ...(one.store ? { store: one.store } : {}),
    });
  }
  const month = { from: "2025-02-01", to: "2025-03-01" };
  const { steps } = await entryFunnel(corp.ctx(), month);
  expect(steps[1]?.done).toBe(60);
  for (const by of ["store", "channel"] as const) {
    const all = await entryBreakdown(corp.ctx(), api.analytics.entryBreakdown.input.parse({ ...month, by }));
    expect(all.total).toBe(3);
    for (const { key, done } of steps.slice(1)) {
      expect(all.items.reduce((sum, row) => sum + (row.steps.find((step) => step.key === key)?.done ?? 0), 0)).toBe(done);
    }
    const { steps: own } = await entryFunnel(corp.ctx(), { ...month, ...(by === "store" ? { storeId: "s1" } : { channel: "门口" }) });
    const row = all.items.find(({ key }) => key === (by === "store" ? "s1" : "门口"));
    expect(row?.steps.map(({ done }) => done)).toEqual(own.slice(1).map(({ done }) => done));
  }
  for (const { key, entered, done } of steps.slice(1)) {
    for (const [outcome, count] of [["done", done] as const, ["dropped", (entered ?? 0) - (done ?? 0)] as const]) {
      const input = api.analytics.entryPeople.input.parse({ ...month, step: key, outcome, limit: 7 });
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await entryPeople(corp.ctx(), { ...input, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.items.map(({ externalUserId }) => externalUserId));
        cursor = page.nextCursor;
      }
      expect([key, outcome, new Set(seen).size, seen.length]).toEqual([key, outcome, count, count]);
    }
  }
});
