import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { duties, handlers } from "./index.ts";
import { giveTasks } from "./give-task.ts";
import { listTasks, readTask } from "./screens.ts";

const HOUR = 3_600_000;
let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  // Saturday 10:00 in China.
  corp = await createTestCorp(database);
  for (const id of ["xiaomei", "laoli", "boss"]) await corp.staff(id);
  await sql`insert into member (corp_id, user_id, role, staff_user_id, created_at)
    values (${corp.corpId}, 'm1', 'headOfCommunities', 'boss', ${corp.ctx().now})`.execute(database.db);
  await drain();
});

const drain = () => corp.drainWith(handlers);
const open = (taskId: string, params: object = {}, more: object = {}) =>
  corp.tell("task.opened", {
    taskId,
    kind: "sop-step",
    assignee: "xiaomei",
    subject: `enrolment:${taskId}`,
    dueAt: new Date(corp.ctx().now.getTime() + 8 * HOUR).toISOString(),
    params: { recipient: "g1", chatId: "g1", evidence: "message", text: "今天的话题", ...params },
    plannedBy: "sop:x/d1",
    why: "sop:x/d1",
    ...more,
  });
/** All duties as if their hour had come. */
async function tick(...names: string[]) {
  for (const duty of duties) if (names.some((name) => duty.name.endsWith(name))) await duty.run(database.db, corp.corpId, corp.ctx().now);
  await drain();
}
const list = async (input: object) => (await listTasks(corp.ctx(), api.tasks.list.input.parse(input))).items.map(({ id }) => id);
const cards = async () =>
  (await corp.actions("staff-notice.send")).map(({ payload }) => `${String(payload["userId"])} ${String(payload["title"])}`);

test("a day's list is what was open at some time of that day, of one person or all", async () => {
  await open("yesterday");
  await drain();
  await corp.tell("task.done", { taskId: "yesterday", grade: "A", evidence: "archive:m1" });
  await open("long");
  await drain();
  corp.advance(24 * HOUR);
  await open("today");
  await open("hers", {}, { assignee: "laoli" });
  await corp.tell("task.claimed", { taskId: "today", by: "staff:xiaomei", note: "" });
  await drain();
  expect(await list({ day: "2025-03-01" })).toEqual(["long", "yesterday"]);
  expect(await list({ day: "2025-03-02" })).toEqual(["long", "hers", "today"]);
  expect(await list({ day: "2025-03-02", staffId: "xiaomei" })).toEqual(["long", "today"]);
  expect(await list({ day: "2025-03-02", staffId: "xiaomei", state: "claimed" })).toEqual(["today"]);
  expect(await list({ day: "2025-02-28" })).toEqual([]);
});

test("after the step's hours she is reminded once, and then her manager told once; a claim is not reminded, but told of", async () => {
  await open("t1", { reminderHours: 2, escalationHours: 4 });
  await open("t2", { reminderHours: 2, escalationHours: 4 });
  await corp.tell("task.claimed", { taskId: "t2", by: "staff:xiaomei", note: "" });
  await open("t3");
  await drain();
  corp.advance(2 * HOUR);
  await tick("tasks.remind");
  corp.advance(HOUR);
  await tick("tasks.remind");
  expect(await corp.facts("task.reminded")).toEqual([{ taskId: "t1", assignee: "xiaomei" }]);
  expect(await corp.facts("task.escalated")).toEqual([]);
  corp.advance(HOUR);
  await tick("tasks.remind");
  corp.advance(HOUR);
  await tick("tasks.remind");
  expect(await corp.facts("task.escalated")).toEqual([
    { taskId: "t1", assignee: "xiaomei", to: "boss" },
    { taskId: "t2", assignee: "xiaomei", to: "boss" },
  ]);
  expect((await cards()).filter((card) => card.startsWith("boss"))).toEqual([
    "boss xiaomei有一件事还没做完",
    "boss xiaomei有一件事还没做完",
  ]);
  expect(await readTask(corp.ctx(), "t1")).toMatchObject({ escalatedTo: "boss", state: "open" });
  // Past its time there are the usual two reminders at most, one of which she has had.
  corp.advance(72 * HOUR);
  await tick("tasks.remind");
  corp.advance(24 * HOUR);
  await tick("tasks.remind");
  const reminded = (await corp.facts("task.reminded")).filter(({ taskId }) => taskId === "t1");
  expect(reminded).toHaveLength(2);
});

test("each morning one card with all that is open; nobody is told of nothing, nor twice within the hour", async () => {
  await open("t1");
  await open("t2");
  await drain();
  corp.advance(23 * HOUR);
  await open("fresh", {}, { assignee: "laoli" });
  await drain();
  await tick("tasks.day-list");
  expect((await cards()).filter((card) => card.includes("今天有"))).toEqual(["xiaomei 今天有 2 件事要做"]);
});

test("whoever leaves leaves no task behind; whoever is away gives hers to a colleague, who is told", async () => {
  await open("t1");
  await open("t2", {}, { assignee: "laoli" });
  await open("over", {}, { assignee: "laoli" });
  await corp.tell("task.cancelled", { taskId: "over", reason: "test" });
  await drain();
  await corp.tell("staff.removed", { userId: "xiaomei" });
  await drain();
  expect(await readTask(corp.ctx(), "t1")).toMatchObject({ assignee: "boss", state: "open" });
  expect(await giveTasks(corp.ctx(), { ids: ["t2", "over", "nothing"], to: "boss", why: "休假" })).toEqual({ given: 1 });
  await drain();
  expect(await readTask(corp.ctx(), "t2")).toMatchObject({ assignee: "boss" });
  expect((await cards()).filter((card) => card.includes("转给你"))).toHaveLength(2);
  await expect(giveTasks(corp.ctx(), { ids: ["t2"], to: "xiaomei", why: "" })).rejects.toMatchObject({ code: "takerUnknown" });
});
