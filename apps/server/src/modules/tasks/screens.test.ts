import { api } from "@shuke/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { massTasks, withUnit } from "#actions";
import { groupId } from "#kit/ids";
import { createLiveCode } from "#modules/live-codes";
import { saveSop, sopDefinition } from "#modules/sops";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { handlers } from "./index.ts";
import { listTasks, readTask } from "./screens.ts";
import { whysOf } from "./why.ts";

let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
  await corp.stores("S1,人民广场店,上海市,黄浦区,121.47,31.23,open");
});

const list = () => listTasks(corp.ctx(), api.tasks.list.input.parse({}));
const post = { kind: "group-post", day: 1, at: "10:00", evidence: "claim", target: 0.9, content: { text: "大家好" } };
const week = sopDefinition.parse({
  key: "week",
  name: { zh: "新群第一周", en: "First week" },
  subject: "group",
  trigger: "group-entered-pool",
  steps: [{ ...post, key: "d1", name: { zh: "第一帖", en: "First post" } }],
});

test("a new group's task leads to the group, and says by name through which code it came", async () => {
  await corp.group("g1", "人民广场店福利群");
  await corp.drain();
  const storeId = await corp.storeId("S1");
  const input = { kind: "group", name: "人民广场群码", storeId, chatIds: ["g1"] };
  const code = await createLiveCode(corp.ctx(), api.liveCodes.create.input.parse(input));
  // The owner became known: now somebody can be asked.
  await corp.group("g1", "人民广场店福利群");
  await corp.drainWith(handlers);
  const [task] = (await list()).items;
  expect(task).toMatchObject({
    kind: "finish-group-setup",
    link: `/groups/${groupId(corp.corpId, "g1")}`,
    why: { kind: "live-code", label: "人民广场群码", to: `/codes/${code.id}` },
  });
  expect(await readTask(corp.ctx(), task?.id ?? "")).toEqual(task);
});

test("a step's task names its group as it is called today", async () => {
  await corp.group("g1", "旧名字");
  const common = { kind: "sop-step", assignee: "xiaomei", dueAt: corp.ctx().now.toISOString(), plannedBy: "sop:x/d1", why: "sop:x/d1" };
  await corp.tell("task.opened", { ...common, taskId: "tsk_1", subject: "chat:g1", params: { chatId: "g1" } });
  await corp.group("g1", "新名字");
  await corp.drainWith(handlers);
  expect((await list()).items[0]?.params).toMatchObject({ groupName: "新名字" });
});

test("causes are told by name in the reader's language; what is unknown keeps its kind and shows no id", async () => {
  const { id } = await withUnit(corp.ctx(), (unit) => saveSop(unit, { definition: week, playbook: null }));
  const store = await corp.storeId("S1");
  const mass = { msgid: "msg1", actionId: "act1", sender: "xiaomei", chatType: "group" as const, recipients: ["g1"], failed: [] };
  await corp.tell("mass-task.created", { ...mass, plannedBy: `sop:${id}/d1` });
  await corp.drainWith([massTasks]);
  const texts = [`sop:${id}/d1`, `sop:${id}`, `store:${store}`, "mass-task:msg1", "task:tsk_1", "live-code:lc_gone", "live-codes"];
  const whys = [...(await whysOf(corp.ctx(), texts)).values()];
  expect(whys).toEqual([
    { kind: "sop", label: "新群第一周 · 第一帖", to: `/sops/${id}?step=d1` },
    { kind: "sop", label: "新群第一周", to: `/sops/${id}` },
    { kind: "store", label: "人民广场店", to: `/groups?store=${store}` },
    { kind: "mass-task", label: "新群第一周 · 第一帖", to: `/sops/${id}?step=d1` },
    { kind: "task", label: "", to: "/tasks?task=tsk_1" },
    { kind: "live-code", label: "", to: null },
    { kind: "live-codes", label: "", to: "/codes" },
  ]);
  const english = await whysOf({ ...corp.ctx(), language: "en" }, [`sop:${id}/d1`]);
  expect(english.get(`sop:${id}/d1`)?.label).toBe("First week · First post");
});

test("a long list goes on where its last page ended: open ones by due time, claimed ones, then what is over, newest first", async () => {
  const tell = async (id: string, hours: number, end?: "task.claimed" | "task.done" | "task.cancelled") => {
    const dueAt = new Date(corp.ctx().now.getTime() + hours * 3_600_000).toISOString();
    const common = { kind: "paged", assignee: "xiaomei", subject: "chat:g1", plannedBy: "test", why: "test", params: {} };
    await corp.tell("task.opened", { ...common, taskId: id, dueAt });
    if (end === "task.claimed") await corp.tell(end, { taskId: id, by: "xiaomei", note: "" });
    if (end === "task.done") await corp.tell(end, { taskId: id, grade: "C", evidence: "claim" });
    if (end === "task.cancelled") await corp.tell(end, { taskId: id, reason: "test" });
  };
  await tell("p-late", -2);
  await tell("p-soon", 1);
  await tell("p-same", 1);
  await tell("p-said", -5, "task.claimed");
  await tell("p-old", -9, "task.done");
  await tell("p-new", -1, "task.done");
  await tell("p-off", -4, "task.cancelled");
  await corp.drainWith(handlers);
  const walk = async (filter: { overdue?: boolean; state?: "done" }) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listTasks(corp.ctx(), { kind: "paged", limit: 2, ...filter, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map((task) => task.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return seen;
  };
  expect(await walk({})).toEqual(["p-late", "p-same", "p-soon", "p-said", "p-new", "p-off", "p-old"]);
  expect(await walk({ overdue: true })).toEqual(["p-late", "p-said"]);
  expect(await walk({ overdue: false })).toEqual(["p-same", "p-soon", "p-new", "p-off", "p-old"]);
  expect(await walk({ state: "done" })).toEqual(["p-new", "p-old"]);
});
