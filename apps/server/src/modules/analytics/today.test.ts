import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { routes as org } from "#modules/org";
import { handlers as tasks } from "#modules/tasks";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { today } from "./today.ts";

let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
  corp = await createTestCorp(database);
});
afterAll(() => database.drop());

const HOUR = 3_600_000;
const openTask = (taskId: string, inHours: number) =>
  corp.tell("task.opened", {
    taskId,
    kind: "other",
    assignee: "xiaomei",
    subject: `chat:${taskId}`,
    dueAt: new Date(corp.ctx().now.getTime() + inHours * HOUR).toISOString(),
    params: {},
    plannedBy: "test",
    why: "test",
  });

test("what needs somebody is counted once, by the modules that know it", async () => {
  await corp.staff("xiaomei");
  for (const [id, inHours] of [
    ["late", -1],
    ["later", -2],
    ["claimed", -3],
    ["soon", 5],
    ["done", -4],
  ] as const)
    await openTask(id, inHours);
  await corp.tell("task.claimed", { taskId: "claimed", by: "staff:xiaomei", note: "" });
  await corp.tell("task.done", { taskId: "done", grade: "C", evidence: "test" });
  await corp.group("g1", "快满的群");
  await corp.group("g2", "空着的群");
  for (let n = 0; n < 180; n += 1) await corp.join("g1", `wm${n}`);
  await corp.join("g2", "wm1");
  await corp.drainWith(tasks);
  const { needs, groupsNearFull } = await today(corp.ctx());
  expect(needs.filter(({ key }) => key.endsWith("Tasks"))).toMatchObject([
    { key: "overdueTasks", count: 3, to: "/tasks?overdue=true" },
    { key: "openTasks", count: 1 },
  ]);
  expect(groupsNearFull).toMatchObject([{ name: "快满的群", members: 180, limit: 200 }]);
  const staff = await org.find(({ endpoint }) => endpoint === api.org.staff)?.run(corp.ctx(), { limit: 10 });
  expect(staff).toMatchObject({ items: [{ userId: "xiaomei", openTasks: 4 }] });
});
