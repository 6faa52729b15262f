import { api, type ColumnPlan, type SlotPlan } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { massTasks, touchLedger } from "#actions";
import { addDays } from "#kit/tz";
import { createLiveCode } from "#modules/live-codes";
import { duties as sendDuties, handlers as sends } from "#modules/sends";
import { handlers as tasks } from "#modules/tasks";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { fillByItself } from "./auto.ts";
import { givePosts } from "./give.ts";
import { handlers } from "./index.ts";
import { listColumns } from "./list-columns.ts";
import { measureOne } from "./measure.ts";
import { pageOfWeek } from "./page.ts";
import { acceptProposal, proposeWeek } from "./propose.ts";
import { publishWeek, withdrawSlot } from "./publish.ts";
import { readSlot } from "./rows.ts";
import { archiveColumn, createColumn, installColumn, updateColumn } from "./save-column.ts";
import { saveMark, saveWeek, undoWeek } from "./save-week.ts";
import { getGroups, getMonth } from "./screens.ts";
import { getWeek } from "./week.ts";

const HOUR = 3_600_000;
// Saturday, 10:00 in Shanghai; what is planned is the week after.
const MONDAY = "2025-03-03";
const groupClass = "general" as const;
const week = { groupClass, week: MONDAY };
let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
  await corp.staff("owner");
  for (const chat of ["g1", "g2"]) await corp.group(chat, `${chat}群`);
  for (const who of ["wm1", "wm2", "wm3", "wm4"]) await corp.join(who === "wm4" ? "g2" : "g1", who);
  await settle();
  await createLiveCode(corp.ctx(), {
    kind: "group",
    name: "社群",
    channel: "",
    userIds: [],
    tags: [],
    remark: "",
    welcomeText: "",
    welcomeLink: null,
    welcomeContent: null,
    storeId: null,
    chatIds: ["g1", "g2"],
    seatLimit: 200,
    autoCreate: true,
    baseName: "",
  });
  await settle();
});

const settle = () => corp.drainWith([massTasks, touchLedger, ...tasks, ...sends, ...handlers]);
async function until(day: string, time: string) {
  const at = new Date(`${day}T${time}:00+08:00`);
  while (corp.ctx().now < at) {
    corp.advance(Math.min(HOUR, at.getTime() - corp.ctx().now.getTime()));
    for (const duty of [givePosts, ...sendDuties]) while ((await duty.run(database.db, corp.corpId, corp.ctx().now)) > 0) await settle();
    await settle();
  }
}
const column = (name: string, more: Partial<ColumnPlan> = {}) =>
  createColumn(
    corp.ctx(),
    api.columns.create.input.parse({
      plan: { name, format: "text", value: "learning", road: "hand", classes: [groupClass], text: `${name}：今天讲一件小事`, ...more },
    }),
  );
const slot = (columnId: string, at: string, more: Partial<SlotPlan> = {}): SlotPlan => ({
  columnId,
  day: MONDAY,
  at,
  road: "hand",
  text: "今天试喝云南的新豆子，三点开始",
  contentId: null,
  link: { title: "看看", desc: "", page: "welfare" },
  ...more,
});
const link = { title: "看看", desc: "", page: "welfare" } as const;
const save = (slots: SlotPlan[], revision?: number) => saveWeek(corp.ctx(), { ...week, slots, revision });
const publish = (despite = true) => publishWeek(corp.ctx(), { ...week, despite });
const codes = async () => (await getWeek(corp.ctx(), week)).problems.map(({ code }) => code);

test("columns are named once, changed by whoever read them last, and put away", async () => {
  const made = await column("小课堂", { target: 0.2 });
  expect(made).toMatchObject({ name: "小课堂", revision: 1, results: { posts: 0, share: null, expected: null, opened: null } });
  await expect(column("小课堂")).rejects.toMatchObject({ code: "columnNameTaken" });
  const plan = api.columns.create.input.parse({ plan: { ...made, persona: "咖啡师阿禾" } }).plan;
  expect(await updateColumn(corp.ctx(), { id: made.id, plan, revision: 1 })).toMatchObject({ persona: "咖啡师阿禾", revision: 2 });
  await expect(updateColumn(corp.ctx(), { id: made.id, plan, revision: 1 })).rejects.toMatchObject({ code: "columnSavedMeanwhile" });
  await archiveColumn(corp.ctx(), { id: made.id, archived: true });
  const list = (archived: boolean) => listColumns(corp.ctx(), { archived, limit: 50 });
  expect([(await list(false)).items.length, (await list(true)).items.length]).toEqual([0, 1]);
  expect(await installColumn(corp.ctx(), "weekly-columns", plan)).toBe("kept");
  expect(await installColumn(corp.ctx(), "weekly-columns", { ...plan, name: "另一个" })).toBe("created");
});

test("a week is arranged, undone and redone, and nobody writes over it unseen", async () => {
  const { id } = await column("小课堂");
  const one = await save([slot(id, "12:00")]);
  expect(one).toMatchObject({ revision: 1, groups: 2, owners: 1, service: 1, selling: 0 });
  expect(one.mix.find(({ value }) => value === "learning")).toEqual({ value: "learning", posts: 1, share: 1 });
  const kept = one.slots[0]?.id ?? "";
  const two = await save([{ ...slot(id, "15:00"), id: kept }, slot(id, "18:00")], 1);
  expect(two.slots.map(({ id: own, at }) => `${own === kept} ${at}`)).toEqual(["true 15:00", "false 18:00"]);
  await expect(save([], 1)).rejects.toMatchObject({ code: "calendarSavedMeanwhile" });
  const back = await undoWeek(corp.ctx(), { ...week, revision: 2 });
  expect(back.slots.map(({ id: own, at }) => `${own === kept} ${at}`)).toEqual(["true 12:00"]);
  expect((await undoWeek(corp.ctx(), week)).slots).toHaveLength(2);
  await expect(save([slot(id, "12:00", { day: addDays(MONDAY, 7) })])).rejects.toMatchObject({ code: "calendarOtherWeek" });
  await expect(save([slot("col_none", "12:00")])).rejects.toMatchObject({ code: "columnUnknown" });
  expect((await getMonth(corp.ctx(), { groupClass, month: "2025-03" })).slots).toHaveLength(2);
});

test("nothing is published while one post cannot be delivered; what is only unwise is published when it is meant", async () => {
  const { id } = await column("小课堂");
  const two = [slot(id, "10:00", { road: "send" }), slot(id, "15:00", { road: "send" })];
  await save(two);
  expect(await codes()).toContain("official-full");
  await expect(publish()).rejects.toMatchObject({ code: "calendarRefused", details: { count: 1 } });
  const first = { ...slot(id, "10:00", { road: "send" }) };
  await save([first]);
  expect(await codes()).toEqual(["no-morning", "no-evening", "no-mark"]);
  await expect(publish(false)).rejects.toMatchObject({ code: "calendarCautions" });
  expect((await publish()).slots).toMatchObject([{ state: "published" }]);
  await expect(publish()).rejects.toMatchObject({ code: "calendarNoDrafts" });
});

test("an official post goes as a send under its own name, with the mark; who opened it is counted once", async () => {
  const { id } = await column("新品", { link });
  await saveMark(corp.ctx(), { groupClass, mark: "【山禾】", auto: false });
  await save([slot(id, "10:00", { road: "send" })]);
  const published = await publish();
  const own = published.slots[0]?.id ?? "";
  expect(published.slots[0]).toMatchObject({ sendId: own, words: "【山禾】\n今天试喝云南的新豆子，三点开始" });
  await until(MONDAY, "10:00");
  const [call] = await corp.actions("mass-task.create");
  expect(call?.payload).toMatchObject({ chatType: "group", sender: "owner", text: "【山禾】\n今天试喝云南的新豆子，三点开始" });
  expect(JSON.stringify(call?.payload)).toContain(`send.${own}.0`);
  await deliver(call?.id ?? "");
  for (const who of ["wm1", "wm1", "wm2"]) await corp.tell("page.opened", { externalUserId: who, page: "welfare", via: `send.${own}.0` });
  await settle();
  await measureOne(corp.ctx(), await readSlot(corp.ctx(), own));
  const seen = await getWeek(corp.ctx(), week);
  expect(seen.slots[0]).toMatchObject({
    state: "given",
    results: { groups: { planned: 2, reached: 2 }, members: 4, opened: 2, talked: null },
  });
  const { items } = await listColumns(corp.ctx(), { archived: false, limit: 50 });
  expect(items[0]?.results).toMatchObject({ posts: 1, measured: 1, opened: 2, talked: null, share: 0.5 });
  const groups = await getGroups(corp.ctx(), { ...week, limit: 50 });
  expect(groups.items.map(({ name, posts }) => `${name} ${posts}`).toSorted()).toEqual(["g1群 1", "g2群 1"]);
});

async function deliver(actionId: string) {
  const base = { msgid: `msg-${actionId}`, actionId, sender: "owner" };
  const at = corp.ctx().now.toISOString();
  await sql`update planned_action set status = 'sent' where corp_id = ${corp.corpId} and id = ${actionId}`.execute(database.db);
  const { rows } = await sql<{ by: string }>`select planned_by as by from planned_action where id = ${actionId}`.execute(database.db);
  const plannedBy = rows[0]?.by ?? "";
  await corp.tell("mass-task.created", { ...base, chatType: "group", recipients: ["g1", "g2"], failed: [], plannedBy });
  await corp.tell("mass-task.confirmed", { ...base, sentAt: at });
  await corp.tell("mass-task.delivered", { ...base, results: ["g1", "g2"].map((recipient) => ({ recipient, status: 1, at })) });
  await settle();
}

test("a post by hand is one task for all her groups, done once every group shows it, and only then", async () => {
  const { id } = await column("小课堂", { link });
  await save([slot(id, "12:00")]);
  await publish();
  await until(MONDAY, "12:00");
  const [opened] = await corp.facts("task.opened");
  expect(opened).toMatchObject({ kind: "hand-post", assignee: "owner" });
  const own = (await getWeek(corp.ctx(), week)).slots[0]?.id ?? "";
  const taskId = String(opened?.["taskId"]);
  const open = (who: string) => corp.tell("page.opened", { externalUserId: who, page: "welfare", via: `calendar.${own}.${taskId}` });
  for (const who of ["wm1", "wm9"]) await open(who);
  await settle();
  expect((await corp.facts("calendar.shown")).map(({ chatId }) => chatId)).toEqual(["g1"]);
  expect(await corp.facts("task.done")).toEqual([]);
  await open("wm4");
  await settle();
  expect(await corp.facts("task.done")).toMatchObject([{ taskId, grade: "B" }]);
  await measureOne(corp.ctx(), await readSlot(corp.ctx(), own));
  // wm9 is in none of the groups: she opened it, and shows nothing.
  expect((await getWeek(corp.ctx(), week)).slots[0]?.results).toMatchObject({ groups: { planned: 2, reached: 2 }, members: 4, opened: 3 });
});

test("what is withdrawn goes nowhere: neither the send nor the task, and the task that was given is taken back", async () => {
  const { id } = await column("小课堂");
  await save([slot(id, "10:00", { road: "send" }), slot(id, "12:00"), slot(id, "15:00")]);
  const [first, second, third] = (await publish()).slots.map((one) => one.id);
  await withdrawSlot(corp.ctx(), { id: first ?? "", why: "" });
  await withdrawSlot(corp.ctx(), { id: second ?? "", why: "" });
  await until(MONDAY, "15:00");
  expect(await corp.actions("mass-task.create")).toEqual([]);
  expect(await corp.facts("task.opened")).toHaveLength(1);
  await withdrawSlot(corp.ctx(), { id: third ?? "", why: "说错了" });
  await settle();
  expect(await corp.facts("task.cancelled")).toMatchObject([{ reason: "withdrawn" }]);
  expect((await getWeek(corp.ctx(), week)).slots.map(({ state }) => state)).toEqual(["cancelled", "cancelled", "cancelled"]);
  await expect(withdrawSlot(corp.ctx(), { id: third ?? "", why: "" })).rejects.toMatchObject({ code: "calendarNotPublished" });
});

test("what the gate has no room for is missed, with its reason", async () => {
  const { id } = await column("特价", { selling: true });
  const { id: other } = await column("小店", { selling: true });
  await save([slot(id, "10:00")]);
  await publish();
  // Another post of that day sells already, by another road.
  await sql`insert into touch (corp_id, id, budget, recipient, action_id, kind, step, weight, selling, at, state, planned_by, created_at)
    select ${corp.corpId}, 'x' || c, 'group', c, 'a', 'group-post', '', 1, true, ${new Date(`${MONDAY}T09:00:00+08:00`)}, 'delivered', 't',
      ${corp.ctx().now} from unnest('{g1,g2}'::text[]) c`.execute(database.db);
  await until(MONDAY, "10:00");
  expect((await getWeek(corp.ctx(), week)).slots[0]).toMatchObject({ state: "missed", reason: "group-selling" });
  expect(await corp.facts("task.opened")).toEqual([]);
  expect(other).not.toBe(id);
});

test("an official post that every group refuses is missed too, though it was handed in", async () => {
  const { id } = await column("小课堂");
  await save([slot(id, "10:00", { road: "send" })]);
  await publish();
  await sql`insert into touch (corp_id, id, budget, recipient, action_id, kind, step, weight, at, state, planned_by, created_at)
    select ${corp.corpId}, 'x' || c, 'group', c, 'a', 'group-post', '', 1, ${new Date(`${MONDAY}T09:00:00+08:00`)}, 'delivered', 'sop:s/d1',
      ${corp.ctx().now} from unnest('{g1,g2}'::text[]) c`.execute(database.db);
  await until(MONDAY, "11:00");
  expect((await getWeek(corp.ctx(), week)).slots[0]).toMatchObject({ state: "missed", reason: "group-budget" });
  expect(await corp.actions("mass-task.create")).toEqual([]);
});

test("the next week is proposed, accepted in part, and the rest is proposed again", async () => {
  const times = [1, 3, 5].map((weekday) => ({ weekday, at: "12:00" }));
  await column("小课堂", { times });
  await column("早安", { greeting: "morning", value: "connection", times: [1, 3, 5].map((weekday) => ({ weekday, at: "09:00" })) });
  const proposed = await proposeWeek(corp.ctx(), { groupClass });
  expect(proposed.week).toBe(MONDAY);
  expect(proposed.items.map(({ column: name, day, at, why }) => `${day} ${at} ${name} ${why.code}`)).toEqual([
    "2025-03-03 09:00 早安 greeting",
    "2025-03-03 12:00 小课堂 only",
    "2025-03-05 09:00 早安 greeting",
    "2025-03-05 12:00 小课堂 only",
    "2025-03-07 09:00 早安 greeting",
    "2025-03-07 12:00 小课堂 only",
  ]);
  const key = proposed.items[1]?.key ?? "";
  expect((await acceptProposal(corp.ctx(), { ...week, keys: [key] })).slots).toHaveLength(1);
  await expect(acceptProposal(corp.ctx(), { ...week, keys: [key] })).rejects.toMatchObject({ code: "calendarProposalGone" });
  const whole = await acceptProposal(corp.ctx(), { groupClass });
  expect(whole.slots).toHaveLength(6);
  expect((await undoWeek(corp.ctx(), week)).slots).toHaveLength(1);
});

test("a class that keeps its calendar by itself has this week and the next filled and published, once, and an arranged week is left alone", async () => {
  const times = [1, 6, 7].map((weekday) => ({ weekday, at: "12:00" }));
  await column("小课堂", { times });
  await saveMark(corp.ctx(), { groupClass, mark: "【山禾】", auto: true });
  await fillByItself(corp.ctx());
  const states = async (monday: string) =>
    (await getWeek(corp.ctx(), { groupClass, week: monday })).slots.map(({ day, state }) => `${day} ${state}`);
  // Saturday, ten o'clock: what is over of this week stays empty.
  expect(await states("2025-02-24")).toEqual(["2025-03-01 published", "2025-03-02 published"]);
  expect(await states(MONDAY)).toEqual(["2025-03-03 published", "2025-03-08 published", "2025-03-09 published"]);
  await fillByItself(corp.ctx());
  expect(await states(MONDAY)).toHaveLength(3);
});

test("members see what is published, nobody else does, and greetings are no programme", async () => {
  const { id } = await column("小课堂", { persona: "咖啡师阿禾" });
  const { id: hello } = await column("早安", { greeting: "morning" });
  await save([slot(hello, "09:00"), slot(id, "12:00")]);
  const look = (who: string, isStaff = false) =>
    pageOfWeek(corp.ctx(), { externalUserId: who, isStaff }, { groupClass: "", week: MONDAY, via: "" });
  expect((await look("wm1"))?.days).toEqual([]);
  await publish();
  expect(await look("wm1")).toMatchObject({
    monday: MONDAY,
    days: [{ day: MONDAY, posts: [{ at: "12:00", name: "小课堂", persona: "咖啡师阿禾", text: "今天试喝云南的新豆子，三点开始" }] }],
  });
  expect(await look("wm9")).toBeNull();
  expect(await pageOfWeek(corp.ctx(), { externalUserId: "wm1", isStaff: false }, { groupClass: "store", week: "", via: "" })).toBeNull();
});
