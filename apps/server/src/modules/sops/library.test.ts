import { api, type InputOf } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { archiveContent, saveContent } from "#modules/assets";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { sopBoard } from "./board.ts";
import { stopSop } from "./change-state.ts";
import { getSop } from "./get-sop.ts";
import { duties, handlers, wordingsOf } from "./index.ts";
import { sopPeople } from "./people.ts";
import { publishSop } from "./publish-sop.ts";
import { createSop } from "./write-draft.ts";
import { fromYaml, toYaml } from "./yaml-file.ts";

const HOUR = 3_600_000;
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

type Written = InputOf<typeof api.sops.create>["definition"];
const name = { zh: "会员日", en: "Members' day" };
/** On day 1 at 10:00, worth it for `windowHours`. */
const saying = (content: object, more: object = {}, whole: object = {}): Written => ({
  v: 2,
  key: "way",
  name,
  subject: "customer",
  trigger: { on: "event", event: "friend-added" },
  start: "w1",
  steps: [
    { key: "d1", name, kind: "mass-send", evidence: "delivered", target: 0.8, windowHours: 24, content: { text: "", ...content }, ...more },
  ],
  nodes: [
    { key: "w1", do: "wait", day: 1, at: "10:00", next: "do-d1" },
    { key: "do-d1", do: "act", step: "d1", next: null },
  ],
  ...whole,
});
const draft = async (definition: Written) => (await createSop(corp.ctx(), api.sops.create.input.parse({ definition }))).sopId;
async function publish(definition: Written): Promise<string> {
  const sopId = await draft(definition);
  await publishSop(corp.ctx(), { sopId, move: false });
  return sopId;
}
const save = (input: object) =>
  saveContent(corp.ctx(), api.contents.save.input.parse({ name: "会员日", text: "周三半价", publish: true, ...input }));
const link = (n: number) => ({ kind: "link", title: `链接${n}`, url: `https://shop.test/${n}` });
async function settle() {
  const now = corp.ctx().now;
  for (let done = 1; done > 0;) {
    await corp.drainWith(handlers);
    done = 0;
    for (const duty of duties) done += await duty.run(database.db, corp.corpId, now);
  }
  await corp.drainWith(handlers);
}
async function advance(ms: number) {
  corp.advance(ms);
  await settle();
}
const sent = async () => (await corp.actions("mass-task.create")).map(({ payload: { text, attachments } }) => ({ text, attachments }));
const cell = async (sopId: string) =>
  (await sopPeople(corp.ctx(), api.sops.people.input.parse({ sopId, step: "d1" }))).items.map(({ state, reason }) => [state, reason]);
const codes = async (sopId: string) => (await getSop(corp.ctx(), { sopId })).findings.map(({ code }) => code);

test("a step says what the library says when it is planned, with all that hangs on it behind its own card", async () => {
  const made = await save({ attachments: [link(1)] });
  const sopId = await publish(saying({ contentId: made.id, link: { title: "福利", desc: "", page: "welfare" } }));
  await corp.befriend("wm1", "mei", "");
  await settle();
  await save({ id: made.id, version: made.version, text: "周三全场半价", attachments: [link(1), link(2)] });
  await advance(24 * HOUR);
  const [message, ...more] = await sent();
  expect(more).toEqual([]);
  expect(message).toMatchObject({
    text: "周三全场半价",
    attachments: [
      { link: { title: "福利", url: expect.stringContaining("/m/welfare") } },
      { link: { title: "链接1" } },
      { link: { title: "链接2" } },
    ],
  });
  expect(await cell(sopId)).toEqual([["planned", null]]);
});

test("own words go instead of the library's; a group's post takes from it as well", async () => {
  const made = await save({ attachments: [link(1)] });
  await publish(saying({ text: "自己的话", contentId: made.id }));
  await corp.group("chat1");
  const daily = { on: "calendar", days: { kind: "every" }, at: "09:00" };
  await publish(saying({ contentId: made.id }, { kind: "group-post" }, { key: "groups", subject: "group", trigger: daily }));
  await corp.befriend("wm1", "mei", "");
  await settle();
  await advance(24 * HOUR);
  await advance(24 * HOUR);
  const said = (await corp.actions("mass-task.create")).map(({ payload }) => [payload["chatType"], payload["text"]]);
  expect(said).toEqual(
    expect.arrayContaining([
      ["single", "自己的话"],
      ["group", "周三半价"],
    ]),
  );
});

test("what is over stops the step, which says so and goes on within the hour when it is mended", async () => {
  const made = await save({ expiresAt: new Date(corp.ctx().now.getTime() + 20 * HOUR).toISOString() });
  const sopId = await publish(saying({ contentId: made.id }));
  await corp.befriend("wm1", "mei", "");
  await settle();
  await advance(24 * HOUR);
  expect(await cell(sopId)).toEqual([["waiting", "content-gone"]]);
  const { stopped } = await sopBoard(corp.ctx(), { sopId });
  expect(stopped).toMatchObject([{ step: "d1", message: expect.stringContaining("「会员日」现在发不出去") }]);
  expect(await sent()).toEqual([]);
  await save({ id: made.id, version: made.version, text: "延到周五", expiresAt: null });
  await advance(HOUR);
  expect((await sent()).map(({ text }) => text)).toEqual(["延到周五"]);
  expect(await cell(sopId)).toEqual([["planned", null]]);
  expect((await sopBoard(corp.ctx(), { sopId })).stopped).toEqual([]);
});

test("as many as wait, stopping and mending are told once, and each gets it once", async () => {
  const made = await save({ expiresAt: new Date(corp.ctx().now.getTime() + 20 * HOUR).toISOString() });
  const sopId = await publish(saying({ contentId: made.id }));
  await corp.staff("yun");
  for (let n = 0; n < 40; n += 1) await corp.befriend(`wm${n}`, n % 2 === 0 ? "mei" : "yun", "");
  await settle();
  await advance(24 * HOUR);
  for (let hour = 0; hour < 20; hour += 1) await advance(HOUR);
  const told = async () => {
    const { rows } = await sql<{
      reason: string;
      people: number;
    }>`select data->>'reason' as reason, jsonb_array_length(data->'enrolmentIds') as people
      from event where corp_id = ${corp.corpId} and type = 'sop.step-postponed' order by seq`.execute(database.db);
    return rows.map(({ reason, people }) => [reason, people]);
  };
  // One for each member of staff, not one an hour.
  expect(await told()).toEqual([
    ["content-gone", 20],
    ["content-gone", 20],
  ]);
  await save({ id: made.id, version: made.version, text: "延到周五", expiresAt: null });
  // It is six in the morning: at half past eight.
  for (let hour = 0; hour < 3; hour += 1) await advance(HOUR);
  expect((await told()).at(-1)).toEqual(["content-back", 40]);
  expect(await cell(sopId)).toEqual(Array.from({ length: 40 }, () => ["planned", null]));
  const tasks = await corp.actions("mass-task.create");
  expect(tasks.map(({ payload }) => payload["sender"])).toEqual(expect.arrayContaining(["mei", "yun"]));
  await advance(HOUR);
  expect(await corp.actions("mass-task.create")).toHaveLength(2);
  expect(await told()).toHaveLength(3);
});

test("what nobody mends is refused at the end of its window, with the reason, and nothing was ever sent", async () => {
  const made = await save({});
  const sopId = await publish(saying({ contentId: made.id }));
  await corp.befriend("wm1", "mei", "");
  await settle();
  await save({ id: made.id, version: made.version, text: "{{name}}，周三半价" });
  for (let hour = 0; hour < 48; hour += 1) await advance(HOUR);
  expect(await sent()).toEqual([]);
  expect(await cell(sopId)).toEqual([["refused", "content-gone"]]);
});

test("publishing holds a definition against the library", async () => {
  const waiting = await save({ name: "没过审", publish: false });
  const gaps = await save({ name: "有称呼", text: "{{name}}，周三半价" });
  const ends = await save({ name: "有期限", expiresAt: new Date(corp.ctx().now.getTime() + 9 * HOUR).toISOString() });
  const of = async (key: string, contentId: string) => draft({ ...saying({ contentId }), key });
  const sop = await of("waiting", waiting.id);
  expect(await codes(sop)).toEqual(["contentNotLive"]);
  await expect(publishSop(corp.ctx(), { sopId: sop, move: false })).rejects.toThrow("sopUnfinished");
  await save({ id: waiting.id, version: waiting.version, name: "没过审" });
  expect(await codes(sop)).toEqual([]);
  expect(await codes(await of("gone", "cnt_none"))).toEqual(["contentUnknown"]);
  expect(await codes(await of("gaps", gaps.id))).toEqual(["contentGaps"]);
  const ending = await of("ends", ends.id);
  expect(await codes(ending)).toEqual(["contentEnds"]);
  await publishSop(corp.ctx(), { sopId: ending, move: false });
});

test("a content is not put away under an SOP, neither a draft nor one that runs", async () => {
  const made = await save({});
  const sopId = await publish(saying({ contentId: made.id }));
  const away = archiveContent(corp.ctx(), { id: made.id, version: made.version });
  await expect(away).rejects.toMatchObject({ code: "contentInUse", details: { uses: "会员日" } });
  await stopSop(corp.ctx(), { sopId });
  await draft({ ...saying({ contentId: made.id }), key: "next" });
  await expect(archiveContent(corp.ctx(), { id: made.id, version: made.version })).rejects.toThrow("contentInUse");
});

test("a file names the content, and reads back to the same", async () => {
  const { id } = await save({});
  const definition = api.sops.toYaml.input.parse({ definition: saying({ contentId: id }) }).definition;
  const { yaml } = await toYaml(corp.ctx(), { definition });
  expect(yaml).toContain("library: 会员日");
  expect(await fromYaml(corp.ctx(), { yaml })).toEqual({ definition, problems: [] });
  const { problems } = await fromYaml(corp.ctx(), { yaml: yaml.replace("library: 会员日", "library: 别的") });
  expect(problems).toMatchObject([{ path: "steps.0.content.library" }]);
});

test("the sidebar offers a step's content as it is now, and not one that cannot go out", async () => {
  const made = await save({ attachments: [link(1)] });
  await publish(saying({ contentId: made.id }));
  await corp.befriend("wm1", "mei", "");
  await settle();
  const offered = async () => (await wordingsOf(corp.ctx(), "wm1", 5)).flatMap(({ wordings }) => wordings);
  expect(await offered()).toEqual([{ n: 0, text: "周三半价", links: [{ title: "链接1", desc: "", url: "https://shop.test/1" }] }]);
  await save({ id: made.id, version: made.version, text: "{{name}}，周三半价" });
  expect(await offered()).toEqual([]);
});
