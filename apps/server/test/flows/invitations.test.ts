import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { World } from "../world.ts";
import { type House, linksFrom, type Newcomer, openHouse, openTasks } from "./house.ts";

let house: House;
let world: World;
let people: Newcomer[] = [];
let code = "";
let seats = 0;

beforeAll(async () => {
  house = await openHouse({ stores: 1 });
  world = house.world;
  for (let n = 0; n < 10; n += 1) people.push(await house.newcomer());
  code = house.groupCode(0)?.id ?? "";
  // Two are in the group already, by the code on the counter.
  for (const { who } of people.slice(0, 2)) await house.join(who);
  await house.until(2, "10:00");
  await world.api(api.liveCodes.update, { id: code, seatLimit: (await members()) + 1, autoCreate: false });
  await world.advance("2m");
  people = people.slice(2);
});
afterAll(() => house.close());

/** Of the code's one group. */
const members = async () => (await world.api(api.groups.list, {})).items.reduce((sum, one) => sum + one.members, 0);
const plan = (until: string) => ({
  name: "请熟客进群",
  audience: { everyone: true },
  liveCodeId: code,
  text: "店里的福利群给你留了位子",
  card: { title: "进山禾福利群", desc: "长按识别二维码" },
  waveHours: 12,
  until,
});
const get = (id: string) => world.api(api.invitations.get, { id });
const confirmAll = async () => {
  for (const { officer } of people)
    for (const { msgid } of openTasks(world, officer)) await world.act({ who: officer, do: "confirm", msgid });
  await world.advance("40m");
};
/** Her own copies of the card, oldest first. */
const cards = ({ who, officer }: Newcomer) => linksFrom(world, who, officer).filter((url) => url.includes("/m/invite"));
const opened = async (one: Newcomer) => (await world.act({ who: one.who, do: "open", url: cards(one)[0] ?? "" })).html ?? "";
const stageOf = async (id: string, { externalUserId }: Newcomer) => {
  const { items } = await world.api(api.invitations.people, { id });
  const { items: known } = await world.api(api.customers.list, { query: externalUserId });
  return items.find(({ customerId }) => customerId === known[0]?.id);
};

test("asked, opened, joined: as many as there are seats for, wave by wave, each person with how far she came", async () => {
  const until = new Date(world.now().getTime() + 40 * 3_600_000).toISOString();
  const seen = await world.api(api.invitations.preview, { plan: plan(until) });
  expect(seen).toMatchObject({ audience: 10, alreadyIn: 2, seats: 1, firstWave: 6, waves: 2 });
  const nobody = { ...plan(until), audience: { everyone: false } };
  await expect(world.api(api.invitations.save, { plan: nobody })).rejects.toThrow(/sendNobody/u);
  const { id } = await world.api(api.invitations.save, { plan: plan(until) });
  await world.api(api.invitations.submit, { id });
  await world.advance("5m");
  expect(await get(id)).toMatchObject({
    state: "running",
    funnel: { people: 10, out: 2, waiting: 2, asked: 6, reached: 0, opened: 0, joined: 0 },
    outs: [{ reason: "already-in", n: 2 }],
    waves: [{ no: 1, people: 6, seats: 1, state: "open" }],
  });
  await confirmAll();
  const asked = people.filter((one) => cards(one).length > 0);
  expect(asked).toHaveLength(6);
  expect((await get(id)).funnel).toMatchObject({ reached: 6 });

  const [first, second, third] = asked;
  const rest = people.find((one) => cards(one).length === 0);
  if (!first || !second || !third || !rest) throw new Error("too few were asked");
  const picture = /data-qr="([^"]+)"/u.exec(await opened(first))?.[1] ?? "";
  // One seat, and it is kept for her.
  expect(await opened(second)).toContain("没位子了");
  // A link that was passed on shows no code.
  const passedOn = await world.act({ who: rest.who, do: "open", url: cards(first)[0] ?? "" });
  expect(passedOn.html).not.toContain("data-qr");
  expect((await world.act({ who: first.who, do: "scan", url: picture })).joined).toBeDefined();
  await world.advance("10m");
  expect(await stageOf(id, first)).toMatchObject({ stage: "joined", wave: 1 });
  expect(await stageOf(id, second)).toMatchObject({ stage: "opened", joinedAt: null });
  expect(await stageOf(id, rest)).toMatchObject({ stage: "waiting", wave: null });
  expect(await opened(first)).toContain("已经在");

  // Two seats more: the third joins from the counter, without having opened anything.
  seats = (await members()) + 2;
  await world.api(api.liveCodes.update, { id: code, seatLimit: seats, autoCreate: false });
  await world.advance("2m");
  await house.join(third.who);
  await house.join(rest.who);
  await world.advance("10m");
  expect(await stageOf(id, third)).toMatchObject({ stage: "joined", openedAt: null });
  expect(await stageOf(id, rest)).toMatchObject({ stage: "out", reason: "joined-before" });
  expect((await get(id)).funnel).toMatchObject({ opened: 2, joined: 2, joinedUnopened: 1, waiting: 1 });
});

test("whom it concerns goes into a file, all or those who came so far, and who took it is on record", async () => {
  const [{ id } = { id: "" }] = (await world.api(api.invitations.list, {})).items;
  const take = async (input: object, lang: string, headers: Record<string, string>) =>
    world.app.server.inject({
      url: `/api/download/invitations.export?lang=${lang}&input=${encodeURIComponent(JSON.stringify(input))}`,
      headers,
    });
  const key = { authorization: `Bearer ${world.credentials.apiKey}` };
  expect((await take({ id }, "en", {})).statusCode).toBe(401);
  expect((await take({ id: "inv_none" }, "en", key)).statusCode).toBe(404);
  const [head, ...lines] = (await take({ id }, "zh-CN", key)).payload.trim().split("\r\n");
  expect(head).toContain("外部联系人ID,客户,走到哪一步,原因,第几批,送到时间,点开时间,进群时间,群");
  expect(lines).toHaveLength(10);
  expect(lines.filter((line) => line.includes(",不用请,本来就在群里,"))).toHaveLength(2);
  const joined = (await take({ id, stage: "joined" }, "en", key)).payload.trim().split("\r\n");
  expect(joined[0]).toContain("external_userid,Customer,How far");
  expect(joined).toHaveLength(3);
  for (const line of joined.slice(1)) expect(line).toMatch(/,Joined,,1,2026-03-0\d \d\d:\d\d,.*2026-03-0\d \d\d:\d\d,[^,]+$/u);
  const { items } = await world.api(api.audit.list, { kind: "export" });
  expect(items.map(({ verb, subject }) => [verb, subject?.name])).toEqual(
    Array.from({ length: 2 }, () => ["invitations.export", "请熟客进群"]),
  );
});

test("full groups wait, the next wave comes when seats are free, and it ends with everybody asked", async () => {
  const [{ id } = { id: "" }] = (await world.api(api.invitations.list, {})).items;
  await world.advance("14h");
  expect((await get(id)).waves).toHaveLength(1);
  await world.api(api.liveCodes.update, { id: code, seatLimit: seats + 5, autoCreate: false });
  await house.until(3, "10:00");
  expect((await get(id)).waves).toMatchObject([{ state: "ended" }, { no: 2, people: 1 }]);
  await house.until(4, "09:00");
  expect(await get(id)).toMatchObject({ state: "done", reason: "everybody-asked", funnel: { waiting: 0, asked: 7 } });
});

test("stopped: what was not confirmed is called off, nobody else is asked, the page shows no code", async () => {
  const until = new Date(world.now().getTime() + 40 * 3_600_000).toISOString();
  const { id } = await world.api(api.invitations.save, { plan: { ...plan(until), waveHours: 6 } });
  await world.api(api.invitations.submit, { id });
  await world.advance("5m");
  expect((await get(id)).waves).toHaveLength(1);
  await world.api(api.invitations.cancel, { id, why: "改日再请" });
  await world.advance("5m");
  for (const { officer } of people) expect(openTasks(world, officer)).toEqual([]);
  const { state, reason, funnel } = await get(id);
  expect({ state, reason, reached: funnel.reached }).toEqual({ state: "cancelled", reason: "stopped", reached: 0 });
  await expect(world.api(api.invitations.cancel, { id })).rejects.toThrow(/invitationEnded/u);
  await expect(world.api(api.invitations.save, { id, plan: plan(until) })).rejects.toThrow(/invitationBegun/u);
});
