import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { equalsRecompute, handlers } from "../../../test/segment-model.ts";
import { SOURCES } from "./touched.ts";
import { assertInTime } from "../../../test/assert-in-time.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 6 });
});
afterAll(() => database.drop());

test("the handlers that conditions read are all known", () => {
  expect(SOURCES.filter((name) => !handlers.some((handler) => handler.name === name))).toEqual([]);
});

test("members kept by increments are those of a full computation, after every step of any stream, for any tree", async () => {
  await assertInTime(equalsRecompute(database.db), { numRuns: 5, ms: 60_000 });
});
