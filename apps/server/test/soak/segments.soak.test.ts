import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { equalsRecompute } from "../segment-model.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 6 });
});
afterAll(() => database.drop());

test("members kept by increments are those of a full computation: four hundred streams", async () => {
  await fc.assert(equalsRecompute(database.db), { numRuns: 400 });
}, 1_800_000);
