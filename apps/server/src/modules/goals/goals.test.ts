import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { getGoal, goalsBoard } from "./board.ts";
import { keepDays } from "./keep-days.ts";
import { addCost, archiveGoal, createGoal, installGoal, removeCost, updateGoal } from "./write.ts";

let database: TestDatabase;
let corp: TestCorp;
const DAY = 86_400_000;
beforeAll(async () => {
  database = await createTestDatabase();
  corp = await createTestCorp(database);
  await corp.staff("boss");
  for (const chat of ["chat1", "chat2"]) await corp.group(chat);
  for (let n = 0; n < 6; n++) {
    await corp.befriend(`wm${n}`, "boss", "");
    await corp.join(n < 4 ? "chat1" : "chat2", `wm${n}`);
  }
  await corp.drain();
});
afterAll(() => database.drop());

const create = (input: object) =>
  createGoal(corp.ctx(), api.goals.create.input.parse({ startDay: "2025-03-01", deadline: "2025-03-10", ...input }));
const board = () => goalsBoard(corp.ctx(), { archived: false });
const bought = (who: string, fen: number, at: Date) =>
  sql`insert into customer_order (corp_id, order_no, person_id, keys, amount_fen, refunded_fen, paid_at, day, source, changed_at, recorded_at)
    select ${corp.corpId}, ${`${who}-${fen}`}, id, '{}', ${fen}, 0, ${at}, ${at}::date, 'test', ${at}, ${at}
    from customer where corp_id = ${corp.corpId} and external_user_id = ${who}`.execute(database.db);

test("a goal is measured when it is set, and stands where it should be or not", async () => {
  const goal = await create({ name: "大群", metric: "groups-of-size", target: 3, params: { atLeast: 3 }, owner: "boss" });
  expect(goal).toMatchObject({
    value: 1,
    startValue: 1,
    unit: "groups",
    owner: { userId: "boss", name: "boss" },
    daysLeft: 9,
    to: "/groups",
  });
  expect(goal.expected).toBeCloseTo(1.2);
  expect(goal.verdict).toBe("on-pace");
  expect(goal.history).toEqual([{ day: "2025-03-01", value: 1 }]);
});

test("what cannot be measured is unknown, with the reason, and never a nought", async () => {
  const some = [
    await create({ name: "回购", metric: "repurchase-rate", target: 0.3 }),
    await create({ name: "凭据", metric: "evidence-rate", target: 0.9 }),
    await create({ name: "步骤", metric: "step-rate", target: 0.9, params: { sopId: "sop_x", step: "d1" } }),
    await create({ name: "人群", metric: "segment-people", target: 9, params: { segmentId: "seg_x" } }),
    await create({ name: "KOC", metric: "tagged-people", target: 50, params: { tagName: "角色/KOC" } }),
    await create({ name: "订单", metric: "member-orders", target: 50 }),
  ];
  expect(some.map(({ value, reason, verdict }) => [value, reason, verdict])).toEqual([
    [null, "no-data", "unknown"],
    [null, "few", "unknown"],
    [null, "gone", "unknown"],
    [null, "gone", "unknown"],
    [null, "gone", "unknown"],
    [null, "no-data", "unknown"],
  ]);
});

test("break-even: members' money times the margin that somebody entered, less the costs that somebody entered", async () => {
  const { now } = corp.ctx();
  await bought("wm0", 10_000, now);
  await bought("wm5", 2_000, now);
  await bought("wm1", 99_000, new Date(now.getTime() - 9 * DAY));
  await corp.befriend("outsider", "boss", "");
  await corp.drain();
  await bought("outsider", 50_000, now);
  const goal = await create({ name: "不亏损", metric: "break-even", target: 0 });
  expect([goal.value, goal.reason]).toEqual([null, "no-margin"]);
  const { id } = goal;
  expect((await updateGoal(corp.ctx(), { id, params: { margin: 0.5 } })).value).toBe(6_000);
  const paid = await addCost(corp.ctx(), { id, day: "2025-03-01", label: "新人券", fen: 8_000 });
  expect([paid.value, paid.verdict, paid.costs.length]).toEqual([-2_000, "behind", 1]);
  expect((await removeCost(corp.ctx(), { id, costId: paid.costs[0]?.id ?? "" })).value).toBe(6_000);
  expect((await create({ name: "订单", metric: "member-orders", target: 5 })).value).toBe(2);
});

test("the hour writes days down once, whichever process; a rate of leaving falls; archived goals rest", async () => {
  const { items } = await board();
  expect(items.every(({ history }) => history.length <= 1)).toBe(true);
  const big = items.find(({ name }) => name === "大群");
  await archiveGoal(corp.ctx(), { id: items.find(({ name }) => name === "回购")?.id ?? "", archived: true });
  corp.advance(3 * DAY);
  for (const who of ["wm6", "wm7"]) await corp.join("chat2", who);
  await corp.drain();
  const { corpId } = corp;
  await Promise.all([keepDays.run(database.db, corpId, corp.ctx().now), keepDays.run(database.db, corpId, corp.ctx().now)]);
  const later = await getGoal(corp.ctx(), { id: big?.id ?? "" });
  expect(later.history).toEqual([
    { day: "2025-03-01", value: 1 },
    { day: "2025-03-04", value: 2 },
  ]);
  expect([later.value, later.verdict, later.forecast]).toEqual([2, "on-pace", null]);
  expect((await board()).items.map(({ name }) => name)).not.toContain("回购");
  expect((await goalsBoard(corp.ctx(), { archived: true })).items).toHaveLength(1);
});

test("a playbook brings its goal once; what was changed stays", async () => {
  const about = {
    key: "ten",
    name: "十个大群",
    metric: "groups-of-size" as const,
    target: 10,
    startValue: null,
    startDay: "2025-03-04",
    deadline: "2025-06-01",
    curve: [],
    owner: null,
    params: { atLeast: 400 },
  };
  expect(await installGoal(corp.ctx(), "book", about)).toBe("created");
  const made = (await board()).items.find(({ name }) => name === "十个大群");
  await updateGoal(corp.ctx(), { id: made?.id ?? "", target: 12 });
  expect(await installGoal(corp.ctx(), "book", about)).toBe("same");
  expect((await getGoal(corp.ctx(), { id: made?.id ?? "" })).target).toBe(12);
});

test.each([
  ["goalParamMissing", { metric: "groups-of-size", target: 3 }],
  ["goalDays", { metric: "group-members", target: 3, deadline: "2025-02-01" }],
  ["goalShare", { metric: "group-churn", target: 30 }],
  ["goalBackwards", { metric: "group-members", target: 3, startValue: 5 }],
])("what makes no sense is refused in words: %s", async (code, input) => {
  await expect(create({ name: "x", ...input })).rejects.toMatchObject({ code });
});

test("only break-even has costs", async () => {
  const { id = "" } = (await board()).items.find(({ metric }) => metric === "groups-of-size") ?? {};
  await expect(addCost(corp.ctx(), { id, day: "2025-03-01", label: "x", fen: 1 })).rejects.toMatchObject({ code: "goalNoCosts" });
});
