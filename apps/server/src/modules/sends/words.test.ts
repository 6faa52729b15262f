import { api, type SendPlan } from "@shuke/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Ctx } from "#kit/ctx";
import { archiveContent, saveContent } from "#modules/assets";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { duties } from "./index.ts";
import { createSend } from "./save-send.ts";
import { getSend } from "./screens.ts";
import { submitSend } from "./submit.ts";
import { trySend } from "./trial.ts";

let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
  await corp.staff("anna");
  for (const who of ["wm1", "wm2"]) await corp.befriend(who, "anna", "");
  await corp.drain();
});

const as = (id: string): Ctx => ({ ...corp.ctx(), actor: { kind: "user", id } });
const save = (input: object) => saveContent(as("op"), api.contents.save.input.parse({ name: "新品", publish: true, ...input }));
const links = (n: number) => Array.from({ length: n }, (_, i) => ({ kind: "link", title: `链接${i}`, url: "https://example.com/a" }));
const until = () => new Date(corp.ctx().now.getTime() + 5 * 3_600_000).toISOString();
const plan = (more: Partial<SendPlan>) =>
  api.sends.create.input.parse({ plan: { name: "新品", to: "customers", audience: { everyone: true }, until: until(), ...more } });
async function settle(): Promise<void> {
  for (const duty of duties) while ((await duty.run(database.db, corp.corpId, corp.ctx().now)) > 0);
}

test("what hangs on a content of the library goes along, and its words where there are no others", async () => {
  const { id: contentId } = await save({ text: "夏日新品到店", attachments: links(2) });
  const { id } = await createSend(as("op"), plan({ content: { text: "", contentId }, variants: [{ text: "自己写的", contentId }] }));
  await submitSend(as("op"), { id });
  await settle();
  const said = (await corp.actions("mass-task.create")).map(({ payload }) => [
    payload["text"],
    (payload["attachments"] as unknown[]).length,
  ]);
  expect(said.length).toBeGreaterThan(0);
  for (const one of said)
    expect([
      ["夏日新品到店", 2],
      ["自己写的", 2],
    ]).toContainEqual(one);
});

test("a content that cannot go out to many is refused when it is chosen", async () => {
  await expect(createSend(as("op"), plan({ content: { text: "", contentId: "cnt_none" } }))).rejects.toMatchObject({ status: 404 });
  const gaps = await save({ name: "有称呼", text: "{{name}}，新品到店" });
  await expect(createSend(as("op"), plan({ content: { text: "", contentId: gaps.id } }))).rejects.toThrow(/content/);
  const full = await save({ name: "九张", text: "看看", attachments: links(9) });
  const card = { title: "福利", desc: "", page: "welfare" as const };
  await expect(createSend(as("op"), plan({ content: { text: "", contentId: full.id, link: card } }))).rejects.toThrow("sendTooMuch");
  expect(() => plan({ content: { text: " " } })).toThrow("words or a content");
});

test("a content is not put away under a send; what cannot go out any more is not sent, with the reason", async () => {
  const made = await save({ text: "周末福利" });
  const { id } = await createSend(as("op"), plan({ content: { text: "", contentId: made.id } }));
  await expect(archiveContent(as("op"), { id: made.id, version: made.version })).rejects.toThrow("contentInUse");
  await submitSend(as("op"), { id });
  await save({ id: made.id, version: made.version, text: "{{name}}，周末福利" });
  await settle();
  expect(await corp.actions("mass-task.create")).toEqual([]);
  expect(await getSend(as("op"), { id })).toMatchObject({
    state: "done",
    counts: { refused: 2 },
    reasons: [{ reason: "content-gone", count: 2 }],
  });
});

test("a trial shows every wording, and names what hangs on it", async () => {
  const made = await save({ text: "周末福利", attachments: links(1) });
  const { id } = await createSend(as("op"), plan({ content: { text: "", contentId: made.id }, variants: [{ text: "另一种" }] }));
  await trySend({ ...corp.ctx(), actor: { kind: "staff", userId: "anna" } }, { id });
  const cards = (await corp.actions("staff-notice.send")).map(({ payload }) => [payload["title"], payload["description"]]);
  expect(cards).toEqual(
    expect.arrayContaining([
      ["新品 1/2", "周末福利\n附：链接0"],
      ["新品 2/2", "另一种"],
    ]),
  );
});
