import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NewEvent } from "#log";
import { sql } from "#db/connect";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createCorp } from "../../../test/middle/corp.ts";
import { compareReplay, live } from "../../../test/middle/replay.ts";
import { identityHandler } from "./identity-project.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const merged = (from: string, into: string): NewEvent => ({
  type: "person.merged",
  subject: `person:${from}`,
  occurredAt: new Date("2026-03-01T09:00:00Z"),
  data: { from, into, why: "operator" },
});

async function roots(corpId: string): Promise<Record<string, string>> {
  const { rows } = await sql<{ person_id: string; into_id: string }>`select person_id, into_id from person_alias
    where corp_id = ${corpId} order by person_id`.execute(database.db);
  return Object.fromEntries(rows.map(({ person_id, into_id }) => [person_id, into_id]));
}

test("merges in one batch that hang on each other lead to one root, and nobody becomes her own ancestor", async () => {
  const corpId = await createCorp(database.db);
  await live(database.db, corpId, [identityHandler], [[merged("a", "b"), merged("b", "c"), merged("d", "a")]]);
  expect(await roots(corpId)).toEqual({ a: "c", b: "c", d: "c" });
  const other = await createCorp(database.db);
  await live(
    database.db,
    other,
    [identityHandler],
    [
      [merged("a", "x"), merged("b", "y")],
      [merged("x", "b"), merged("y", "a")],
    ],
  );
  expect(await roots(other)).toEqual({ a: "y", b: "y", x: "y" });
});

test("any merges among few people make the same rows one by one, in one batch, and in a replay", async () => {
  const person = fc.constantFrom("a", "b", "c", "d", "e", "f");
  const stream = fc.array(fc.tuple(person, person), { minLength: 2, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(stream, async (pairs) => {
      const corpId = await createCorp(database.db);
      const events = pairs.map(([from, into]) => merged(from, into));
      await live(
        database.db,
        corpId,
        [identityHandler],
        events.map((event) => [event]),
      );
      const { before, large, small } = await compareReplay(database.db, corpId, [identityHandler]);
      expect(large).toEqual(before);
      expect(small).toEqual(before);
    }),
    { numRuns: 25 },
  );
});
