import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createCorp, MORNING } from "../../../test/middle/corp.ts";
import { keepSegment, readTogetherEqualsAlone, settleSegments } from "../../../test/segment-model.ts";
import { askingsOf, together } from "./parts.ts";
import { frameAt } from "./read.ts";
import { assertInTime } from "../../../test/assert-in-time.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 6 });
});
afterAll(() => database.drop());

test("segments that are read together have the members that each has alone, for any trees, from nothing and again", async () => {
  await assertInTime(readTogetherEqualsAlone(database.db), { numRuns: 3, ms: 60_000 });
});

test("one that cannot be read fails alone, although it is read together with others", async () => {
  const corpId = await createCorp(database.db);
  await keepSegment(database.db, corpId, "seg_good", { kind: "orders", measure: "count", op: ">=", value: 1, days: null });
  await keepSegment(database.db, corpId, "seg_bad", { kind: "order-date", which: "last", when: { op: "within", days: 3 } });
  await sql`update segment set tree = replace(tree::text, '"within", "days": 3', '"between", "from": "no day", "to": null')::jsonb
    where corp_id = ${corpId} and id = 'seg_bad'`.execute(database.db);
  await settleSegments(database.db, corpId, MORNING);
  const { rows } = await sql<{ id: string; error: string | null; version: number | null }>`select id, last_error as error,
    computed_version as version from segment where corp_id = ${corpId} order by id`.execute(database.db);
  expect(rows).toEqual([
    { id: "seg_bad", error: expect.stringContaining("no day"), version: null },
    { id: "seg_good", error: null, version: 1 },
  ]);
});

test("segments belong together through what they read, also by way of others, and are parted when they are too many", async () => {
  const frame = await frameAt(database.db, await createCorp(database.db), MORNING);
  const asks = (id: string, ...kinds: Array<"opened-page" | "chose-store" | "left-group">) => ({
    id,
    askings: kinds.flatMap((what, i) => askingsOf(database.db, frame, { kind: "did", what, op: ">=", times: 1 + i, days: 7 + i })),
  });
  const all = [
    asks("a", "opened-page"),
    asks("b"),
    asks("c", "chose-store"),
    asks("d", "left-group"),
    asks("e", "chose-store", "opened-page"),
  ];
  const ids = (most: number) => together(all, most).map((group) => group.map(({ id }) => id).join(""));
  expect(ids(25)).toEqual(["ace", "b", "d"]);
  expect(ids(2)).toEqual(["ac", "e", "b", "d"]);
});
