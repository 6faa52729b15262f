import { api } from "@shuke/contract";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createLiveCode, findStores, mySeat, reserveSeat, type Search, updateLiveCode } from "./index.ts";
import { listStores } from "./store-screens.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";

let database: TestDatabase;
let corp: TestCorp;
beforeAll(async () => {
  database = await createTestDatabase({ max: 20 });
});
afterAll(() => database.drop());
beforeEach(async () => {
  corp = await createTestCorp(database);
});

const here = { lng: 121.47, lat: 31.23 };
const search = (more: Partial<Search>): Search => ({ at: null, city: "", district: "", name: "", ...more });
const find = (more: Partial<Search>, who = "wm1") => findStores(corp.ctx(), corp.visitor(who), search(more));
const reserve = (store: string, who: string, at: typeof here | null = null) =>
  reserveSeat(corp.ctx(), corp.visitor(who), { storeId: store, how: at ? "location" : "city", at });

/** A store with a group code that has a picture. Members are joined by hand. */
async function open(code: string, name: string, lng: number, more: Record<string, unknown> = {}, state = "open") {
  await corp.stores(`${code},${name},上海市,黄浦区,${lng},31.23,${state}`);
  await corp.group(`g-${code}`);
  await corp.drain();
  const storeId = await corp.storeId(code);
  const input = { kind: "group", name: `${name}福利群`, storeId, chatIds: [`g-${code}`], autoCreate: false, ...more };
  const made = await createLiveCode(corp.ctx(), api.liveCodes.create.input.parse(input));
  await corp.tell("join-way.put", { liveCodeId: made.id, configId: `cfg-${code}`, qrUrl: `http://wx/${code}.png`, chatIds: [`g-${code}`] });
  await corp.drain();
  return { storeId, codeId: made.id };
}
const fill = async (chatId: string, count: number) => {
  for (let i = 0; i < count; i += 1) await corp.join(chatId, `filler-${chatId}-${i}`);
  await corp.drain();
};

describe("finding a store", () => {
  test("offers the nearest first, and none that is closed, full, paused, without a code or beyond the limit", async () => {
    await open("far", "远店", 121.52);
    await open("near", "近店", 121.471);
    await open("shut", "关店", 121.4701, {}, "closed");
    await open("full", "满店", 121.4702, { seatLimit: 2 });
    await fill("g-full", 2);
    const paused = await open("paused", "停码店", 121.4703);
    await updateLiveCode(corp.ctx(), api.liveCodes.update.input.parse({ id: paused.codeId, state: "paused" }));
    await corp.stores("none,没码店,上海市,黄浦区,121.4704,31.23,open");
    await open("beyond", "太远店", 121.9);
    const found = await find({ at: here });
    expect(found.offers.map(({ store }) => store.code)).toEqual(["near", "far"]);
    expect(found).toMatchObject({ how: "location", reason: null });
    expect(found.offers[0]?.distanceM).toBeCloseTo(95, 0);
    expect(await corp.facts("store.searched")).toEqual([{ externalUserId: "wm1", how: "location", query: "121.47,31.23", found: 2 }]);
  });

  test("says why there is none", async () => {
    expect((await find({ at: here })).reason).toBe("unknown");
    const { storeId } = await open("S1", "一店", 121.471, { seatLimit: 2 });
    expect((await find({ at: { lng: 116.4, lat: 39.9 } })).reason).toBe("too-far");
    await fill("g-S1", 2);
    expect((await find({ at: here })).reason).toBe("full");
    await corp.stores("S1,一店,上海市,黄浦区,121.471,31.23,closed");
    expect((await find({ at: here })).reason).toBe("closed");
    expect(await reserve(storeId, "wm1")).toEqual({ kind: "refused", reason: "closed" });
    expect((await corp.facts("seat.refused")).at(-1)).toMatchObject({ storeId, reason: "closed" });
  });

  test("works by city, district and name for those who do not say where they are", async () => {
    await open("S1", "人民广场店", 121.471);
    await open("S2", "外滩店", 121.49);
    expect((await find({ city: "上海市" })).offers.map(({ store }) => store.code)).toEqual(["S1", "S2"]);
    expect(await find({ city: "上海市", district: "黄浦区" })).toMatchObject({ how: "district" });
    expect((await find({ name: "外滩" })).offers.map(({ store }) => store.code)).toEqual(["S2"]);
    expect(await find({ name: "没有这家" })).toMatchObject({ how: "name", offers: [], reason: "unknown" });
    expect((await find({})).offers).toEqual([]);
  });

  test("keeps to the distance that the corp has set", async () => {
    const { storeId } = await open("S1", "一店", 121.49);
    await sql`update corp set settings = '{"routing":{"maxDistanceM":1000}}' where corp_id = ${corp.corpId}`.execute(database.db);
    expect((await find({ at: here })).reason).toBe("too-far");
    expect(await reserve(storeId, "wm1", here)).toEqual({ kind: "refused", reason: "too-far" });
  });
});

describe("a seat", () => {
  test("is kept for a quarter of an hour, counts against the others, and is free again after it", async () => {
    const { storeId } = await open("S1", "一店", 121.471, { seatLimit: 2 });
    await fill("g-S1", 1);
    expect(await reserve(storeId, "wm1", here)).toMatchObject({ kind: "seat", qrUrl: "http://wx/S1.png" });
    expect(await reserve(storeId, "wm2")).toEqual({ kind: "refused", reason: "full" });
    expect(await reserve(storeId, "wm1")).toMatchObject({ kind: "seat" });
    corp.advance(15 * 60_000 - 1);
    expect(await mySeat(corp.ctx(), corp.visitor("wm1"))).toMatchObject({ qrUrl: "http://wx/S1.png" });
    expect(await reserve(storeId, "wm2")).toMatchObject({ kind: "refused" });
    corp.advance(1);
    expect(await mySeat(corp.ctx(), corp.visitor("wm1"))).toBeNull();
    expect(await reserve(storeId, "wm2")).toMatchObject({ kind: "seat" });
    expect((await corp.facts("store.chosen"))[0]).toMatchObject({
      externalUserId: "wm1",
      storeId,
      how: "location",
      distanceM: 95,
      ruleVersion: 1,
    });
  });

  test("becomes a membership when she joins; whoever is in a group is shown it and gets no second seat", async () => {
    const { storeId } = await open("S1", "一店", 121.471, { seatLimit: 3 });
    const other = await open("S2", "二店", 121.48);
    await reserve(storeId, "wm1");
    await corp.join("g-S1", "wm1");
    await corp.drain();
    expect(await mySeat(corp.ctx(), corp.visitor("wm1"))).toBeNull();
    expect(await reserve(other.storeId, "wm1")).toMatchObject({ kind: "already", group: { chatId: "g-S1", store: { id: storeId } } });
    for (const who of ["wm2", "wm3"]) expect(await reserve(storeId, who)).toMatchObject({ kind: "seat" });
    expect(await reserve(storeId, "wm4")).toMatchObject({ kind: "refused", reason: "full" });
  });

  test("moves with somebody who chooses another store", async () => {
    const one = await open("S1", "一店", 121.471, { seatLimit: 2 });
    const two = await open("S2", "二店", 121.48, { seatLimit: 2 });
    await fill("g-S1", 1);
    await reserve(one.storeId, "wm1");
    await reserve(two.storeId, "wm1");
    expect(await reserve(one.storeId, "wm2")).toMatchObject({ kind: "seat" });
  });

  test("is promised beyond the full pool only where WeCom opens the next group, and never for more than one group", async () => {
    const { storeId } = await open("S1", "一店", 121.471, { seatLimit: 2, autoCreate: true });
    await fill("g-S1", 2);
    for (const who of ["a", "b"]) expect(await reserve(storeId, who)).toMatchObject({ kind: "seat" });
    expect(await reserve(storeId, "c")).toMatchObject({ kind: "refused", reason: "full" });
  });

  test("is promised to as many as there are seats, however they all come at once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 40 }),
        async (limit, members, people) => {
          corp = await createTestCorp(database);
          const { storeId, codeId } = await open("S1", "一店", 121.471, { seatLimit: limit });
          await fill("g-S1", members);
          const answers = await Promise.all(Array.from({ length: people }, (_, i) => reserve(storeId, `p${i}`)));
          const seats = answers.filter(({ kind }) => kind === "seat").length;
          expect(seats).toBe(Math.min(people, Math.max(0, limit - members)));
          const { rows } = await sql<{
            n: number;
          }>`select count(*)::int as n from seat_hold where corp_id = ${corp.corpId} and live_code_id = ${codeId}`.execute(database.db);
          expect(rows[0]?.n).toBe(seats);
          expect(await corp.facts("seat.reserved")).toHaveLength(seats);
        },
      ),
      { numRuns: 8 },
    );
  });

  test("never fails under a crowd that also joins, and members and promises together stay within the limit", async () => {
    const { storeId } = await open("S1", "一店", 121.471, { seatLimit: 60 });
    const crowd = Array.from({ length: 150 }, (_, i) => `p${i}`);
    const one = async (who: string, i: number) => {
      const answer = await reserve(storeId, who);
      if (answer.kind === "seat" && i % 2 === 0) await corp.join("g-S1", who);
      if (i % 10 === 0) await corp.drain();
      return answer.kind;
    };
    const kinds = await Promise.all(crowd.map(one));
    await corp.drain();
    expect(kinds.filter((kind) => kind === "seat")).toHaveLength(60);
    const joined = kinds.filter((kind, i) => kind === "seat" && i % 2 === 0).length;
    const [store] = (await listStores(corp.ctx(), api.stores.list.input.parse({}))).items;
    expect(store).toMatchObject({ groups: 1, members: joined, seatsLeft: 0 });
  });
});
