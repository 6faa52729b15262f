import { api, type InputOf, type SopGraph } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Problem } from "#kit/problem";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { pauseSop, resumeSop, stopSop } from "./change-state.ts";
import { concernedBy } from "./concerned.ts";
import { diffSop } from "./diff-sop.ts";
import { dryRunSop } from "./dry-run.ts";
import { sopEnrolments } from "./enrolments.ts";
import { duties, handlers } from "./index.ts";
import { answerLate, askedLate } from "./late-questions.ts";
import { publishSop } from "./publish-sop.ts";
import { getSop } from "./get-sop.ts";
import { createSop, updateSop } from "./write-draft.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
  await corp.staff("mei");
});

const name = { zh: "步骤", en: "Step" };
const step = (key: string, more: object = {}) => ({
  key,
  name,
  kind: "mass-send" as const,
  evidence: "delivered" as const,
  target: 0.8,
  windowHours: 48,
  content: { text: `text ${key}` },
  ...more,
});
const wait = (key: string, day: number, next: string | null) => ({ key, do: "wait" as const, day, at: "10:00", next });
const act = (key: string, next: string | null = null) => ({ key: `do-${key}`, do: "act" as const, step: key, next });
const female = { kind: "tree" as const, tree: { v: 1 as const, root: { kind: "gender" as const, in: ["female" as const] } } };
type Written = InputOf<typeof api.sops.create>["definition"];
const sop = (more: Partial<SopGraph> | object): Written => ({
  v: 2,
  key: "way",
  name,
  subject: "customer",
  trigger: { on: "event", event: "friend-added" },
  start: null,
  steps: [],
  nodes: [],
  ...more,
});
/** Day 1 for everybody; whoever opens a page within two days is thanked, the others are asked on day 4, women otherwise. */
const way = sop({
  start: "w1",
  goals: [{ key: "bought", name, event: "ordered" }],
  steps: [step("first"), step("thanks"), step("her"), step("others")],
  nodes: [
    wait("w1", 1, "do-first"),
    act("first", "opened"),
    { key: "opened", do: "until", event: "opened-page", hours: 48, next: "soon", late: "w4" },
    { key: "soon", do: "after", hours: 1, at: "16:00", next: "do-thanks" },
    act("thanks"),
    wait("w4", 4, "who"),
    { key: "who", do: "branch", ways: [{ if: female, next: "do-her" }], else: "do-others" },
    act("her"),
    act("others"),
  ],
});
const days = (list: number[], more: object = {}) =>
  sop({
    start: `w${list[0]}`,
    steps: list.map((day) => step(`d${day}`, more)),
    nodes: list.flatMap((day, i) => [
      wait(`w${day}`, day, `do-d${day}`),
      act(`d${day}`, list[i + 1] === undefined ? null : `w${list[i + 1]}`),
    ]),
  });

async function publish(definition: Written) {
  const { sopId } = await createSop(corp.ctx(), api.sops.create.input.parse({ definition }));
  await publishSop(corp.ctx(), { sopId, move: false });
  return sopId;
}
/** Lets everything happen that is due now. */
async function settle() {
  for (let n = 0; n < 50; n += 1) {
    await corp.drainWith(handlers);
    let done = 0;
    for (const duty of duties) done += await duty.run(database.db, corp.corpId, corp.ctx().now);
    if (done === 0) return corp.drainWith(handlers);
  }
  throw new Error("it does not come to rest");
}
async function until(ms: number, pieceMs = 6 * HOUR) {
  for (let left = ms; left > 0; left -= pieceMs) {
    corp.advance(Math.min(left, pieceMs));
    await settle();
  }
}
async function befriend(...people: string[]) {
  for (const one of people) await corp.befriend(one, "mei", "");
  await settle();
}
const stepsOf = async (sopId: string, recipient: string) =>
  (
    await sql<{ step: string; state: string; reason: string | null }>`select step, state, reason from enrolment_step
      where corp_id = ${corp.corpId} and sop_id = ${sopId} and recipient = ${recipient} order by step`.execute(database.db)
  ).rows.map((row) => [row.step, row.state, row.reason].filter(Boolean).join(" "));
const enrolments = async (sopId: string, state?: "active" | "completed" | "exited" | "held-out") =>
  (await sopEnrolments(corp.ctx(), api.sops.enrolments.input.parse({ sopId, state }))).items;

test("ways part by what somebody does and who she is, and each ends at her own end", async () => {
  const sopId = await publish(way);
  await befriend("opens", "woman", "man", "buys");
  await corp.tell("customer.detailed", { externalUserId: "woman", name: "W", type: 1, gender: 2, unionid: "", avatar: "" });
  await until(1.25 * DAY);
  expect(await stepsOf(sopId, "opens")).toEqual(["first planned"]);
  const open = await enrolments(sopId);
  expect(open.map((one) => one.recipient).toSorted((a, b) => a.localeCompare(b))).toEqual(["buys", "man", "opens", "woman"]);
  for (const one of open) expect(one).toMatchObject({ state: "active", step: "first", waitsAt: "opened", version: 1 });
  await corp.tell("page.opened", { externalUserId: "opens", page: "welfare", via: null });
  await until(4 * DAY);
  expect(await stepsOf(sopId, "opens")).toEqual(["first missed no-evidence", "thanks missed no-evidence"]);
  expect(await stepsOf(sopId, "woman")).toContain("her planned");
  expect(await stepsOf(sopId, "man")).toContain("others planned");
  await until(4 * DAY);
  const ended = await enrolments(sopId);
  expect(ended.map((one) => one.state)).toEqual(Array.from({ length: 4 }, () => "completed"));
  expect(await enrolments(sopId, "active")).toEqual([]);
});

test("a goal that is reached ends the way, and an evidence is told with its grade", async () => {
  const sopId = await publish(way);
  await befriend("buys", "stays");
  await until(1.25 * DAY);
  const [action] = await corp.actions("mass-task.create");
  const sent = { msgid: "m1", actionId: action?.id ?? "", sender: "mei" };
  const at = corp.ctx().now.toISOString();
  await corp.tell("mass-task.delivered", { ...sent, results: ["buys", "stays"].map((recipient) => ({ recipient, status: 1, at })) });
  await corp.tell("orders.imported", { source: "test", orders: [await order("buys")] });
  await settle();
  const [bought] = await enrolments(sopId, "exited");
  expect(bought).toMatchObject({ recipient: "buys", reason: "goal-ordered", step: null, waitsAt: null });
  expect(bought?.evidence).toEqual([{ step: "first", grade: "A", evidence: "mass-task:m1", at }]);
  expect((await enrolments(sopId, "active")).map((one) => one.recipient)).toEqual(["stays"]);
});

async function order(external: string) {
  const { rows } = await sql<{ id: string }>`select id from customer
    where corp_id = ${corp.corpId} and external_user_id = ${external}`.execute(database.db);
  const personId = rows[0]?.id ?? "";
  const paidAt = corp.ctx().now.toISOString();
  const common = { orderNo: "1", personId, keyPersonId: personId, keys: { external }, fresh: [], amountFen: 100, refundedFen: 0 };
  const where = { day: paidAt.slice(0, 10), storeId: null, storeCode: "", channel: "", credit: "direct" as const, source: "test" };
  return { ...common, ...where, paidAt, changedAt: paidAt };
}

test("three days' rest leave no backlog: late steps are left out, done once at most, or asked about", async () => {
  const skips = await publish({ ...days([1, 2, 3, 9]), key: "skips" });
  const does = await publish({ ...days([1, 2, 3, 9], { late: "do", windowHours: 96 }), key: "does" });
  const asks = await publish({ ...days([1, 2, 3, 9], { late: "ask", windowHours: 96 }), key: "asks" });
  await befriend("her");
  for (const sopId of [skips, does, asks]) {
    expect(await pauseSop(corp.ctx(), { sopId })).toEqual({ underWay: 1, waiting: 4, planned: 0 });
  }
  await until(3.25 * DAY);
  expect(await corp.actions("mass-task.create")).toEqual([]);
  const foretold = await Promise.all([skips, does, asks].map((sopId) => concernedBy(corp.ctx(), { sopId })));
  const late = { do: 0, skip: 0, ask: 0 };
  expect(foretold.map((one) => one.late)).toEqual([
    { ...late, skip: 3 },
    { ...late, skip: 2, do: 1 },
    { ...late, skip: 2, ask: 1 },
  ]);
  expect(foretold[0]).toMatchObject({ underWay: 1, waiting: 4, planned: 0 });
  for (const sopId of [skips, does, asks]) await resumeSop(corp.ctx(), { sopId });
  await settle();
  expect(await stepsOf(skips, "her")).toEqual(["d1 skipped late", "d2 skipped late", "d3 skipped late", "d9 waiting"]);
  expect(await stepsOf(does, "her")).toEqual(["d1 skipped overtaken", "d2 skipped overtaken", "d3 planned", "d9 waiting"]);
  expect(await stepsOf(asks, "her")).toEqual(["d1 skipped overtaken", "d2 skipped overtaken", "d3 waiting asked", "d9 waiting"]);
  expect((await corp.actions("mass-task.create")).length).toBe(1);
  expect((await askedLate(corp.ctx())).items).toMatchObject([{ sopId: asks, step: "d3", people: 1 }]);
  expect(await answerLate(corp.ctx(), { sopId: asks, step: "d3", do: true })).toEqual({ people: 1 });
  await settle();
  expect(await stepsOf(asks, "her")).toEqual(["d1 skipped overtaken", "d2 skipped overtaken", "d3 planned answered", "d9 waiting"]);
  expect((await askedLate(corp.ctx())).items).toEqual([]);
});

test("of two steps of one hour that a rest made late, one is done", async () => {
  const two = sop({
    start: "w1",
    steps: ["a", "b"].map((key) => step(key, { late: "do", windowHours: 96 })),
    nodes: [wait("w1", 1, "do-a"), act("a", "do-b"), act("b")],
  });
  const sopId = await publish(two);
  await befriend("her");
  await pauseSop(corp.ctx(), { sopId });
  await until(3.25 * DAY);
  expect((await concernedBy(corp.ctx(), { sopId })).late).toEqual({ do: 1, skip: 1, ask: 0 });
  await resumeSop(corp.ctx(), { sopId });
  await settle();
  expect(await stepsOf(sopId, "her")).toEqual(["a planned", "b skipped overtaken"]);
  expect((await corp.actions("mass-task.create")).length).toBe(1);
});

test("stopping says whom it concerns and lets nobody go on", async () => {
  const sopId = await publish(way);
  await befriend("a", "b");
  expect(await stopSop(corp.ctx(), { sopId })).toEqual({ underWay: 2, waiting: 2, planned: 0 });
  await until(6 * DAY, DAY);
  expect((await enrolments(sopId)).map((one) => [one.state, one.reason])).toEqual([
    ["exited", "stopped"],
    ["exited", "stopped"],
  ]);
  expect(await corp.actions("mass-task.create")).toEqual([]);
  await expect(resumeSop(corp.ctx(), { sopId })).rejects.toThrow(Problem);
  await befriend("later");
  expect(await enrolments(sopId)).toHaveLength(2);
});

test("a draft is mended before it runs; people under way keep their version, or are moved as the preview says", async () => {
  const { sopId, findings } = await createSop(corp.ctx(), api.sops.create.input.parse({ definition: days([2], { target: null }) }));
  expect(findings.map(({ code, at }) => `${code} ${at}`)).toEqual(["targetMissing d2"]);
  await expect(publishSop(corp.ctx(), { sopId, move: false })).rejects.toThrow("sopUnfinished");
  await updateSop(corp.ctx(), { sopId, definition: api.sops.update.input.parse({ sopId, definition: days([2, 5]) }).definition });
  expect(await publishSop(corp.ctx(), { sopId, move: false })).toMatchObject({ version: 1, moved: 0 });
  await befriend("her");
  await until(3 * DAY);
  await updateSop(corp.ctx(), { sopId, definition: api.sops.update.input.parse({ sopId, definition: days([1, 2, 6]) }).definition });
  const diff = await diffSop(corp.ctx(), { sopId });
  expect(diff).toMatchObject({ from: 1, to: 0 });
  expect(diff.changes.filter(({ what }) => what === "step")).toEqual([
    { what: "step", key: "d1", how: "added", fields: [] },
    { what: "step", key: "d6", how: "added", fields: [] },
    { what: "step", key: "d5", how: "removed", fields: [] },
  ]);
  expect(diff.move).toMatchObject({ underWay: 1, looked: 1, touched: 1, people: [{ added: ["d6"], dropped: ["d5"], otherHour: [] }] });
  expect(await publishSop(corp.ctx(), { sopId, move: true })).toMatchObject({ version: 2, moved: 1 });
  await settle();
  expect((await enrolments(sopId))[0]).toMatchObject({ version: 2, step: expect.stringMatching(/d2|d6/u) });
  expect((await stepsOf(sopId, "her")).map((one) => one.split(" ")[0])).toEqual(["d2", "d6"]);
});

test("a dry run tells every step and question with its reason, and writes nothing", async () => {
  await befriend("woman", "stranger-to-be");
  await corp.tell("customer.detailed", { externalUserId: "woman", name: "小雨", type: 1, gender: 2, unionid: "", avatar: "" });
  await corp.drain();
  const { sopId } = await createSop(corp.ctx(), api.sops.create.input.parse({ definition: way }));
  const before = await sql<{ n: number }>`select count(*)::int as n from event where corp_id = ${corp.corpId}`.execute(database.db);
  const { people } = await dryRunSop(corp.ctx(), { sopId, recipients: ["woman", "nobody"] });
  expect(people[0]).toMatchObject({ recipient: "woman", name: "小雨", enters: true });
  expect(people[0]?.lines.map(({ kind, key, happens }) => `${kind} ${key} ${happens}`.trim())).toEqual([
    "step first true",
    "until opened true",
    "branch who true",
    "step her true",
    "end  true",
  ]);
  expect(people[0]?.lines.every(({ reason }) => reason !== "" && !reason.includes("{{"))).toBe(true);
  expect(people[1]).toMatchObject({ enters: false, lines: [{ reason: "没有员工是她的好友，发不了" }] });
  const after = await sql<{ n: number }>`select count(*)::int as n from event where corp_id = ${corp.corpId}`.execute(database.db);
  expect(after.rows).toEqual(before.rows);
});

test("newcomers who trickle in cost their member of staff one confirmation a day and step", async () => {
  const sopId = await publish(
    sop({
      start: "soon",
      steps: [step("hello")],
      nodes: [{ key: "soon", do: "after", hours: 1, next: "do-hello" }, act("hello")],
    }),
  );
  for (const [i, one] of ["a", "b", "c", "d"].entries()) {
    await befriend(one);
    await until(2 * HOUR, HOUR);
    expect((await corp.actions("mass-task.create")).length, `${i + 1} have come`).toBe(1);
  }
  await until(DAY, HOUR);
  expect((await corp.actions("mass-task.create")).length).toBe(2);
  expect((await enrolments(sopId)).map((one) => one.step)).toEqual(Array.from({ length: 4 }, () => "hello"));
});

test("of two people who edit one SOP the second is told who saved meanwhile, and chooses; nothing is written over unseen", async () => {
  const parsed = (definition: Written) => api.sops.create.input.parse({ definition }).definition;
  const as = (name: string) => ({ ...corp.ctx(), actor: { kind: "user" as const, id: name, name } });
  const { sopId } = await createSop(as("小林"), { definition: parsed(way) });
  const { revision } = await getSop(corp.ctx(), { sopId });
  const hers = parsed(sop({ ...way, trigger: { on: "event", event: "customer-joined-store-group" } }));
  const his = parsed(sop({ ...way, steps: [step("first", { target: 0.5 }), step("thanks"), step("her"), step("others")] }));
  const first = await updateSop(as("阿美"), { sopId, definition: hers, revision });
  // No answer had come, so it is saved once more.
  expect(await updateSop(as("阿美"), { sopId, definition: hers, revision })).toEqual(first);
  const refusal = { code: "sopSavedMeanwhile", status: 409, details: { by: "阿美", time: "2025-03-01 10:00", revision: first.revision } };
  await expect(updateSop(as("老王"), { sopId, definition: his, revision })).rejects.toMatchObject(refusal);
  await expect(publishSop(as("老王"), { sopId, move: false, revision })).rejects.toMatchObject(refusal);
  expect((await getSop(corp.ctx(), { sopId })).draft).toEqual(hers);
  const { changes } = await diffSop(corp.ctx(), { sopId, definition: his });
  expect(changes.map(({ what, key }) => [what, key])).toEqual(
    expect.arrayContaining([
      ["trigger", ""],
      ["step", "first"],
    ]),
  );
  // He has seen hers and keeps his.
  const second = await updateSop(as("老王"), { sopId, definition: his, revision: first.revision });
  const out = await publishSop(as("老王"), { sopId, move: false, revision: second.revision });
  expect(out).toMatchObject({ version: 1, revision: second.revision + 1 });
  await expect(updateSop(as("阿美"), { sopId, definition: hers, revision: second.revision })).rejects.toMatchObject({
    code: "sopSavedMeanwhile",
    details: { by: "老王" },
  });
});
