import { api, type InputOf } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createLiveCode } from "#modules/live-codes";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { sopEnrolments } from "./enrolments.ts";
import { duties, handlers } from "./index.ts";
import { publishSop } from "./publish-sop.ts";
import { createSop } from "./write-draft.ts";

const HOUR = 3_600_000;
let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  // Saturday, the first of March 2025, ten o'clock in China.
  corp = await createTestCorp(database);
  await corp.drainWith(handlers);
});

const name = { zh: "步骤", en: "Step" };
type Written = InputOf<typeof api.sops.create>["definition"];
const sop = (kind: "mass-send" | "group-post" | "staff-task", more: object): Written => ({
  v: 2,
  key: "round",
  name,
  subject: "customer",
  trigger: { on: "event", event: "friend-added" },
  start: "soon",
  steps: [{ key: "a", name, kind, evidence: kind === "staff-task" ? "claim" : "delivered", target: 0.8, content: { text: "好" } }],
  nodes: [
    { key: "soon", do: "after", hours: 1, next: "do-a" },
    { key: "do-a", do: "act", step: "a", next: null },
  ],
  ...more,
});
async function publish(definition: Written) {
  const { sopId } = await createSop(corp.ctx(), api.sops.create.input.parse({ definition }));
  await publishSop(corp.ctx(), { sopId, move: false });
  return sopId;
}
async function until(hours: number) {
  for (let left = hours; left > 0; left -= 1) {
    corp.advance(HOUR);
    for (let n = 0, done = 1; done > 0 && n < 50; n += 1) {
      await corp.drainWith(handlers);
      done = 0;
      for (const duty of duties) done += await duty.run(database.db, corp.corpId, corp.ctx().now);
    }
    await corp.drainWith(handlers);
  }
}
const inIt = async (sopId: string) =>
  (await sopEnrolments(corp.ctx(), api.sops.enrolments.input.parse({ sopId }))).items
    .map((one) => `${one.recipient} ${one.startedAt.slice(5, 16)}`)
    .toSorted((a, b) => a.localeCompare(b));

test("staff begin anew on every workday, and not before the day after it was published", async () => {
  await corp.staff("mei");
  await corp.staff("lan");
  await corp.drain();
  const sopId = await publish(
    sop("staff-task", { subject: "staff", trigger: { on: "calendar", days: { kind: "workdays" }, at: "09:00" } }),
  );
  await until(80);
  expect(await inIt(sopId)).toEqual(["lan 03-03T01:00", "lan 03-04T01:00", "mei 03-03T01:00", "mei 03-04T01:00"]);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from event
    where corp_id = ${corp.corpId} and type = 'task.opened'`.execute(database.db);
  expect(rows[0]?.n).toBe(4);
});

test("whoever fulfils the conditions enters once, whoever does so later enters on another day", async () => {
  await corp.staff("mei");
  const woman = (externalUserId: string) =>
    corp.tell("customer.detailed", { externalUserId, name: "", type: 1, gender: 2, unionid: "", avatar: "" });
  for (const one of ["a", "b"]) await corp.befriend(one, "mei", "");
  await woman("a");
  await corp.drain();
  const tree = { v: 1, root: { kind: "gender", in: ["female"] } };
  const sopId = await publish(sop("mass-send", { trigger: { on: "condition", tree, at: "11:00" } }));
  await until(2);
  expect(await inIt(sopId)).toEqual(["a 03-01T03:00"]);
  await woman("b");
  await until(24);
  expect(await inIt(sopId)).toEqual(["a 03-01T03:00", "b 03-02T03:00"]);
  await until(24);
  expect(await inIt(sopId)).toHaveLength(2);
});

test("who enters a segment by something that happened enters its SOP", async () => {
  await corp.staff("mei");
  await corp.befriend("a", "mei", "");
  await corp.drain();
  const sopId = await publish(sop("mass-send", { trigger: { on: "segment", segmentId: "seg_1" } }));
  const { rows } = await sql<{ id: string }>`select id from customer where corp_id = ${corp.corpId}`.execute(database.db);
  const entered = { version: 1, customerIds: [rows[0]?.id ?? "", "cus_gone"], why: "touched" };
  await corp.tell("segment.entered", { segmentId: "seg_1", ...entered });
  await corp.tell("segment.entered", { segmentId: "seg_2", ...entered });
  await until(1);
  expect(await inIt(sopId)).toEqual(["a 03-01T02:00"]);
});

test("a group's clock starts when it is full enough or old enough, and an old group is left alone", async () => {
  await corp.stores("S1,人民广场店,上海市,黄浦区,121.47,31.23,open");
  await corp.group("ancient");
  corp.advance(30 * 24 * HOUR);
  await corp.group("fills");
  await corp.group("stays");
  await corp.drain();
  const input = { kind: "group", name: "群码", storeId: await corp.storeId("S1"), chatIds: ["ancient", "fills", "stays"] };
  await createLiveCode(corp.ctx(), api.liveCodes.create.input.parse(input));
  const clock = { from: "filled", idealSize: 5, share: 0.8, orDay: 3 };
  const trigger = { on: "event", event: "group-entered-pool" };
  const sopId = await publish(sop("group-post", { subject: "group", trigger, clock }));
  for (const one of ["a", "b", "c", "d"]) await corp.join("fills", one);
  await until(2);
  expect(await inIt(sopId)).toEqual(["fills 03-31T03:00"]);
  await until(72);
  expect((await inIt(sopId)).map((one) => one.split(" ")[0])).toEqual(["fills", "stays"]);
});
