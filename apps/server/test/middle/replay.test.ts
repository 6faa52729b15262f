import fc from "fast-check";
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { massTasks, touchLedger } from "#actions";
import { sql } from "#db/connect";
import { type Handler, inOrder, type NewEvent } from "#log";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { eventOf, eventTypes, everyType } from "../events.arbitrary.ts";
import { createCorp } from "./corp.ts";
import { compareReplay, live } from "./replay.ts";
import { assertInTime } from "../assert-in-time.ts";

/** The handlers of every room that has some: a new module is put through this without being named. */
async function allHandlers(): Promise<Handler[]> {
  const folder = new URL("../../src/modules/", import.meta.url);
  const modules = await Promise.all(
    readdirSync(folder).map(async (name) => (await import(new URL(`${name}/index.ts`, folder).href)) as { handlers?: Handler[] }),
  );
  return [...modules.flatMap((module) => module.handlers ?? []), massTasks, touchLedger];
}

const projections = (await allHandlers()).filter((handler) => handler.kind === "project");

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 4 });
});
afterAll(() => database.drop());

describe("the same facts make the same rows, told one by one or together", () => {
  test.each(projections.map((handler) => [handler.name, handler] as const))("%s", async (_name, handler) => {
    const stream = fc.array(fc.constantFrom(...handler.on).chain(eventOf), { minLength: 2, maxLength: 25 });
    await assertInTime(
      fc.asyncProperty(stream, async (events) => {
        const corpId = await createCorp(database.db);
        await live(
          database.db,
          corpId,
          [handler],
          events.map((event) => [event]),
        );
        const { before, large, small } = await compareReplay(database.db, corpId, [handler]);
        expect(large).toEqual(before);
        expect(small).toEqual(before);
      }),
      { numRuns: 10, ms: 20_000 },
    );
  });
});

test("a replay rebuilds all projections together and touches nothing else", async () => {
  expect(projections.length).toBeGreaterThan(5);
  const sizes = fc.infiniteStream(fc.integer({ min: 1, max: 30 }));
  await assertInTime(
    fc.asyncProperty(everyType(60), sizes, async (events, size) => {
      expect(new Set(events.map(({ type }) => type)).size).toBe(eventTypes.length);
      const corpId = await createCorp(database.db);
      const portions: NewEvent[][] = [];
      for (let from = 0; from < events.length; from += portions.at(-1)?.length ?? 1)
        portions.push(events.slice(from, from + (size.next().value ?? 1)));
      await live(database.db, corpId, projections, portions);
      const { before, large, small } = await compareReplay(database.db, corpId, projections);
      expect(large).toEqual(before);
      expect(small).toEqual(before);
    }),
    // Told what failed even where making it smaller would take longer than a test may.
    { numRuns: 4, ms: 20_000 },
  );
});

test("every table of projections has one writer, or some of whom each row has one", async () => {
  expect(() => inOrder(projections.map((handler) => ({ ...handler, after: [] })))).not.toThrow();
  const corpId = await createCorp(database.db);
  const events = fc.sample(everyType(300), { numRuns: 1, seed: 7 }).flat();
  await live(database.db, corpId, projections, [events]);
  const shared = projections.flatMap((handler) => (handler.kind === "project" ? Object.entries(handler.rows ?? {}) : []));
  expect(new Set(shared.map(([table]) => table))).toContain("customer");
  for (const [table, of] of Map.groupBy(shared, ([name]) => name)) {
    const writers = sql.join(
      of.map(([, mine]) => sql`(${mine})::int`),
      sql` + `,
    );
    const { rows } = await sql<{ writers: number; n: number }>`select ${writers} as writers, count(*)::int as n
      from ${sql.table(table)} where corp_id = ${corpId} group by 1`.execute(database.db);
    expect(rows, table).toEqual([{ writers: 1, n: expect.any(Number) }]);
  }
});
