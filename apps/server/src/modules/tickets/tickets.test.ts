import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withUnit } from "#actions";
import { customerId, groupId } from "#kit/ids";
import { claimTask, duties as taskDuties, handlers as tasks } from "#modules/tasks";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { answerTicket, assignTickets, closeTickets, moveTicket, reopenTicket } from "./acts.ts";
import { exportTickets } from "./export-tickets.ts";
import { ticketFigures } from "./figures.ts";
import { giveUnowned } from "./give-unowned.ts";
import { handlers } from "./index.ts";
import { noteIn, noteTicket } from "./note-ticket.ts";
import { askOnPage, pageOfTicket } from "./page.ts";
import { filterSql, getTicket, listTickets } from "./screens.ts";
import { noteUnheard } from "./unheard.ts";

const HOUR = 3_600_000;
let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
  for (const name of ["owner", "mei"]) await corp.staff(name);
  await corp.group("g1", "人民广场店福利群");
  await corp.join("g1", "wm1");
  await corp.befriend("wm1", "mei", "");
  await settle();
});

const settle = () => corp.drainWith([...tasks, ...handlers]);
const note = (input: Record<string, unknown>) => noteTicket(corp.ctx(), api.tickets.note.input.parse(input));
const list = async (filter: Record<string, unknown> = {}) => (await listTickets(corp.ctx(), api.tickets.list.input.parse(filter))).items;
const taskOf = async () =>
  (
    await sql<{ id: string; assignee: string; state: string; due_at: Date; params: Record<string, unknown> }>`
      select id, assignee, state, due_at, params from task where corp_id = ${corp.corpId} order by opened_at, due_at`.execute(database.db)
  ).rows;
const one = async (id: string) => (await getTicket(corp.ctx(), { id })).ticket;

test("a complaint is the group owner's, with an agreed time and a task that reminds before it and tells the manager after it", async () => {
  const made = await note({
    kind: "complaint",
    text: "咖啡洒了",
    groupId: groupId(corp.corpId, "g1"),
    customerId: customerId(corp.corpId, "wm1"),
  });
  expect(made).toMatchObject({ state: "promised", owner: { userId: "owner" }, group: { name: "人民广场店福利群" } });
  // Ten in the morning in Shanghai; complaints are answered within an hour.
  expect(Date.parse(made.dueAt) - corp.ctx().now.getTime()).toBe(HOUR);
  await settle();
  expect(await list()).toEqual([made]);
  const [task] = await taskOf();
  expect(task).toMatchObject({ assignee: "owner", state: "open", params: { recipient: "wm1", reminderHours: 0.5, escalationHours: 1 } });
});

test("the answer is a word until she opens it; then it is shown, and the task is done", async () => {
  const { id } = await note({ text: "几点关门", customerId: customerId(corp.corpId, "wm1") });
  await settle();
  corp.advance(HOUR);
  await answerTicket(corp.ctx(), { id, answer: "晚上十点" });
  await settle();
  expect(await one(id)).toMatchObject({ state: "answered", inTime: true, shown: null });
  expect(await taskOf()).toMatchObject([{ state: "claimed" }]);
  const page = await pageOfTicket(corp.ctx(), id, { externalUserId: null, userId: "mei" });
  const via = new URL(page?.replyPath ?? "", "http://x").searchParams.get("v");
  await corp.tell("page.opened", { externalUserId: "wm9", page: "answer", via });
  await settle();
  expect(await one(id)).toMatchObject({ shown: null });
  await corp.tell("page.opened", { externalUserId: "wm1", page: "answer", via });
  await settle();
  expect(await one(id)).toMatchObject({ shown: "B" });
  expect(await taskOf()).toMatchObject([{ state: "done" }]);
});

test("another time needs a reason and a new task; in time still means what was agreed first", async () => {
  const made = await note({ text: "几点关门", customerId: customerId(corp.corpId, "wm1") });
  await settle();
  const dueAt = new Date(Date.parse(made.dueAt) + 5 * HOUR).toISOString();
  await moveTicket(corp.ctx(), { id: made.id, dueAt, why: "要问总部" });
  await settle();
  expect((await taskOf()).map(({ state }) => state)).toEqual(["cancelled", "open"]);
  corp.advance(4 * HOUR);
  await answerTicket(corp.ctx(), { id: made.id, answer: "十点" });
  await settle();
  expect(await one(made.id)).toMatchObject({ inTime: false, firstDueAt: made.dueAt, dueAt });
});

test("a colleague takes over, whichever side it is given from; who left is followed too", async () => {
  const { id } = await note({ text: "几点关门", customerId: customerId(corp.corpId, "wm1") });
  await settle();
  await assignTickets(corp.ctx(), { ids: [id], owner: "owner", why: "请假" });
  await settle();
  expect(await taskOf()).toMatchObject([{ assignee: "owner", state: "open" }]);
  const [task] = await taskOf();
  await corp.tell("task.handed-over", { taskId: task?.id ?? "", from: "owner", to: "mei", why: "left" });
  await settle();
  expect(await one(id)).toMatchObject({ owner: { userId: "mei" } });
  expect((await corp.facts("ticket.assigned")).length).toBe(2);
});

test("closed without an answer its task ends; reopened there is a new time and a new task", async () => {
  const { id } = await note({ text: "几点关门", customerId: customerId(corp.corpId, "wm1") });
  await settle();
  expect(await closeTickets(corp.ctx(), { ids: [id, id], reason: "duplicate", note: "" })).toEqual({ closed: 1 });
  await settle();
  expect(await taskOf()).toMatchObject([{ state: "cancelled" }]);
  corp.advance(HOUR);
  await reopenTicket(corp.ctx(), { id, why: "又问了" });
  await settle();
  expect((await taskOf()).map(({ state }) => state)).toEqual(["cancelled", "open"]);
  expect(await one(id)).toMatchObject({ state: "reopened", reopened: 1 });
  await expect(reopenTicket(corp.ctx(), { id, why: "x" })).rejects.toThrow("ticketState");
});

test("mine stand before the others', each by agreed time, what is over last; pages go on where the last ended", async () => {
  const ctx = () => ({ ...corp.ctx(), actor: { kind: "staff", userId: "mei" } as const });
  const ids: string[] = [];
  for (const [text, owner] of [
    ["一", "owner"],
    ["二", "mei"],
    ["三", "mei"],
    ["四", "owner"],
    ["五", "owner"],
  ]) {
    ids.push((await note({ text, owner })).id);
    corp.advance(600_000);
  }
  await settle();
  await answerTicket(corp.ctx(), { id: ids[3] ?? "", answer: "好" });
  await closeTickets(corp.ctx(), { ids: [ids[4] ?? ""], reason: "other", note: "" });
  await settle();
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listTickets(ctx(), { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.items.map(({ text }) => text));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(["二", "三", "一", "四", "五"]);
  expect((await listTickets(ctx(), { limit: 50, whose: "mine" })).items.length).toBe(2);
  expect((await list({ query: "%" })).length).toBe(0);
  const lines: string[] = [];
  for await (const piece of exportTickets(corp.ctx(), {})) lines.push(...piece.split("\r\n").filter((line) => line !== ""));
  expect(lines.length).toBe(6);
});

test("figures tell what was answered in time, of what is answered or late", async () => {
  const [a, , c] = [await note({ text: "一" }), await note({ text: "二" }), await note({ kind: "complaint", text: "三" })];
  await settle();
  corp.advance(1.5 * HOUR);
  await answerTicket(corp.ctx(), { id: a.id, answer: "好" });
  await answerTicket(corp.ctx(), { id: c.id, answer: "抱歉" });
  await settle();
  const figures = await ticketFigures(corp.ctx(), {});
  expect(figures.all).toMatchObject({ opened: 3, answered: 2, inTime: 1, judged: 2, medianMinutes: 90 });
  expect(figures.live).toEqual({ open: 1, overdue: 0 });
  corp.advance(HOUR);
  expect((await ticketFigures(corp.ctx(), {})).all).toMatchObject({ judged: 3, inTime: 1 });
});

test("who asks on the page twice by the same form has asked once, and sees nobody else's", async () => {
  const asked = await askOnPage(corp.ctx(), "wm1", { kind: "question", text: "几点关门" });
  await settle();
  expect(await askOnPage(corp.ctx(), "wm1", { kind: "question", text: " 几点关门 " })).toEqual(asked);
  const id = asked?.id ?? "";
  expect(await pageOfTicket(corp.ctx(), id, { externalUserId: "wm1", userId: null })).toMatchObject({ role: "asker" });
  expect(await pageOfTicket(corp.ctx(), id, { externalUserId: "wm2", userId: null })).toBeNull();
  expect((await list())[0]).toMatchObject({ source: "page", owner: { userId: "owner" } });
});

test("what nobody answered in a group for half an hour is noted once, and talk is not", async () => {
  const at = corp.ctx().now;
  const said = [
    ["m1", "wm1", "这个券怎么用？"],
    ["m2", "wm1", "哈哈哈哈哈哈"],
  ] as const;
  for (const [n, [msgid, customer, body]] of said.entries()) {
    await sql`insert into archive_message (corp_id, seq, msgid, at, sender, room, customer, staff, kind, body)
      values (${corp.corpId}, ${n + 1}, ${msgid}, ${at}, ${customer}, 'g1', ${customer}, '', 'text', ${body})`.execute(database.db);
  }
  corp.advance(40 * 60_000);
  for (let n = 0; n < 2; n += 1) {
    await noteUnheard.run(database.db, corp.corpId, corp.ctx().now);
    await settle();
    corp.advance(600_000);
  }
  expect(await list()).toMatchObject([{ source: "archive", state: "open", owner: null, text: "这个券怎么用？" }]);
});

test("closed in its second round without another answer, that round's task ends too", async () => {
  const { id } = await note({ text: "几点关门", customerId: customerId(corp.corpId, "wm1") });
  await settle();
  await answerTicket(corp.ctx(), { id, answer: "十点" });
  await settle();
  corp.advance(HOUR);
  await reopenTicket(corp.ctx(), { id, why: "不对" });
  await settle();
  expect(await one(id)).toMatchObject({ state: "reopened", answeredAt: null, inTime: true });
  await closeTickets(corp.ctx(), { ids: [id], reason: "withdrawn", note: "" });
  await settle();
  expect((await taskOf()).map(({ state }) => state)).toEqual(["cancelled", "cancelled"]);
});

test("what nobody has taken when it is time to remind goes to the group's owner; an answer before that is nobody's task", async () => {
  const unowned = { ticketId: "", kind: "question", source: "archive", text: "几点开门", externalUserId: "wm1", chatId: "g1" } as const;
  for (const ticketId of ["tkt_a", "tkt_b"])
    await withUnit(corp.ctx(), (unit) => noteIn(unit, { ...unowned, ticketId, owner: null }).then(() => undefined));
  await settle();
  await answerTicket(corp.ctx(), { id: "tkt_b", answer: "八点" });
  corp.advance(HOUR);
  await giveUnowned.run(database.db, corp.corpId, corp.ctx().now);
  await settle();
  expect(await one("tkt_a")).toMatchObject({ owner: null });
  expect(await taskOf()).toEqual([]);
  corp.advance(HOUR / 2);
  for (let n = 0; n < 2; n += 1) {
    await giveUnowned.run(database.db, corp.corpId, corp.ctx().now);
    await settle();
    corp.advance(600_000);
  }
  expect(await one("tkt_a")).toMatchObject({ state: "promised", owner: { userId: "owner" } });
  expect(await taskOf()).toMatchObject([{ assignee: "owner", state: "open" }]);
  expect(await corp.facts("task.claimed")).toEqual([]);
});

test("a complaint is reminded of before its hour is over and escalated after it; a tick instead of an answer is refused", async () => {
  const { id } = await note({ kind: "complaint", text: "咖啡洒了", owner: "mei" });
  await settle();
  const [task] = await taskOf();
  await expect(claimTask(corp.ctx(), { id: task?.id ?? "", note: "" })).rejects.toThrow("taskAnswer");
  const remind = taskDuties.find(({ name }) => name === "tick:tasks.remind-answers");
  const look = async () => {
    corp.advance(600_000);
    await remind?.run(database.db, corp.corpId, corp.ctx().now);
    await settle();
  };
  for (let n = 0; n < 5; n += 1) await look();
  expect(await corp.facts("task.reminded")).toEqual([{ taskId: task?.id, assignee: "mei" }]);
  expect(await corp.facts("task.escalated")).toEqual([]);
  await look();
  await look();
  expect(await corp.facts("task.escalated")).toHaveLength(1);
  expect(await one(id)).toMatchObject({ overdue: true });
});

test("words are found by an index, whatever the case of their letters, in questions and in answers", async () => {
  const asked = await note({ kind: "question", text: "Latte 能退吗", customerId: customerId(corp.corpId, "wm1") });
  await settle();
  await answerTicket(corp.ctx(), api.tickets.answer.input.parse({ id: asked.id, answer: "可以，100% 原路退回" }));
  await settle();
  for (const query of ["latte", "能退", "100%", "原路"]) expect(await list({ query })).toMatchObject([{ id: asked.id }]);
  expect(await list({ query: "吗100" })).toEqual([]);

  await sql`insert into ticket (corp_id, id, kind, state, source, text, opened_at, due_at, first_due_at, round, reopened)
    select ${corp.corpId}, 'tkt_' || i, 'question', 'closed', 'console', '第' || i || '杯咖啡什么时候到店', now(), now(), now(), 1, 0
    from generate_series(1, 30000) i`.execute(database.db);
  await sql`analyze ticket`.execute(database.db);
  const where = filterSql(corp.ctx(), api.tickets.list.input.parse({ query: "原路" }), null);
  const { rows } = await sql<{ "QUERY PLAN": string }>`explain select id from ticket t
    where t.corp_id = ${corp.corpId} and t.state in ('answered', 'closed') and ${where} order by due_at desc limit 51`.execute(database.db);
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("ticket_letters");
});
