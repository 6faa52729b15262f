import { truthLines } from "#inbox";
import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAtRest, expectGapless, expectRefusal } from "../expect.ts";
import { tablesWith } from "../find-person.ts";
import { compareReplay } from "../middle/replay.ts";
import { handlersOf } from "../../src/registry.ts";
import type { World } from "../world.ts";
import { type House, type Newcomer, openArchive, openHouse, profileOf } from "./house.ts";

let house: House;
let world: World;
let her: Newcomer;
let other: Newcomer;
let id = "";
let needles: string[] = [];
const PHONE = "13800001234";
const NAME = "林小满的微信名";

beforeAll(async () => {
  house = await openHouse({ syncEveryHours: 1 });
  world = house.world;
  her = await house.newcomer();
  other = await house.newcomer();
  await openArchive(world, [her.officer]);
});
afterAll(() => house.close());

async function importOrder(orderNo: string): Promise<void> {
  const csv = `订单号,外部联系人ID,手机号,实付金额,支付时间\n${orderNo},${her.externalUserId},${PHONE},18.00,2026-03-02 09:00:00\n`;
  const { id: file } = await world.api(api.orders.importCreate, { fileName: "orders.csv", format: "csv", bytes: Buffer.byteLength(csv) });
  await world.api(api.orders.importPiece, { id: file, n: 0, body: Buffer.from(csv).toString("base64"), last: true });
  await world.advance("1m");
}

const forgotten = async () => (await world.api(api.sync.truth, {})).forgotten?.count;

/** What WeCom shows and we hold, line by line: all of it but what is about her. */
async function expectTruthWithoutHer(): Promise<void> {
  const theirs = (await (await fetch(`${world.sandbox.url}/_sandbox/truth?full=1`)).text()).split("\n").filter((line) => line !== "");
  const ours = await truthLines(world.db, world.corpId);
  const hers = theirs.filter((line) => line.includes(her.externalUserId));
  expect(hers.length).toBeGreaterThan(0);
  const known = await world.api(api.sync.truth, {});
  const truth = world.truth().families;
  expect(known.forgotten).toEqual({ count: 1 });
  expect(known.families.customers.count + 1).toBe(truth.customers.count);
  expect(ours.filter((line) => line.includes(her.externalUserId))).toEqual([]);
  expect(ours.length + hers.length).toBe(theirs.length);
}

test("somebody with a past is forgotten: what runs for her ends, and no table holds a trace of her", async () => {
  await house.join(her.who);
  await house.join(other.who);
  await world.act({ who: her.who, do: "nickname", chatId: world.phone(her.who).groups[0]?.chatId ?? "", name: NAME });
  await world.act({ who: her.officer, do: "remark", externalUserId: her.externalUserId, remark: `小满 ${PHONE}` });
  await world.act({ who: her.who, do: "open", url: new URL("/m/preferences", world.app.core.publicUrl).href });
  await world.act({ who: her.who, do: "say", to: her.officer, text: `我是${NAME}` });
  await importOrder("NO-1");
  await world.advance("61m");
  const { profile } = await profileOf(world, her.externalUserId);
  id = profile.id;
  const { rows } = await sql<{ unionid: string; name: string }>`select unionid, name from customer
    where corp_id = ${world.corpId} and id = ${id}`.execute(world.db);
  needles = [her.externalUserId, id, PHONE, rows[0]?.unionid ?? "", rows[0]?.name ?? "", NAME];
  expect((await tablesWith(world.app.core.pool, needles)).length).toBeGreaterThan(15);

  const preview = await world.api(api.privacy.preview, { customerId: id });
  const counted = new Map(preview.items.map(({ what, count }) => [what, count]));
  expect(preview).toMatchObject({ customer: { id }, underWay: false });
  expect(counted.get("friendships")).toBe(1);
  expect(counted.get("groups")).toBe(1);
  expect(counted.get("plans")).toBeGreaterThan(0);
  expect(counted.get("messages")).toBe(1);
  expect(counted.get("orders")).toBe(1);
  expect(counted.get("facts")).toBeGreaterThan(3);

  const asked = await world.api(api.privacy.erase, { customerId: id });
  expect(asked).toMatchObject({ state: "asked", saidBy: "console", why: "asked", doneAt: null });
  expect(asked.ended).toBeGreaterThan(2);
  expect(asked.tombstones).toBeGreaterThanOrEqual(2);
  // Asked for twice it is one request.
  expect((await world.api(api.privacy.erase, { customerId: id })).id).toBe(asked.id);
  await world.advance("5m");

  const { items, open } = await world.api(api.privacy.requests, {});
  expect(open).toBe(0);
  expect(items).toMatchObject([{ id: asked.id, state: "done" }]);
  expect(items[0]?.gone).toBeGreaterThan(0);
  expect(items[0]?.changed).toBeGreaterThan(10);
  expect(await tablesWith(world.app.core.pool, needles)).toEqual([]);
  await expectRefusal(world.api(api.customers.get, { id }), "notFound");
  // The log without her makes exactly the rows that are there.
  const { before, large } = await compareReplay(
    world.db,
    world.corpId,
    handlersOf(world.app.core).filter(({ kind }) => kind === "project"),
  );
  expect(large).toEqual(before);
  await expectGapless(world);
});

test("no door lets her in again: callbacks, the full comparison, files, and her own phone", async () => {
  const received = () => world.phone(her.who).chats.flatMap(({ messages }) => messages.filter(({ from }) => from !== her.who)).length;
  const before = received();
  await world.act({ who: her.officer, do: "remark", externalUserId: her.externalUserId, remark: `还是她 ${PHONE}` });
  await world.act({ who: her.who, do: "say", to: her.officer, text: "在吗" });
  await importOrder("NO-2");
  await world.act({ who: her.who, do: "open", url: new URL("/m/preferences", world.app.core.publicUrl).href });
  await world.api(api.sync.run, {});
  await world.advance("2m");
  expect(await tablesWith(world.app.core.pool, needles)).toEqual([]);
  await expectTruthWithoutHer();
  // She leaves her group, and a day goes by with everything that it brings.
  const chat = world.phone(her.who).groups[0]?.chatId ?? "";
  await world.act({ who: her.who, do: "leave", chatId: chat });
  await world.advance("25 hours");
  expect(await tablesWith(world.app.core.pool, needles)).toEqual([]);
  await expectTruthWithoutHer();
  const { rows } = await sql<{
    n: number;
    nobodys: number;
  }>`select count(*)::int as n, count(*) filter (where person_id is null)::int as nobodys
    from customer_order where corp_id = ${world.corpId} and order_no in ('NO-1', 'NO-2')`.execute(world.db);
  expect(rows[0]).toEqual({ n: 2, nobodys: 1 });
  expect(received()).toBe(before);
  await expectAtRest(world);
});

test("who befriends us anew is a new person without a past, and her tombstone is gone", async () => {
  await world.act({ who: her.who, do: "unfriend", userid: her.officer });
  await world.advance("1m");
  await world.act({ who: her.who, do: "scan", url: house.poster });
  await world.advance("61m");
  expect(await forgotten()).toBeUndefined();
  const { profile, timeline } = await profileOf(world, her.externalUserId);
  expect(profile.id).toBe(id);
  // WeCom goes on listing the old friendship, which comes along as it is there; of what she did nothing does.
  const past = timeline.items.filter(({ at }) => at < "2026-03-03T00:00:00Z").map(({ type }) => type);
  expect(past.filter((type) => type !== "relation.added")).toEqual([]);
  const { items } = await world.api(api.orders.list, { personId: id });
  expect(items).toEqual([]);
});
