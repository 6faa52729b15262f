import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { exportAnswers, exportPaste } from "./export-answers.ts";
import { importAnswers } from "./import-answers.ts";
import { getAnswer, listAnswers } from "./list-answers.ts";
import { matchAnswers } from "./match-answers.ts";
import { removeAnswer, saveAnswer, useAnswer } from "./save-answer.ts";

let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
  await corp.staff("mei");
  await corp.drain();
});

const save = (input: object) => saveAnswer(corp.ctx(), api.answers.save.input.parse({ state: "live", answer: "24 小时内", ...input }));
const match = async (text: string, more: object = {}) =>
  (await matchAnswers(corp.ctx(), api.answers.match.input.parse({ text, ...more }))).hits;
const list = (input: object = {}) => listAnswers(corp.ctx(), api.answers.list.input.parse(input));
const load = (csv: string, dryRun = false) => importAnswers(corp.ctx(), { csv, dryRun });
const textOf = async (lines: AsyncGenerator<string>) => {
  let text = "";
  for await (const line of lines) text += line;
  return text;
};
const delivery = { title: "发货", questions: ["什么时候发货？"], keywords: ["几天发货"], owner: "mei" };

test("what is saved is found at once, in the channel's wording, with the reason; a draft only when it is tried out", async () => {
  const made = await save({ ...delivery, channels: { sidebar: "亲自查了：24 小时内" } });
  expect(made).toMatchObject({ version: 1, ownerName: "mei", valid: true, used30d: 0 });
  expect(await match("請問什麼時候發貨呀", { channel: "sidebar" })).toMatchObject([
    { id: made.id, answer: "亲自查了：24 小时内", exact: false, why: [{ kind: "question", said: "什麼時候發貨" }] },
  ]);
  expect(await match("什么时候发货", { channel: "kf" })).toMatchObject([{ answer: "24 小时内", exact: true }]);
  const draft = await save({ ...delivery, id: made.id, version: 1, state: "draft" });
  expect([draft.version, await match("什么时候发货"), (await match("什么时候发货", { drafts: true })).length]).toEqual([2, [], 1]);
});

test("an answer has its time: found from its first instant on and no longer after its last", async () => {
  const now = corp.ctx().now.getTime();
  await save({ ...delivery, validFrom: new Date(now + 60_000).toISOString(), validTo: new Date(now + 120_000).toISOString() });
  expect(await match("什么时候发货")).toEqual([]);
  corp.advance(60_000);
  expect(await match("什么时候发货")).toHaveLength(1);
  corp.advance(60_000);
  expect(await match("什么时候发货")).toEqual([]);
});

test("who saves or deletes an older one than the present is told, and a record keeps what was there before", async () => {
  const { id } = await save(delivery);
  await save({ ...delivery, id, version: 1, answer: "48 小时内" });
  await expect(save({ ...delivery, id, version: 1 })).rejects.toMatchObject({ code: "answerSavedMeanwhile", status: 409 });
  await expect(removeAnswer(corp.ctx(), { id, version: 1 })).rejects.toMatchObject({ code: "answerSavedMeanwhile" });
  const both = await Promise.allSettled([1, 2].map((n) => save({ ...delivery, id, version: 2, answer: `第 ${n} 位` })));
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  await removeAnswer(corp.ctx(), { id, version: 3 });
  expect(await match("什么时候发货")).toEqual([]);
  await expect(getAnswer(corp.ctx(), { id })).rejects.toMatchObject({ code: "notFound" });
  const { rows } = await sql<{ verb: string; before: string | null }>`select verb, data -> 'before' ->> 'answer' as before from audit
    where corp_id = ${corp.corpId} and verb like 'answers.%' order by (data -> 'before' ->> 'version')::int nulls first`.execute(
    database.db,
  );
  expect(rows.map(({ verb, before }) => [verb, before])).toEqual([
    ["answers.save", null],
    ["answers.save", "24 小时内"],
    ["answers.save", "48 小时内"],
    ["answers.remove", expect.stringMatching(/^第/u)],
  ]);
});

test.each([
  ["answerNoWords", { keywords: ["？"], questions: [] }],
  ["answerDates", { validFrom: "2026-01-02T00:00:00Z", validTo: "2026-01-02T00:00:00Z" }],
  ["takerUnknown", { owner: "nobody" }],
  ["notFound", { id: "ans_none", version: 1 }],
])("what makes no sense is refused in words: %s", async (code, input) => {
  await expect(save({ ...delivery, ...input })).rejects.toMatchObject({ code });
});

test("a title is one answer's; lists go page by page, the highest priority first, by words of any part", async () => {
  for (let n = 0; n < 5; n += 1) {
    corp.advance(1);
    await save({ title: `第${n}条`, keywords: [`词${n}`], priority: n % 2 });
  }
  await expect(save({ title: "第1条", keywords: ["x"] })).rejects.toMatchObject({ code: "answerTitleTaken", status: 409 });
  const first = await list({ limit: 3 });
  const rest = await list({ limit: 3, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...rest.items].map(({ title }) => title)).toEqual(["第1条", "第3条", "第0条", "第2条", "第4条"]);
  expect([first.total, rest.nextCursor]).toEqual([5, null]);
  expect((await list({ query: "词3" })).items.map(({ title }) => title)).toEqual(["第3条"]);
  expect((await list({ query: "100%" })).items).toEqual([]);
  expect((await list({ state: "draft" })).items).toEqual([]);
});

test("how often an answer was given is counted for thirty days", async () => {
  const { id } = await save(delivery);
  for (const channel of ["sidebar", "sidebar", "kf"] as const) await useAnswer(corp.ctx(), { id, channel });
  expect((await getAnswer(corp.ctx(), { id })).used30d).toBe(3);
  corp.advance(30 * 86_400_000);
  await useAnswer(corp.ctx(), { id, channel: "kf" });
  expect((await getAnswer(corp.ctx(), { id })).used30d).toBe(1);
  await expect(useAnswer(corp.ctx(), { id: "ans_none", channel: "kf" })).rejects.toMatchObject({ code: "notFound" });
});

test("a file goes out and comes in again in either language without a change; bad rows stop only themselves", async () => {
  await save({ ...delivery, keywords: ["+1", "=发货"], must: ["货"], channels: { kf: "客服说" }, validTo: "2099-01-01T00:00:00.000Z" });
  await save({ title: '逗号,"引号"', keywords: ["a"], answer: "两行\n回答", state: "draft", priority: -3 });
  for (const language of ["zh-CN", "en"] as const) {
    const csv = await textOf(exportAnswers({ ...corp.ctx(), language }, {}));
    expect(await load(csv)).toMatchObject({ rows: 2, created: 0, changed: 0, unchanged: 2, rejected: 0 });
  }
  const more =
    "标题,关键词,回答,优先级,状态,负责人\n发货,几天|多久,两天内,,启用,\n停车,停车|车位,门口,x,启用,\n停车,停车,门口,1,启用,\n停车,停,门口,1,启用,\n空,,没有词,,,\n谁,词,答,,,nobody\n短\n";
  const dry = await load(more, true);
  expect(dry).toMatchObject({ rows: 7, created: 1, changed: 1, rejected: 5 });
  expect(dry.errors.map(({ line, code }) => [line, code])).toEqual([
    [3, "answerCell"],
    [5, "answerTwice"],
    [6, "answerNoWords"],
    [8, "storesRowWidth"],
    [7, "takerUnknown"],
  ]);
  expect(await match("有停车位吗")).toEqual([]);
  expect(await load(more)).toMatchObject({ created: 1, changed: 1 });
  expect((await match("有停车位吗")).map(({ title }) => title)).toEqual(["停车"]);
  expect((await match("多久"))[0]).toMatchObject({ title: "发货", answer: "两天内" });
  await expect(load("名字,说明\n1,2\n")).rejects.toMatchObject({ code: "answerCsvColumns" });
});

test("for WeCom's own console: a line for each word of what is valid now", async () => {
  await save({ ...delivery, channels: { console: "后台说" } });
  await save({ title: "草稿", keywords: ["x"], state: "draft" });
  expect(await textOf(exportPaste(corp.ctx()))).toBe("关键词,回复内容,来自\r\n什么时候发货？,后台说,发货\r\n几天发货,后台说,发货\r\n");
});
