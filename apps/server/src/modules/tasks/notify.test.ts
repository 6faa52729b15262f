import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { handlers } from "./index.ts";

let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
});

async function cards(): Promise<Array<Record<string, unknown>>> {
  const base = { assignee: "xiaomei", subject: "chat:g1", dueAt: corp.ctx().now.toISOString(), plannedBy: "test", why: "test" };
  await corp.tell("task.opened", { ...base, taskId: "t1", kind: "finish-group-setup", params: { groupName: "人民广场店2群" } });
  await corp.tell("task.opened", { ...base, taskId: "t2", kind: "sop-step", params: { name: { zh: "问一次口味", en: "Ask for taste" } } });
  await corp.tell("task.opened", { ...base, taskId: "t3", kind: "store-visit", params: {} });
  await corp.tell("task.reminded", { taskId: "t1", assignee: "xiaomei" });
  await corp.drainWith(handlers);
  return (await corp.actions("staff-notice.send")).map(({ payload }) => payload);
}

test("cards speak Chinese as long as the corp has said nothing", async () => {
  expect(await cards()).toMatchObject([
    { userId: "xiaomei", title: "新群要你收尾：人民广场店2群", url: "/m/t/t1", button: "去处理" },
    { title: "今天要发：问一次口味", url: "/m/t/t2" },
    { title: "有一件事等你处理", url: "/m/t/t3" },
    { title: "还有一件事没做完", url: "/m/t/t1" },
  ]);
});

test("in a corp that speaks English they do so whole, names of steps too", async () => {
  await sql`update corp set settings = '{"language": "en"}' where corp_id = ${corp.corpId}`.execute(database.db);
  const sent = await cards();
  expect(sent.map(({ title }) => title)).toEqual([
    "Please finish the new group 人民广场店2群",
    "To post today: Ask for taste",
    "Something is waiting for you",
    "One thing is not done yet",
  ]);
  for (const { description, button } of sent) expect(`${String(description)} ${String(button)}`).not.toMatch(/[\u4e00-\u9fff]/u);
  // WeCom cuts a longer one.
  for (const { button } of sent) expect(String(button).length).toBeLessThanOrEqual(4);
});
