import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OrderFact } from "#log";
import { customerId } from "#kit/ids";
import { handlers as tasks } from "#modules/tasks";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { followDuty } from "./follow.ts";
import { handlers } from "./index.ts";
import { noteClick, noteOther } from "./open-link.ts";
import { getLink, linkByCode, linkPeople, listLinks } from "./read.ts";
import { archiveLink, restoreLink, saveLink } from "./save-link.ts";

let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
  for (const name of ["mei", "lan"]) await corp.staff(name);
  for (const [who, friend] of Object.entries({ wm1: "mei", wm2: "mei", wm3: "lan" })) await corp.befriend(who, friend, "", "");
  await settle();
});

const MINUTE = 60_000;
const deps = { publicUrl: () => "https://shuke.test" };
const settle = () => corp.drainWith([...tasks, ...handlers]);
const save = (input: object = {}) =>
  saveLink(deps)(corp.ctx(), api.links.save.input.parse({ name: "第一杯", url: "https://shop.test/a", ...input }));
const follow = (kind: "task" | "send", more: object = {}) => save({ follow: kind, followText: "要帮你留一张吗", ...more });
async function click(link: { id: string; name: string }, who: string) {
  await noteClick(corp.ctx(), link, who, null);
  await settle();
}
async function buy(who: string, orderNo = `no-${who}`) {
  const person = customerId(corp.corpId, who);
  const at = corp.ctx().now.toISOString();
  const order: OrderFact = {
    ...{ orderNo, personId: person, keyPersonId: person, keys: { external: who }, fresh: [], amountFen: 990, refundedFen: 0, paidAt: at },
    ...{ day: at.slice(0, 10), storeId: null, storeCode: "", channel: "", credit: "unknown", changedAt: at, source: "test" },
  };
  await corp.tell("order.recorded", order);
  await settle();
}
async function wait(minutes: number) {
  corp.advance(minutes * MINUTE);
  while ((await followDuty.run(database.db, corp.corpId, corp.ctx().now)) > 0);
  await settle();
}
const people = async (id: string) => (await linkPeople(corp.ctx(), api.links.people.input.parse({ id }))).items;
const states = async (id: string) =>
  Object.fromEntries((await people(id)).map(({ customerId: who, follow: one }) => [who, one && [one.state, one.reason]]));
const idOf = (who: string) => customerId(corp.corpId, who);

test("who opened it is known once each, taps within a minute are one, and what is bought within three hours is the click's", async () => {
  const link = await save();
  expect(link.path).toMatch(/^\/m\/k\/[0-9A-Za-z]{9}$/);
  for (const who of ["wm1", "wm1", "wm2", "wm3"]) await click(link, who);
  corp.advance(2 * MINUTE);
  await click(link, "wm1");
  for (const kind of ["preview", "preview", "staff"] as const) await noteOther(corp.ctx(), link.id, kind);
  corp.advance(170 * MINUTE);
  await buy("wm2");
  corp.advance(9 * MINUTE);
  // Three hours after her first click, not yet three after her last.
  await buy("wm1");
  await buy("wm3");
  const shown = await getLink(deps)(corp.ctx(), { id: link.id });
  expect(shown.figures).toEqual({ people: 3, clicks: 4, bought: 2, others: { preview: 2, outside: 0, staff: 1, stranger: 0 } });
  const kept = async () => {
    const { rows } = await sql`select p.*, f.people, f.clicks as all_clicks, f.bought from link_person p
      join link_figure f on f.corp_id = p.corp_id and f.link_id = p.link_id where p.corp_id = ${corp.corpId} order by p.external_user_id`.execute(
      database.db,
    );
    return rows;
  };
  // A second order of hers makes her no second buyer.
  await buy("wm2", "no-again");
  expect((await getLink(deps)(corp.ctx(), { id: link.id })).figures.bought).toBe(2);
  const before = await kept();
  expect((await people(link.id)).map(({ clicks, bought }) => [clicks, bought])).toContainEqual([2, true]);
  // Read again from the log it is the same.
  const { replay } = await import("#log");
  await replay(database.db, corp.corpId, [...corp.handlers, ...handlers], corp.ctx().now);
  expect(before).toHaveLength(3);
  expect(await kept()).toEqual(before);
});

test("whoever opened an offer and has not bought becomes one task of her friend, and never a second one", async () => {
  const link = await follow("task", { followMinutes: 60 });
  await click(link, "wm1");
  await click(link, "wm2");
  await wait(30);
  await buy("wm2");
  expect(await corp.facts("task.opened")).toEqual([]);
  await wait(45);
  expect(await states(link.id)).toEqual({ [idOf("wm1")]: ["tasked", null], [idOf("wm2")]: ["bought", null] });
  const [task, ...more] = await corp.facts("task.opened");
  expect([task?.["assignee"], task?.["kind"], more]).toEqual(["mei", "follow-link", []]);
  expect(task?.["params"]).toMatchObject({
    recipient: "wm1",
    text: "要帮你留一张吗",
    name: { zh: "有位客户点了「第一杯」还没买" },
    link: { path: expect.stringMatching(/^\/m\/k\/\w+\?v=lnk\.follow\.tsk_/) },
  });
  await click(link, "wm1");
  await wait(24 * 60);
  expect(await corp.facts("task.opened")).toHaveLength(1);
  // Nobody wrote to her: what was kept free of her attention is free again.
  const touch = () =>
    sql<{ state: string }>`select state from touch where corp_id = ${corp.corpId} and budget = 'person'`.execute(database.db);
  expect((await touch()).rows).toEqual([{ state: "reserved" }]);
  await corp.tell("task.cancelled", { taskId: String(task?.["taskId"]), reason: "test" });
  await settle();
  expect((await touch()).rows).toEqual([{ state: "released" }]);
});

test("a message goes through the gate: packed per friend, refused with the reason, late or friendless ones not at all", async () => {
  const link = await follow("send", { followMinutes: 60 });
  for (const who of ["wm1", "wm2", "wm3"]) await click(link, who);
  await click(link, "wm-nobody");
  await corp.tell("preference.said", { externalUserId: "wm2", from: "usual", to: "none", saidBy: "page", withdrawn: [] });
  await sql`insert into contact_preference (corp_id, external_user_id, level, said_at, said_by)
    values (${corp.corpId}, 'wm2', 'none', ${corp.ctx().now}, 'page') on conflict do nothing`.execute(database.db);
  await wait(75);
  const sends = await corp.actions("mass-task.create");
  expect(new Set(sends.map(({ payload }) => payload["sender"]))).toEqual(new Set(["lan", "mei"]));
  expect(sends[0]?.payload).toMatchObject({
    chatType: "single",
    text: "要帮你留一张吗",
    attachments: [{ msgtype: "link", link: { title: "第一杯", url: link.path } }],
  });
  expect(await states(link.id)).toEqual({
    [idOf("wm1")]: ["sent", null],
    [idOf("wm2")]: ["refused", "preference"],
    [idOf("wm3")]: ["sent", null],
    [idOf("wm-nobody")]: ["nobody", null],
  });
  // Half past eight in the evening: its hour would be at night, and in the morning nobody remembers.
  corp.advance(9 * 60 * MINUTE);
  const late = await follow("send", { name: "晚上", followMinutes: 180 });
  await click(late, "wm1");
  await wait(240);
  await wait(12 * 60);
  expect(await states(late.id)).toEqual({ [idOf("wm1")]: ["late", null] });
});

test("links lead where an operator said; a second saving is told, what is put away leads nowhere and can be taken back", async () => {
  const link = await save();
  const code = link.path.slice("/m/k/".length);
  expect((await linkByCode(corp.ctx(), code))?.url).toBe("https://shop.test/a");
  await save({ id: link.id, version: 1, url: "/m/welfare" });
  await expect(save({ id: link.id, version: 1 })).rejects.toMatchObject({ code: "linkSavedMeanwhile" });
  await expect(save({ name: "二", follow: "task" })).rejects.toMatchObject({ code: "linkFollowText" });
  await expect(save()).rejects.toMatchObject({ code: "linkNameTaken" });
  for (const url of [link.path, link.address]) await expect(save({ name: "三", url })).rejects.toMatchObject({ code: "linkToLink" });
  for (const url of ["javascript:alert(1)", "//evil.test", "ftp://a", "/api/x", "https://a b"])
    expect(api.links.save.input.safeParse({ name: "x", url }).success).toBe(false);
  expect(await archiveLink(deps)(corp.ctx(), { id: link.id, version: 2 })).toMatchObject({ archived: true });
  expect(await linkByCode(corp.ctx(), code)).toBeNull();
  await restoreLink(deps)(corp.ctx(), { id: link.id });
  const list = await listLinks(deps)(corp.ctx(), api.links.list.input.parse({ query: "第一" }));
  expect([list.total, list.items[0]?.url]).toEqual([1, "/m/welfare"]);
});
