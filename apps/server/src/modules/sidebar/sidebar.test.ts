import { api, sopWritten } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { archiveContent, keepFile, saveContent } from "#modules/assets";
import { handlers as fields } from "#modules/fields";
import { handlers as orders } from "#modules/orders";
import { handlers as sops } from "#modules/sops";
import { installProduct } from "#modules/stock";
import { handlers as tasks } from "#modules/tasks";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { handlers, routesWith } from "./index.ts";

const more = [...fields, ...orders, ...sops, ...tasks, ...handlers];
let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
  for (const userId of ["mei", "lin", "owner"]) await corp.staff(userId);
  await corp.group("g1", "政立路店福利群1");
  await corp.befriend("wm1", "mei", "");
  await corp.befriend("wm2", "lin", "");
  await corp.join("g1", "wm3");
  await corp.drainWith(more);
});

const routes = routesWith({ publicUrl: () => "http://shuke.test", sign: async () => null });
const as = (userId: string): Ctx => ({ ...corp.ctx(), actor: { kind: "staff", userId } });

type Sidebar = typeof api.sidebar;
/** Asks as this member of staff, through what the contract says of input and output. */
async function ask<V extends keyof Sidebar>(userId: string, verb: V, input: object) {
  const endpoint = api.sidebar[verb];
  const route = routes.find((one) => one.endpoint === endpoint);
  if (!route) throw new Error(`no route ${verb}`);
  const answer = await route.run(as(userId), endpoint.input.parse(input));
  return endpoint.output.parse(answer) as ReturnType<Sidebar[V]["output"]["parse"]>;
}
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

/** A task by hand with its text, for one customer or a group. */
async function give(taskId: string, assignee: string, params: object) {
  const opened = { taskId, kind: "sop-step", assignee, subject: "enrolment:e", plannedBy: "sop:s/1", why: "sop:s/1" };
  const dueAt = new Date(corp.ctx().now.getTime() + 3_600_000).toISOString();
  await corp.tell("task.opened", {
    ...opened,
    dueAt,
    params: { evidence: "message", text: "你好", name: { zh: "问好", en: "Hello" }, ...params },
  });
  await corp.drainWith(more);
}
const states = async () =>
  (
    await sql<{ id: string; state: string; grade: string | null }>`select id, state, grade from task
      where corp_id = ${corp.corpId} order by id`.execute(database.db)
  ).rows;

test("only friends and people of one's own groups are known, whatever the corp knows", async () => {
  expect(await ask("mei", "person", { externalUserId: "wm1" })).toMatchObject({ known: true, by: "friend", externalUserId: "wm1" });
  for (const externalUserId of ["wm2", "wm3", "nobody"]) expect(await ask("mei", "person", { externalUserId })).toEqual({ known: false });
  expect(await ask("mei", "group", { chatId: "g1" })).toEqual({ known: false });
  expect(await ask("owner", "group", { chatId: "g1" })).toMatchObject({ known: true, name: "政立路店福利群1", mine: true });
  expect(await ask("owner", "person", { externalUserId: "wm3" })).toMatchObject({ known: true, by: "group" });
});

test("who was a friend once is a stranger again", async () => {
  await corp.tell("relation.ended", { externalUserId: "wm1", userId: "mei", by: "staff" });
  await corp.drainWith(more);
  expect(await ask("mei", "person", { externalUserId: "wm1" })).toEqual({ known: false });
});

test("nothing is changed for somebody out of sight, and who has left sees nothing at all", async () => {
  await give("tsk_1", "mei", { recipient: "wm1", chatId: null });
  const to = { externalUserId: "wm1" };
  const tries = [
    ask("lin", "mark", { ...to, add: ["t"] }),
    ask("lin", "setField", { ...to, key: "k", value: null }),
    ask("lin", "note", { ...to, text: "x" }),
    ask("lin", "send", { to, taskId: "tsk_1" }),
  ];
  expect(await Promise.all(tries.map(refusal))).toEqual(tries.map(() => "sidebarNotYours"));
  expect(await refusal(ask("lin", "claim", { taskId: "tsk_1" }))).toBe("notFound");
  expect(await refusal(ask("lin", "give", { taskId: "tsk_1", to: "mei" }))).toBe("notFound");
  expect(await refusal(ask("owner", "mark", { externalUserId: "wm3", add: ["t"] }))).toBe("sidebarNoFriend");
  await corp.tell("staff.removed", { userId: "mei" });
  await corp.drainWith(more);
  for (const [verb, input] of [
    ["person", to],
    ["day", {}],
    ["tags", {}],
    ["claim", { taskId: "tsk_1" }],
  ] as const)
    expect(await refusal(ask("mei", verb, { ...to, ...input }))).toBe("sidebarLeft");
});

test("a task's content that the client put into its chat shows the task; what it did not put there shows nothing", async () => {
  const to = { externalUserId: "wm1" };
  for (const id of ["tsk_1", "tsk_2"]) await give(id, "mei", { recipient: "wm1", chatId: null });
  const first = await ask("mei", "send", { to, taskId: "tsk_1" });
  const second = await ask("mei", "send", { to, taskId: "tsk_2" });
  expect(first.messages).toEqual([{ kind: "text", text: "你好" }]);
  await ask("mei", "sent", { sendId: first.sendId, ok: true });
  await ask("mei", "sent", { sendId: second.sendId, ok: false, error: "cancel" });
  // Somebody else's word, and a second word of hers, change nothing.
  await ask("lin", "sent", { sendId: second.sendId, ok: true });
  await ask("mei", "sent", { sendId: second.sendId, ok: true });
  await corp.drainWith(more);
  expect(await states()).toEqual([
    { id: "tsk_1", state: "done", grade: "B" },
    { id: "tsk_2", state: "open", grade: null },
  ]);
  expect(await refusal(ask("mei", "send", { to, taskId: "tsk_1" }))).toBe("taskClosed");
});

test("content of one chat does not go into another", async () => {
  await corp.befriend("wm9", "mei", "");
  await corp.drainWith(more);
  await give("tsk_1", "mei", { recipient: "wm1", chatId: null });
  expect(await refusal(ask("mei", "send", { to: { externalUserId: "wm9" }, taskId: "tsk_1" }))).toBe("notFound");
});

test("what only a word can show, and a notice, are done by hand", async () => {
  await give("tsk_1", "owner", { recipient: "g1", chatId: "g1", evidence: "notice" });
  await give("tsk_2", "owner", { recipient: "g1", chatId: "g1", evidence: "claim" });
  const { tasks: mine } = await ask("owner", "day", {});
  expect(mine.map(({ messages, byHand, to }) => [messages.length, byHand.length, to])).toEqual([
    [0, 1, { chatId: "g1" }],
    [0, 1, { chatId: "g1" }],
  ]);
  expect(await refusal(ask("owner", "send", { to: { chatId: "g1" }, taskId: "tsk_1" }))).toBe("sidebarByHand");
});

test("a wording asks the gate under the engine's own key: she hears it once, and a cancelled press spends nothing", async () => {
  const { now } = corp.ctx();
  const hours = (n: number) => new Date(now.getTime() + n * 3_600_000).toISOString();
  const step = {
    key: "hi",
    name: { zh: "问好", en: "Hello" },
    kind: "mass-send",
    evidence: "delivered",
    target: 0.5,
    content: { text: "早上好" },
  };
  const definition = {
    v: 2,
    key: "s",
    name: step.name,
    subject: "customer",
    trigger: { on: "event", event: "friend-added" },
    start: "a",
    nodes: [{ key: "a", do: "act", step: "hi", next: null }],
    steps: [step],
  };
  await sql`insert into sop (corp_id, id, key, name, subject, state, version, created_at) values
    (${corp.corpId}, 'sop_1', 's', ${JSON.stringify(step.name)}::jsonb, 'customer', 'paused', 1, ${now})`.execute(database.db);
  await sql`insert into sop_version (corp_id, sop_id, version, definition, created_at) values
    (${corp.corpId}, 'sop_1', 1, ${JSON.stringify(sopWritten.parse(definition))}::jsonb, ${now})`.execute(database.db);
  for (const n of [1, 2]) await enrol(`enr_${n}`, n === 1 ? "wm1" : "wm9", hours);
  const to = { externalUserId: "wm1" };
  const before = await ask("mei", "person", to);
  expect(before).toMatchObject({ next: { kind: "step", contentKey: "enr_1/hi/0" }, touches: { used: 0, cap: 3 } });
  const pressed = await ask("mei", "send", { to, contentKey: "enr_1/hi/0" });
  expect(await refusal(ask("mei", "send", { to, contentKey: "enr_1/hi/0" }))).toBe("sidebarPlanned");
  await ask("mei", "sent", { sendId: pressed.sendId, ok: false, error: "cancel" });
  const again = await ask("mei", "send", { to, contentKey: "enr_1/hi/0" });
  await ask("mei", "sent", { sendId: again.sendId, ok: true });
  await corp.drainWith(more);
  expect(await ask("mei", "person", to)).toMatchObject({
    next: { kind: "none" },
    touches: { used: 1 },
    sops: [{ name: "问好", steps: [{ key: "hi", state: "done", grade: "B" }] }],
  });
});

async function enrol(enrolmentId: string, recipient: string, hours: (n: number) => string) {
  await corp.tell("sop.enrolled", {
    enrolmentId,
    sopId: "sop_1",
    version: 1,
    subject: `customer:${recipient}`,
    recipient,
    sender: "mei",
    storeId: null,
    chatId: null,
    startedAt: hours(-2),
    steps: [{ key: "hi", dueAt: hours(-1), until: hours(20) }],
  });
  await corp.drainWith(more);
}

test("her orders stand there with their sum, the newest first", async () => {
  const personId = customerId(corp.corpId, "wm1");
  const at = corp.ctx().now.toISOString();
  const order = {
    personId,
    keyPersonId: personId,
    keys: { external: "wm1" },
    fresh: [],
    day: at.slice(0, 10),
    storeId: null,
    storeCode: "",
  };
  for (const [n, amountFen] of [2990, 1990, 100, 200, 300, 400].entries()) {
    const paidAt = new Date(corp.ctx().now.getTime() - n * 60_000).toISOString();
    const rest = { amountFen, refundedFen: 0, paidAt, channel: "小程序", credit: "direct" as const, changedAt: at, source: "hook" };
    await corp.tell("order.recorded", { ...order, orderNo: `O${n}`, ...rest });
  }
  await corp.drainWith(more);
  const seen = await ask("mei", "person", { externalUserId: "wm1" });
  expect(seen).toMatchObject({ orders: { count: 6, amountFen: 5980, lastAt: at } });
  expect(seen.known && seen.orders.items.map(({ orderNo }) => orderNo)).toEqual(["O0", "O1", "O2", "O3", "O4"]);
});

test("notes are seen by whoever sees her, and taken back by whoever wrote them", async () => {
  await corp.befriend("wm1", "lin", "");
  await corp.drainWith(more);
  const { id } = await ask("mei", "note", { externalUserId: "wm1", text: " 别推拿铁 " });
  await corp.drainWith(more);
  const notes = async (userId: string) => {
    const person = await ask(userId, "person", { externalUserId: "wm1" });
    return person.known ? person.notes.map(({ text, by, mine }) => [text, by, mine]) : null;
  };
  expect(await notes("lin")).toEqual([["别推拿铁", "mei", false]]);
  expect(await refusal(ask("lin", "dropNote", { id }))).toBe("sidebarNotYours");
  await ask("mei", "dropNote", { id });
  await ask("mei", "dropNote", { id });
  await corp.drainWith(more);
  expect(await notes("mei")).toEqual([]);
  expect(await corp.facts("customer.noted")).toMatchObject([{ customerId: customerId(corp.corpId, "wm1"), text: "别推拿铁" }]);
});

test("contents of the library are found, kept at hand, filled in, and sent within what she may still be written; an answer always", async () => {
  const make = (name: string, text: string, attachments: object[] = []) =>
    saveContent(corp.ctx(), api.contents.save.input.parse({ name, text, attachments }));
  const hello = await make("问好", "{{name}}，我是{{staff}}");
  await make("菜单", "秋季菜单", [{ kind: "link", title: "看菜单", url: "/m/welfare" }]);
  await make("渠道", "你从{{channel}}来");
  const gone = await make("停用的", "停用的");
  await archiveContent(corp.ctx(), { id: gone.id, version: 1 });
  const names = async (input: object = {}) => (await ask("mei", "library", input)).items.map(({ name }) => name);
  expect(await names()).toEqual(["菜单", "问好"]);
  expect(await names({ group: true })).toEqual(["菜单"]);
  expect(await names({ query: "看菜单" })).toEqual(["菜单"]);
  await ask("mei", "favourite", { contentId: hello.id, on: true });
  expect([await names(), await names({ favourites: true })]).toEqual([["问好", "菜单"], ["问好"]]);
  expect((await ask("lin", "library", { favourites: true })).items).toEqual([]);
  const first = await ask("mei", "library", { limit: 1 });
  expect((await ask("mei", "library", { limit: 1, cursor: first.nextCursor ?? undefined })).items.map(({ name }) => name)).toEqual([
    "菜单",
  ]);

  const to = { externalUserId: "wm1" };
  expect(await refusal(ask("mei", "send", { to, contentId: hello.id }))).toBe("contentNoName");
  await corp.tell("customer.detailed", { externalUserId: "wm1", name: "小梅", type: 1, gender: 0, unionid: "", avatar: "" });
  await corp.drainWith(more);
  const sent = await ask("mei", "send", { to, contentId: hello.id });
  expect(sent.messages).toEqual([{ kind: "text", text: "小梅，我是mei" }]);
  await ask("mei", "sent", { sendId: sent.sendId, ok: true });
  expect((await corp.facts("sidebar.sent")).at(-1)).toMatchObject({ recipient: "wm1", step: "问好", enrolmentId: null });
  for (let n = 0; n < 2; n += 1) await ask("mei", "send", { to, contentId: hello.id });
  expect(await refusal(ask("mei", "send", { to, contentId: hello.id }))).toBe("sidebarBudgetPerson");
  expect((await ask("mei", "send", { to, contentId: hello.id, answer: true })).messages).toHaveLength(1);
  expect(await refusal(ask("lin", "send", { to, contentId: hello.id }))).toBe("sidebarNotYours");
  expect(await refusal(ask("owner", "send", { to: { chatId: "g1" }, contentId: hello.id }))).toBe("contentNotGroup");
});

test("a picture goes from the sidebar by the id under which WeCom has it, and not before", async () => {
  const { default: sharp } = await import("sharp");
  const data = await sharp({ create: { width: 20, height: 20, channels: 3, background: "#000" } })
    .png()
    .toBuffer();
  const { id: fileId } = await keepFile(corp.ctx(), data, "海报.png");
  const input = { name: "海报", attachments: [{ kind: "image", fileId }] };
  const { id } = await saveContent(corp.ctx(), api.contents.save.input.parse(input));
  const to = { externalUserId: "wm1" };
  expect(await refusal(ask("mei", "send", { to, contentId: id }))).toBe("contentNotUp");
  const until = new Date(corp.ctx().now.getTime() + 3_600_000);
  await sql`update media_copy set media_id = 'MEDIA', expires_at = ${until} where corp_id = ${corp.corpId}`.execute(database.db);
  expect((await ask("mei", "send", { to, contentId: id })).messages).toEqual([{ kind: "image", mediaId: "MEDIA", name: "海报.png" }]);
});

test("what she wants is noted at the counter, taken back, and marked as taken; only of people in sight", async () => {
  const plan = api.stock.save.input.parse({ plan: { name: "口罩", sku: "M", text: "{{name}}到了", open: false, each: 2 } }).plan;
  await installProduct(corp.ctx(), "stock-notice", plan);
  const beside = async () => {
    const person = await ask("mei", "person", { externalUserId: "wm1" });
    return person.known ? person.stock : null;
  };
  const [product] = (await beside())?.products ?? [];
  const want = { externalUserId: "wm1", productId: product?.id, quantity: 2 };
  expect(await ask("mei", "want", want)).toEqual({ added: true });
  expect(await ask("mei", "want", want)).toEqual({ added: false });
  const stock = await beside();
  expect(stock).toMatchObject({ wants: [{ product: "口罩", quantity: 2, state: "waiting", until: null }], products: [] });
  const hers = { externalUserId: "wm1", wantId: stock?.wants[0]?.id };
  expect(await refusal(ask("lin", "dropWant", hers))).toBe("sidebarNotYours");
  expect(await refusal(ask("lin", "dropWant", { ...hers, externalUserId: "wm2" }))).toBe("stockUnknownPerson");
  expect(await refusal(ask("mei", "taken", hers))).toBe("stockNoneLeft");
  expect(await ask("mei", "dropWant", hers)).toEqual({ ended: true });
  expect((await beside())?.wants).toEqual([]);
});
