import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { equalsRecompute, handlers, keepSegment, membersOf, settleSegments } from "../../../test/segment-model.ts";
import { createTestCorp } from "../../../test/told-corp.ts";
import { customerId } from "#kit/ids";
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

test("an order that changes hands is looked at for whose it was, too", async () => {
  const { db } = database;
  const corp = await createTestCorp(database);
  await corp.staff("mei");
  for (const who of ["wm1", "wm2"]) await corp.befriend(who, "mei", "");
  await keepSegment(db, corp.corpId, "seg_buys", { kind: "orders", measure: "count", op: ">=", value: 1, days: null });
  const buyer = (who: string | null) => (who === null ? null : customerId(corp.corpId, who));
  const order = (who: string | null) => ({
    orderNo: "no1",
    personId: buyer(who),
    keyPersonId: buyer(who),
    keys: {},
    fresh: [],
    amountFen: 2600,
    refundedFen: 0,
    paidAt: corp.ctx().now.toISOString(),
    day: "2026-03-02",
    storeId: null,
    storeCode: "",
    channel: "",
    credit: "direct" as const,
    changedAt: corp.ctx().now.toISOString(),
    source: "file",
  });
  const after = async (who: string | null) => {
    await corp.tell("orders.imported", { source: "file", orders: [order(who)] });
    await settleSegments(db, corp.corpId, corp.ctx().now);
    return membersOf(db, corp.corpId, "seg_buys");
  };
  expect(await after("wm1")).toEqual([buyer("wm1")]);
  expect(await after("wm2")).toEqual([buyer("wm2")]);
  expect(await after(null)).toEqual([]);
});

test("members kept by increments are those of a full computation, after every step of any stream, for any tree", async () => {
  await assertInTime(equalsRecompute(database.db), { numRuns: 5, ms: 60_000 });
});
