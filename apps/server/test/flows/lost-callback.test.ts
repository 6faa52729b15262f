import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectTruth } from "../expect.ts";
import type { World } from "../world.ts";
import { type House, messagesFrom, openHouse, profileOf, stepsOf } from "./house.ts";

let house: House;
let world: World;
beforeAll(async () => {
  house = await openHouse();
  world = house.world;
});
afterAll(() => house.close());

test("a friend whose callback was lost is found within the hour; her welcome is counted as missed", async () => {
  world.sandbox.faults.add({ kind: "callback-lost", path: "callback/change_external_contact/*" });
  const { who, externalUserId = "", added = "" } = await world.act({ who: "new", do: "scan", url: house.poster });
  await world.advance("30s");
  expect((await world.api(api.customers.list, { query: externalUserId })).items).toEqual([]);
  await world.advance("61m");
  const { profile, timeline } = await profileOf(world, externalUserId);
  expect(profile.tags.map(({ name }) => name)).toEqual(["店内海报"]);
  const types = timeline.items.map(({ type }) => type);
  expect(types).toContain("welcome.missed");
  expect(types).not.toContain("welcome.sent");
  expect(timeline.items.find(({ type }) => type === "welcome.missed")?.params).toMatchObject({ reason: "lost-callback" });
  expect(messagesFrom(world, who, added).filter(({ from }) => from === added)).toEqual([]);
});

test("a joining whose callback was lost starts her seven days within the hour, counted from when she joined", async () => {
  const person = await house.newcomer();
  await world.advance("61m");
  world.sandbox.faults.add({ kind: "callback-lost", path: "callback/change_external_chat/*" });
  await house.join(person.who);
  await world.advance("30s");
  expect(await stepsOf(world, house.newcomerSop, person.externalUserId)).toEqual([]);
  await world.advance("61m");
  const steps = await stepsOf(world, house.newcomerSop, person.externalUserId);
  expect(steps.map(({ state }) => state)).toEqual(["waiting", "waiting", "waiting"]);
  world.sandbox.faults.clear();
  await expectTruth(world);
});
