import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAtRest, expectRefusal, expectTruth } from "../expect.ts";
import { createWorld, type World } from "../world.ts";

let world: World;
const people: Array<{ who: string; externalUserId: string }> = [];
const chats: string[] = [];

const STAFF = ["lin", "mei", "qiu", "tan"];

beforeAll(async () => {
  world = await createWorld({ config: { demo: { stores: 0, history: false } } });
  // Days pass here: everything is compared twice a day instead of every hour.
  await sql`update corp set settings = settings || '{"sync": {"everyHours": 12}}' where corp_id = ${world.corpId}`.execute(world.db);
  world.sandbox.setup({
    departments: [
      { id: 2, name: "门店一", parentid: 1 },
      { id: 3, name: "门店二", parentid: 1 },
    ],
    users: STAFF.map((userid, n) => ({ userid, name: userid, department: [n < 3 ? 2 : 3], contact: true, persona: "manual" })),
  });
  for (let n = 0; n < 12; n += 1) {
    const { who, externalUserId = "" } = await world.act({ who: "new", do: "add", userid: "lin" });
    people.push({ who, externalUserId });
  }
  for (let n = 0; n < 3; n += 1) {
    const { chatId = "" } = await world.act({ who: "lin", do: "create-group", name: `一群${n}`, members: [people[n]?.who ?? ""] });
    chats.push(chatId);
  }
  // She knows two of them.
  await world.act({ who: people[0]?.who ?? "", do: "add", userid: "qiu" });
  await world.act({ who: people[1]?.who ?? "", do: "add", userid: "qiu" });
  await world.advance("25h");
});
afterAll(() => world.close());

const leaverOf = async (userId: string) => (await world.api(api.handover.leavers, {})).items.find((one) => one.userId === userId);

test("whoever left is listed with what is still theirs; the plan goes to the same department, to whom she knows first", async () => {
  expect(await leaverOf("lin")).toBeUndefined();
  await world.act({ who: "lin", do: "resign" });
  await world.advance("5m");
  expect(await leaverOf("lin")).toMatchObject({ standing: "left", customers: 12, groups: 3, handoverId: null });
  const plan = await world.api(api.handover.plan, { userId: "lin", perTaker: 5 });
  expect(plan).toMatchObject({ kind: "resigned", state: "planned", holds: { customers: 12, groups: 3 } });
  expect(plan.takers.map(({ userId }) => userId)).toEqual(["mei", "qiu"]);
  expect(plan.takers.map(({ customers, groups }) => customers + groups).reduce((a, b) => a + b)).toBe(15);
  // Five for one taker a day: twelve take two days.
  expect(plan.days.map(({ customers }) => customers)).toEqual([10, 2]);
  expect(plan.whys.find(({ why }) => why === "friend")?.count).toBe(2);
});

const leaving = async (userId: string) =>
  (await world.api(api.handover.list, { state: "running" })).items
    .concat((await world.api(api.handover.list, { state: "planned" })).items)
    .find((one) => one.userId === userId)?.id ?? "";
const countOf = async (handoverId: string, state: string) =>
  (await world.api(api.handover.status, { handoverId })).states.reduce((n, row) => n + (row.state === state ? row.count : 0), 0);
/** Whom WeCom lists as taken over by nobody. */
const unassigned = async () => {
  const { info } = await (await world.app.core.wecom.of(world.corpId)).transfer.unassigned({});
  return info.map((row) => row.external_userid);
};

test("started, a hundred go in one call, WeCom's day passes, a customer who refuses is offered another, and nobody is left behind", async () => {
  const id = await leaving("lin");
  await expectRefusal(world.api(api.handover.plan, { userId: "nobody" }), "handoverUnknownStaff");
  const started = await world.api(api.handover.execute, { handoverId: id });
  expect(started.state).toBe("running");
  await expectRefusal(world.api(api.handover.plan, { userId: "lin" }), "handoverBusy");
  await world.advance("2h");
  expect(await countOf(id, "done")).toBe(3);
  expect(await countOf(id, "waiting")).toBe(10);
  const { items } = await world.api(api.handover.items, { handoverId: id, state: "waiting", kind: "customer" });
  const [no] = people.filter(({ externalUserId }) => items.some(({ key }) => key === externalUserId));
  const first = items.find(({ key }) => key === no?.externalUserId)?.to;
  expect(await world.act({ who: no?.who ?? "", do: "refuse-transfer", userid: "lin" })).not.toHaveProperty("error");
  await world.advance("25h");
  expect(await countOf(id, "done")).toBeGreaterThanOrEqual(12);
  await world.advance("3 days");
  const done = await world.api(api.handover.status, { handoverId: id });
  expect(done).toMatchObject({ state: "done", complete: true, undecided: [] });
  const again = (await world.api(api.handover.items, { handoverId: id })).items.find(({ key }) => key === no?.externalUserId);
  expect(again).toMatchObject({ state: "done", tries: 2 });
  expect(again?.to).not.toBe(first);
  expect(await unassigned()).toEqual([]);
  expect(await leaverOf("lin")).toBeUndefined();
  await expectTruth(world);
  await expectAtRest(world);
});

test("in service: who refuses stays and a person decides; what was moved can be given back", async () => {
  const plan = await world.api(api.handover.plan, { userId: "mei", reason: "moves", takers: ["tan"], message: "以后由我为你服务" });
  expect(plan).toMatchObject({ kind: "onjob", takers: [{ userId: "tan" }] });
  await world.api(api.handover.execute, { handoverId: plan.id });
  await world.advance("2h");
  const { items } = await world.api(api.handover.items, { handoverId: plan.id, state: "waiting", kind: "customer" });
  const no = people.find(({ externalUserId }) => externalUserId === items[0]?.key);
  await world.act({ who: no?.who ?? "", do: "refuse-transfer", userid: "mei" });
  await world.advance("26h");
  const status = await world.api(api.handover.status, { handoverId: plan.id });
  expect(status).toMatchObject({ state: "running", undecided: [{ kind: "customer", reason: "refused", count: 1 }] });
  await expectRefusal(world.api(api.handover.give, { handoverId: plan.id, to: "lin" }), "handoverTaker");
  expect(await world.api(api.handover.keep, { handoverId: plan.id })).toEqual({ kept: 1, skipped: 0 });
  await world.advance("5m");
  expect(await world.api(api.handover.status, { handoverId: plan.id })).toMatchObject({ state: "done", canUndo: true });
  const { handoverIds } = await world.api(api.handover.undo, { handoverId: plan.id });
  for (const handoverId of handoverIds) await world.api(api.handover.execute, { handoverId });
  await world.advance("26h");
  for (const handoverId of handoverIds)
    expect(await world.api(api.handover.status, { handoverId })).toMatchObject({ state: "done", userId: "tan", undecided: [] });
  await expectTruth(world);
  // The second move within ninety days: a third waits until WeCom takes it again.
  const third = await world.api(api.handover.plan, { userId: "mei", reason: "moves", takers: ["tan"] });
  expect(third.days.at(-1)?.day).toBe("2026-06-06");
  await world.api(api.handover.cancel, { handoverId: third.id });
  await world.settle();
  await expectAtRest(world);
});

test("a plan that is started days later still gives nobody more on a day than was planned, and one that is stopped asks for nothing further", async () => {
  const plan = await world.api(api.handover.plan, { userId: "qiu", reason: "moves", takers: ["mei"], perTaker: 2 });
  const days = plan.days.length;
  expect(days).toBeGreaterThan(2);
  await world.advance("2 days");
  await world.api(api.handover.execute, { handoverId: plan.id });
  await world.advance("1h");
  const asked = async () => (await world.api(api.handover.items, { handoverId: plan.id, kind: "customer", state: "waiting" })).items.length;
  expect(await asked()).toBe(2);
  await world.api(api.handover.cancel, { handoverId: plan.id });
  await world.advance("26h");
  const { state, states } = await world.api(api.handover.status, { handoverId: plan.id });
  expect(state).toBe("cancelled");
  expect(states.find((row) => row.kind === "customer" && row.state === "done")?.count).toBe(2);
  expect(states.map((row) => row.state).filter((one) => one !== "done")).toEqual(["cancelled"]);
  await expectAtRest(world);
});
