import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SegmentLeaf, type SegmentNode, segmentTree } from "@shuke/contract";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { ctxOf, DAY } from "../../../test/middle/corp.ts";
import { handlers, keepSegment, membersOf, settleSegments } from "../../../test/segment-model.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { customerId } from "#kit/ids";
import { runHandlers } from "#log";
import { matching } from "./compile.ts";
import { exportSegment } from "./export-segment.ts";
import { explainSegment } from "./explain.ts";
import { estimateSegment, previewSegment } from "./preview.ts";
import { frameAt } from "./read.ts";
import { archiveSegment, createSegment, restoreSegment, updateSegment } from "./save-segment.ts";
import { getSegment, listSegments } from "./show.ts";
import { compareSnapshots, takeSnapshot } from "./snapshots.ts";
import { segmentVersions } from "./versions.ts";
import { followTouched } from "./keep.ts";

let database: TestDatabase;
let corp: TestCorp;
const tree = (root: SegmentNode) => segmentTree.parse({ v: 1, root });
const who = (name: string) => customerId(corp.corpId, name);
const settle = async () => {
  await corp.drain();
  await settleSegments(database.db, corp.corpId, corp.ctx().now);
};
const add = async (name: string, tagIds: string[] = [], daysAgo = 0) => {
  const createdSec = corp.sec() - (daysAgo * DAY) / 1000;
  await corp.tell("relation.added", { externalUserId: name, userId: "mei", state: "", createdSec });
  const detail = { externalUserId: name, userId: "mei", remark: "", description: "", createdSec, addWay: 1, state: "", tagIds };
  await corp.tell("relation.detailed", detail);
};
const make = async (name: string, root: SegmentNode) => {
  const { id } = await createSegment(corp.ctx(), { name, description: "", tree: tree(root) });
  await settle();
  return id;
};
const tagged: SegmentNode = { kind: "tags", match: "any", tagIds: ["vip"] };

beforeAll(async () => {
  database = await createTestDatabase({ max: 6 });
  corp = await createTestCorp(database);
  await corp.tell("tag.detailed", { tagId: "vip", name: "高价值", groupId: "g", groupName: "价值", order: 1 });
  await add("wmAnna", ["vip"], 3);
  await add("wmBela", [], 10);
  await add("wmCleo", ["vip"], 40);
  await settle();
});
afterAll(() => database.drop());

test("a segment is unknown until it is computed, then it is counted, previewed and exported alike", async () => {
  const { id, members } = await createSegment(corp.ctx(), { name: "高价值客户", description: "", tree: tree(tagged) });
  expect(members).toBe(null);
  await settle();
  const shown = await getSegment(corp.ctx(), { id });
  expect(shown.segment).toMatchObject({ members: 2, progress: { state: "ready", error: null }, words: "有标签 高价值 中的任意一个" });
  expect(await previewSegment(corp.ctx(), { tree: tree(tagged) })).toMatchObject({ count: 2 });
  expect(await estimateSegment(corp.ctx(), { tree: tree(tagged) })).toMatchObject({ count: 2, share: 1 });
  let csv = "";
  for await (const piece of exportSegment(corp.ctx(), { id })) csv += piece;
  expect(csv.split("\r\n").filter((line) => line.includes("好友"))).toHaveLength(2);
  const { rows } = await sql<{ verb: string }>`select verb from audit where corp_id = ${corp.corpId} and subject = ${`segment:${id}`}
    order by at, verb`.execute(database.db);
  expect(rows.map(({ verb }) => verb)).toContain("segments.export");
});

test("why somebody is in or not: each condition with its figures, in both languages", async () => {
  const root: SegmentNode = { kind: "and", of: [tagged, { kind: "did", what: "opened-page", op: ">=", times: 2, days: 7 }] };
  const id = await make("常来", root);
  await corp.tell("page.opened", { externalUserId: "wmAnna", page: "welfare", via: null });
  await settle();
  const asked = { segmentId: id, customerId: who("wmAnna") };
  const zh = await explainSegment(corp.ctx(), asked);
  expect(zh).toMatchObject({ in: false, member: false });
  expect(zh.nodes.map(({ true: yes, found }) => [yes, found])).toEqual([
    [false, null],
    [true, "有其中的 高价值"],
    [false, "1 次"],
  ]);
  const en = await explainSegment({ ...corp.ctx(), language: "en" }, asked);
  expect(en.nodes.at(-1)).toMatchObject({ text: "opened a page at least 2 × in the last 7 days", found: "once" });
  await corp.tell("page.opened", { externalUserId: "wmAnna", page: "welfare", via: null });
  await settle();
  expect(await explainSegment(corp.ctx(), asked)).toMatchObject({ in: true, member: true });
});

test("windows count whole local days: she leaves at the midnight after the last of them, and nobody else is looked at", async () => {
  const id = await make("新加", { kind: "added", when: { op: "within", days: 7 } });
  expect(await membersOf(database.db, corp.corpId, id)).toEqual([who("wmAnna")]);
  corp.advance(3 * DAY);
  await settle();
  expect(await membersOf(database.db, corp.corpId, id)).toEqual([who("wmAnna")]);
  corp.advance(DAY);
  await followTouched.run(database.db, corp.corpId, corp.ctx().now);
  const { rows } = await sql<{ who: string }>`select customer_id as who from segment_touched
    where corp_id = ${corp.corpId} and segment_id = ${id}`.execute(database.db);
  expect(rows.map((row) => row.who)).toEqual([who("wmAnna")]);
  await settle();
  expect(await membersOf(database.db, corp.corpId, id)).toEqual([]);
  const left = (await corp.facts("segment.left")).filter((data) => data["segmentId"] === id);
  expect(left).toEqual([expect.objectContaining({ customerIds: [who("wmAnna")], why: "touched" })]);
});

describe("rules", () => {
  test("change as versions with the difference in words, and never over somebody else's change", async () => {
    const id = await make("版本", tagged);
    const longer: SegmentNode = { kind: "and", of: [tagged, { kind: "relation", in: ["friend"] }] };
    await updateSegment(corp.ctx(), { id, version: 1, tree: tree(longer), note: "只要好友" });
    await expect(updateSegment(corp.ctx(), { id, version: 1, name: "别名", note: "" })).rejects.toMatchObject({ code: "conflict" });
    const { items } = await segmentVersions(corp.ctx(), { id });
    expect(items.map(({ version, added, removed, note }) => ({ version, added, removed, note }))).toEqual([
      { version: 2, added: ["关系是好友"], removed: [], note: "只要好友" },
      { version: 1, added: ["有标签 高价值 中的任意一个"], removed: [], note: "" },
    ]);
    await settle();
    expect(await getSegment(corp.ctx(), { id })).toMatchObject({ segment: { version: 2, computedVersion: 2 } });
  });

  test("complaint 56: a segment on a segment follows it, without circles, and says who uses it", async () => {
    const below = await make("底", tagged);
    const above = await make("上", { kind: "not", of: [{ kind: "segment", segmentIds: [below] }] });
    expect(await membersOf(database.db, corp.corpId, above)).toEqual([who("wmBela")]);
    await corp.tell("tags.marked", { externalUserId: "wmBela", userId: "mei", add: ["vip"], remove: [], why: "test" });
    await settle();
    expect(await membersOf(database.db, corp.corpId, above)).toEqual([]);
    await expect(
      updateSegment(corp.ctx(), { id: below, version: 1, tree: tree({ kind: "segment", segmentIds: [above] }), note: "" }),
    ).rejects.toMatchObject({ code: "segmentCircle" });
    await expect(archiveSegment(corp.ctx(), { id: below })).rejects.toMatchObject({ code: "segmentInUse" });
    await archiveSegment(corp.ctx(), { id: above });
    await archiveSegment(corp.ctx(), { id: below });
    expect((await listSegments(corp.ctx(), { state: "archived", limit: 50 })).items.map(({ name }) => name).toSorted()).toEqual([
      "上",
      "底",
    ]);
    await restoreSegment(corp.ctx(), { id: below });
    await settle();
    expect(await getSegment(corp.ctx(), { id: below })).toMatchObject({ segment: { state: "active", members: 3 } });
  });
});

test("a snapshot stays what it was, and is compared with today", async () => {
  const id = await make("快照", { kind: "name", contains: "雨" });
  const first = await takeSnapshot(corp.ctx(), { id, name: "之前" });
  const detail = { externalUserId: "wmAnna", name: "小雨", type: 1, gender: 2, unionid: "", avatar: "" };
  await corp.tell("customer.detailed", detail);
  await settle();
  const compared = await compareSnapshots(corp.ctx(), { snapshotId: first.id, withSnapshotId: null });
  expect(compared).toMatchObject({ both: 0, onlyFirst: 0, onlySecond: 1, second: { sample: [{ id: who("wmAnna"), name: "小雨" }] } });
});

test("complaint 55: one person's change costs one person, whatever the base", async () => {
  const id = await make("增量", tagged);
  await corp.tell("tags.marked", { externalUserId: "wmCleo", userId: "mei", add: [], remove: ["vip"], why: "test" });
  await runHandlers(database.db, corp.corpId, handlers, corp.ctx().now);
  const { rows } = await sql<{
    who: string;
  }>`select distinct customer_id as who from segment_touched where corp_id = ${corp.corpId}`.execute(database.db);
  expect(rows.map((row) => row.who)).toEqual([who("wmCleo")]);
  await settle();
  expect(await membersOf(database.db, corp.corpId, id)).not.toContain(who("wmCleo"));
  expect((await corp.facts("segment.computed")).filter((data) => data["segmentId"] === id)).toHaveLength(1);
});

test("complaint 67: a computation that fails says so, keeps the members it had, and is tried again", async () => {
  const id = await make("出错", tagged);
  const before = await membersOf(database.db, corp.corpId, id);
  await sql`update segment set wanted = 'rules', tree = '{"v": 1, "root": {"kind": "added", "when": {"op": "between", "from": "no day", "to": null}}}'
    where corp_id = ${corp.corpId} and id = ${id}`.execute(database.db);
  await settle();
  const { segment } = await getSegment(corp.ctx(), { id });
  expect(segment.progress).toMatchObject({ state: "failed", error: expect.any(String), retryAt: expect.any(String) });
  expect(await membersOf(database.db, corp.corpId, id)).toEqual(before);
  await sql`update segment set tree = ${JSON.stringify(tree(tagged))} where corp_id = ${corp.corpId} and id = ${id}`.execute(database.db);
  corp.advance(120_000);
  await settle();
  expect((await getSegment(corp.ctx(), { id })).segment.progress.state).toBe("ready");
});

test("complaint 67: one that was under way when its process died is taken up again", async () => {
  const id = await make("中断", tagged);
  await sql`update segment set computing_since = ${corp.ctx().now} where corp_id = ${corp.corpId} and id = ${id}`.execute(database.db);
  await settle();
  const computed = (await corp.facts("segment.computed")).filter((data) => data["segmentId"] === id);
  expect(computed.at(-1)).toMatchObject({ why: "interrupted", entered: 0, left: 0 });
});

test("an increment asks by index, whatever the condition", async () => {
  const leaves: SegmentLeaf[] = [
    { kind: "staff", userIds: ["mei"] },
    { kind: "code", codeIds: ["lc"] },
    { kind: "store", storeIds: ["sto"] },
    { kind: "group", is: "member", which: { of: "any" }, withinDays: 7 },
    { kind: "did", what: "opened-page", op: ">=", times: 2, days: 7 },
    { kind: "last", what: "opened-page", op: "more", days: 7 },
    { kind: "orders", measure: "count", op: ">=", value: 2, days: 30 },
    { kind: "rfm", r: [4, 5], f: null, m: null },
    { kind: "field", key: "birthday", is: { op: "anniversary", days: 7 } },
    { kind: "stage", in: ["new"] },
    { kind: "segment", segmentIds: ["seg"] },
  ];
  const frame = await frameAt(database.db, corp.corpId, corp.ctx().now);
  const big = [
    "customer",
    "relation",
    "arrival",
    "group_member",
    "behaviour_day",
    "behaviour_last",
    "customer_order",
    "rfm_score",
    "customer_field",
  ];
  await database.db.transaction().execute(async (tx) => {
    // Empty tables are read whole, whatever there is; forbidden to, PostgreSQL shows whether it could do otherwise.
    await sql`set local enable_seqscan = off`.execute(tx);
    for (const leaf of leaves) {
      const asked = sql`explain (format text) ${matching(frame, leaf, ["cus_1", "cus_2"])}`;
      const { rows } = await sql<{ "QUERY PLAN": string }>`${asked}`.execute(tx);
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(big.filter((table) => plan.includes(`Seq Scan on ${table} `))).toEqual([]);
    }
  });
});

test("a corp without segments writes nothing for them", async () => {
  const other = await createTestCorp(database);
  await other.tell("page.opened", { externalUserId: "wmX", page: "welfare", via: null });
  await settleSegments(database.db, other.corpId, other.ctx().now);
  const { rows } = await sql`select from segment_touched where corp_id = ${other.corpId}`.execute(database.db);
  expect(rows).toEqual([]);
  await keepSegment(database.db, other.corpId, "seg_x", { kind: "never", what: "opened-page" });
  await settleSegments(database.db, other.corpId, ctxOf(database.db, other.corpId).now);
});

test("an order that changes hands is looked at for whose it was, too", async () => {
  const { db } = database;
  const shop = await createTestCorp(database);
  await shop.staff("mei");
  for (const who of ["wm1", "wm2"]) await shop.befriend(who, "mei", "");
  await keepSegment(db, shop.corpId, "seg_buys", { kind: "orders", measure: "count", op: ">=", value: 1, days: null });
  const buyer = (who: string | null) => (who === null ? null : customerId(shop.corpId, who));
  const order = (who: string | null) => ({
    orderNo: "no1",
    personId: buyer(who),
    keyPersonId: buyer(who),
    keys: {},
    fresh: [],
    amountFen: 2600,
    refundedFen: 0,
    paidAt: shop.ctx().now.toISOString(),
    day: "2026-03-02",
    storeId: null,
    storeCode: "",
    channel: "",
    credit: "direct" as const,
    changedAt: shop.ctx().now.toISOString(),
    source: "file",
  });
  const after = async (who: string | null) => {
    await shop.tell("orders.imported", { source: "file", orders: [order(who)] });
    await settleSegments(db, shop.corpId, shop.ctx().now);
    return membersOf(db, shop.corpId, "seg_buys");
  };
  expect(await after("wm1")).toEqual([buyer("wm1")]);
  expect(await after("wm2")).toEqual([buyer("wm2")]);
  expect(await after(null)).toEqual([]);
});
