import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAtRest, expectRefusal, expectTruth } from "../expect.ts";
import type { World } from "../world.ts";
import { type House, type Newcomer, openHouse, profileOf } from "./house.ts";

let house: House;
let world: World;
let people: Newcomer[] = [];
const ids: string[] = [];

beforeAll(async () => {
  house = await openHouse({ syncEveryHours: 1 });
  world = house.world;
  people = [await house.newcomer(), await house.newcomer(), await house.newcomer()];
  await world.advance("61m");
  for (const { externalUserId } of people) ids.push((await profileOf(world, externalUserId)).profile.id);
});
afterAll(() => house.close());

const groups = async () => (await world.api(api.tags.list, {})).groups;
const changes = async () => (await world.api(api.tags.list, {})).changes;
const tagOf = async (name: string) => (await groups()).flatMap((group) => group.tags).find((tag) => tag.name === name);
const groupOf = async (name: string) => (await groups()).find((group) => group.name === name);
const carried = async (n: number) => (await profileOf(world, people[n]?.externalUserId ?? "")).tags.map(({ name }) => name);
const wecom = () => world.app.core.wecom.of(world.corpId);
const job = async (id: string) => (await world.api(api.bulk.get, { id })).job;

test("complaint 17: tags made, renamed, sorted and deleted here are so at WeCom, in a new group and in an old one", async () => {
  await world.api(api.tags.create, { group: "护肤", names: ["面膜", "精华"] });
  expect(await changes()).toMatchObject([{ kind: "create", label: "护肤 / 面膜、精华", state: "asked" }]);
  await world.settle();
  expect((await groupOf("护肤"))?.tags.map(({ name }) => name)).toEqual(["精华", "面膜"]);
  expect(await changes()).toEqual([]);
  await world.api(api.tags.create, { group: "护肤", names: ["面膜", "防晒"] });
  await world.settle();
  const [mask, serum, sun] = [await tagOf("面膜"), await tagOf("精华"), await tagOf("防晒")];
  await world.api(api.tags.rename, { what: "tag", id: serum?.id ?? "", name: "精华液" });
  const group = await groupOf("护肤");
  await world.api(api.tags.rename, { what: "group", id: group?.id ?? "", name: "护肤品" });
  expect(await world.api(api.tags.order, { what: "tag", ids: [sun?.id ?? "", mask?.id ?? "", serum?.id ?? ""] })).toEqual({ calls: 2 });
  await world.settle();
  expect((await groupOf("护肤品"))?.tags.map(({ name }) => name)).toEqual(["防晒", "面膜", "精华液"]);
  await expectRefusal(world.api(api.tags.rename, { what: "tag", id: sun?.id ?? "", name: "面膜" }), "tagNameTaken");
  await world.api(api.tags.remove, { tagIds: [sun?.id ?? ""] });
  await world.settle();
  const { tag_group: shown } = await (await wecom()).tags.list({});
  expect(shown.find(({ group_name }) => group_name === "护肤品")?.tag.map(({ name }) => name)).toEqual(["面膜", "精华液"]);
  await expectTruth(world);
});

test("complaint 18: a mark is asked, done at WeCom and recorded with who wanted it; doing it again changes nothing", async () => {
  const mask = (await tagOf("面膜"))?.id ?? "";
  const whom = { ids: ids.slice(0, 2) };
  const what = { do: "tags" as const, add: [mask] };
  expect(await world.api(api.bulk.preview, { whom, what })).toMatchObject({ people: 2, change: 2, same: 0, calls: 2, sample: null });
  const { id } = await world.api(api.bulk.start, { whom, what });
  expect(await job(id)).toMatchObject({ state: "done", changed: 2, asked: 2, sent: 0, names: ["+ 护肤品/面膜"] });
  await world.settle();
  expect(await job(id)).toMatchObject({ sent: 2, refused: 0 });
  expect(await carried(0)).toContain("面膜");
  const { timeline } = await profileOf(world, people[0]?.externalUserId ?? "");
  expect(timeline.items.find(({ type, params }) => type === "tags.marked" && params["tags"] === "面膜")?.why).toMatchObject({
    kind: "bulk",
  });
  const again = await world.api(api.bulk.start, { whom: { ids }, what });
  expect(await job(again.id)).toMatchObject({ changed: 1, skipped: { same: 2 }, asked: 1 });
  await world.settle();
  await expectTruth(world);
  await expectAtRest(world);
});

test("complaint 26: tags that vanish take only themselves along; our marks outlive every sync", async () => {
  await world.api(api.tags.create, { group: "活动", names: ["春日", "夏日"] });
  await world.settle();
  const [spring, summer] = [(await tagOf("春日"))?.id ?? "", (await tagOf("夏日"))?.id ?? ""];
  // Deleted at WeCom, and nobody has told us yet.
  await (await wecom()).tags.remove({ tag_id: [spring] });
  const { id } = await world.api(api.bulk.start, { whom: { ids: [ids[0] ?? ""] }, what: { do: "tags", add: [spring, summer] } });
  const alone = await world.api(api.bulk.start, { whom: { ids: [ids[1] ?? ""] }, what: { do: "tags", add: [spring] } });
  await world.settle();
  expect(await carried(0)).toContain("夏日");
  expect(await job(id)).toMatchObject({ sent: 1, refused: 0 });
  const told = await world.api(api.bulk.get, { id: alone.id });
  expect(told.job).toMatchObject({ sent: 0, refused: 1 });
  expect(told.refused.items).toMatchObject([{ customerId: ids[1], problem: { code: "tagGone" } }]);
  const { timeline } = await profileOf(world, people[0]?.externalUserId ?? "");
  expect(timeline.items.find(({ type }) => type === "tags.refused")?.params).toMatchObject({ tags: "春日", reason: "tag-gone" });
  await world.advance("61m");
  expect(await carried(0)).toEqual(expect.arrayContaining(["面膜", "夏日"]));
  expect(await carried(0)).not.toContain("春日");
  await expectTruth(world);
});

test("a refusal is told in words and may be asked again; what is done can be taken back, but for what moved on since", async () => {
  const serum = (await tagOf("精华液"))?.id ?? "";
  world.sandbox.faults.add({ kind: "error", path: "externalcontact/mark_tag", errcode: 84061, count: 1 });
  const { id } = await world.api(api.bulk.start, {
    whom: { filter: { tagIds: [(await tagOf("面膜"))?.id ?? ""] } },
    what: { do: "tags", add: [serum] },
  });
  await world.settle();
  expect(await job(id)).toMatchObject({ state: "done", asked: 3, sent: 2, refused: 1 });
  expect((await world.api(api.bulk.get, { id })).refused.items).toMatchObject([{ problem: { code: "tagNotFriend" }, add: ["精华液"] }]);
  expect(await world.api(api.bulk.retry, { id })).toEqual({ asked: 1 });
  await world.settle();
  expect(await job(id)).toMatchObject({ sent: 3, refused: 0 });
  expect((await world.api(api.bulk.get, { id })).refused.items).toEqual([]);
  // A colleague takes it off one of them by hand: WeCom's truth stays.
  await (
    await wecom()
  ).tags.mark({ userid: people[2]?.officer ?? "", external_userid: people[2]?.externalUserId ?? "", remove_tag: [serum] });
  await world.act({ who: people[2]?.officer ?? "", do: "remark", externalUserId: people[2]?.externalUserId ?? "", remark: "熟客" });
  await world.advance("30s");
  const undo = await world.api(api.bulk.undo, { id });
  await world.settle();
  expect(await job(undo.id)).toMatchObject({ what: { do: "undo" }, changed: 2, skipped: { "moved-on": 1 }, sent: 2 });
  expect(await job(id)).toMatchObject({ undone: true });
  for (const n of [0, 1, 2]) expect(await carried(n)).not.toContain("精华液");
  await expectRefusal(world.api(api.bulk.undo, { id }), "bulkNothingToUndo");
  await expectTruth(world);
});

test("a field and a mark for everybody of a filter, in the background, with an end and a way back", async () => {
  const { key } = await world.api(api.fields.create, { name: "会员", kind: "boolean", listed: true });
  const filter = { tagIds: [(await tagOf("面膜"))?.id ?? ""] };
  const { id } = await world.api(api.bulk.start, { whom: { filter }, what: { do: "field", key, value: true } });
  await world.api(api.bulk.start, { whom: { ids: [ids[0] ?? ""] }, what: { do: "mark", mark: "test", on: true } });
  await world.settle();
  expect((await world.api(api.customers.list, { fields: [{ key, is: true }] })).items.map((item) => item.id).toSorted()).toEqual(
    ids.toSorted(),
  );
  const [marked] = (await world.api(api.customers.list, { mark: "test" })).items;
  expect(marked).toMatchObject({ id: ids[0], marks: ["test"], fields: [{ key, value: true }] });
  expect(await world.api(api.customers.count, { mark: "none", fields: [{ key, empty: false }] })).toEqual({ count: 2, exact: true });
  // Who is no customer counts in no rate.
  expect((await world.api(api.analytics.funnel, { playbook: "store-community" })).people).toBe(2);
  await world.api(api.fields.set, { customerId: ids[1] ?? "", values: [{ key, value: false }] });
  await world.settle();
  const undo = await world.api(api.bulk.undo, { id });
  await world.settle();
  expect(await job(undo.id)).toMatchObject({ changed: 2, skipped: { "moved-on": 1 } });
  expect((await world.api(api.customers.list, { fields: [{ key, is: false }] })).items.map((item) => item.id)).toEqual([ids[1]]);
  await expectRefusal(
    world.api(api.bulk.start, { whom: { filter: { query: "nobody at all" } }, what: { do: "mark", mark: "test", on: true } }),
    "bulkNobody",
  );
  const { rows } = await sql<{
    verb: string;
  }>`select distinct verb from audit where corp_id = ${world.corpId} and verb like 'bulk.%'`.execute(world.db);
  expect(rows.length).toBeGreaterThan(1);
});

test("the list of a filter is written as a file while it is read, and that it was taken is recorded", async () => {
  const url = `/api/download/customers.export?input=${encodeURIComponent(JSON.stringify({ mark: "none" }))}`;
  const headers = { authorization: `Bearer ${world.credentials.apiKey}` };
  const answer = await world.app.server.inject({ method: "GET", url, headers });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["content-disposition"]).toContain("shuke-customers-2026-03-");
  const lines = answer.body.trimEnd().split("\r\n");
  expect(lines[0]).toBe("\uFEFF外部联系人ID,客户,关系,阶段,标记,标签,跟进员工,所在群,来源,添加时间,会员");
  expect(lines).toHaveLength(3);
  expect(answer.body).toContain(people[1]?.externalUserId);
  expect((await world.app.server.inject({ method: "GET", url })).statusCode).toBe(401);
  const broken = await world.app.server.inject({ method: "GET", url: "/api/download/customers.export?input=nonsense", headers });
  expect(broken.statusCode).toBe(400);
  const { rows } = await sql<{
    data: unknown;
  }>`select data from audit where corp_id = ${world.corpId} and verb = 'customers.export'`.execute(world.db);
  expect(rows).toEqual([{ data: { filter: { mark: "none" } } }]);
});
