import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "#db/connect";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { at, createCorp, HOUR, MORNING } from "../../test/middle/corp.ts";
import { actions, claimedBy, plan } from "../../test/middle/workers.ts";
import { takeOver } from "./claim.ts";
import { endOverdue } from "./end.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 6 });
});
afterAll(() => database.drop());

const NIGHT = at(MORNING, 20 * HOUR);

/** Three actions, of which another worker's transaction holds the second while `work` runs. */
async function whileOneIsHeld(status: string, work: (corpId: string) => Promise<number>): Promise<string[]> {
  const corpId = await createCorp(database.db);
  const plans = ["a", "b", "c"].map((key) => ({ key, kind: "corp-tag.create" as const, runAfter: MORNING, runUntil: at(MORNING, HOUR) }));
  await plan(database, corpId, plans, MORNING);
  // Each in a hand of its own.
  if (status === "claimed") for (const key of ["a", "b", "c"]) await claimedBy(database.db, corpId, "gone", key);
  await database.db.transaction().execute(async (other: Db) => {
    await sql`select from planned_action where corp_id = ${corpId} and dedupe_key = 'b' for update`.execute(other);
    await sql`select from action_held h join planned_action a on a.corp_id = h.corp_id and a.id = any(h.ids)
      where h.corp_id = ${corpId} and a.dedupe_key = 'b' for update of h`.execute(other);
    // It would wait for the other for ever, since the other waits for it.
    expect(await work(corpId)).toBe(2);
  });
  return (await actions(database, corpId)).map((row) => row.status);
}

test("what another worker takes over at the same time is left to it: two would wait for each other in a circle", async () => {
  const statuses = await whileOneIsHeld("claimed", (corpId) =>
    takeOver(database.db, corpId, ["gone"], { now: MORNING, askAfter: at(MORNING, HOUR) }),
  );
  expect(statuses).toEqual(["unknown", "claimed", "unknown"]);
});

test("what another worker begins to end is left to it", async () => {
  const statuses = await whileOneIsHeld("planned", (corpId) => endOverdue(database.db, corpId, NIGHT));
  expect(statuses).toEqual(["expired", "planned", "expired"]);
});
