import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { World } from "../world.ts";
import { type House, openHouse } from "./house.ts";

let house: House;
let world: World;
beforeAll(async () => {
  house = await openHouse({ stores: 1 });
  world = house.world;
});
afterAll(() => house.close());

/** A staff code with one member, made and pictured. */
async function codeOfOne(name: string) {
  const { id } = await world.api(api.liveCodes.create, { kind: "staff", name, userIds: ["officer-1"] });
  await world.advance("1m");
  return world.api(api.liveCodes.get, { id });
}

const update = async (id: string, userIds: string[]) => {
  await world.api(api.liveCodes.update, { id, userIds });
  await world.advance("1m");
  return world.api(api.liveCodes.get, { id });
};

/** Who takes those who scan a picture, one newcomer after another. */
async function metBy(url: string | null, people = 12): Promise<Set<string | undefined>> {
  const met = new Set<string | undefined>();
  for (let n = 0; n < people; n += 1) met.add((await world.act({ who: "new", do: "scan", url: url ?? "" })).added);
  await world.advance("1m");
  return met;
}

const wayOf = (state: string) => [...world.sandbox.parts.sim.world.contactWays.values()].filter((way) => way.state === state);

test("a code grows from one member to several and back, and its picture stays", async () => {
  const made = await codeOfOne("收银台");
  expect(await metBy(made.qrUrl, 2)).toEqual(new Set(["officer-1"]));
  const grown = await update(made.id, ["officer-1", "officer-2"]);
  expect(grown).toMatchObject({ qrUrl: made.qrUrl, problem: null });
  expect(await metBy(made.qrUrl)).toEqual(new Set(["officer-1", "officer-2"]));
  await update(made.id, ["officer-2"]);
  expect(await metBy(made.qrUrl, 3)).toEqual(new Set(["officer-2"]));
  expect((await world.api(api.liveCodes.get, { id: made.id })).figures.added).toBe(17);
  expect(wayOf(made.id)).toHaveLength(1);
});

test("a code whose way takes one member only gets a new one; figures go on, and the operator is told", async () => {
  const made = await codeOfOne("外卖小票");
  // As an earlier version made it.
  for (const way of wayOf(made.id)) way.type = 1;
  expect(await metBy(made.qrUrl, 2)).toEqual(new Set(["officer-1"]));
  const grown = await update(made.id, ["officer-1", "officer-2"]);
  expect(grown.qrUrl).not.toBe(made.qrUrl);
  expect(grown.problem).toMatchObject({ code: "liveCodeNewPicture" });
  expect(await metBy(grown.qrUrl)).toEqual(new Set(["officer-1", "officer-2"]));
  expect(await metBy(made.qrUrl, 2)).toEqual(new Set(["officer-1"]));
  expect((await world.api(api.liveCodes.get, { id: made.id })).figures.added).toBe(16);
  // Saved once more, it is read and done with.
  expect(await update(made.id, ["officer-1", "officer-2"])).toMatchObject({ qrUrl: grown.qrUrl, problem: null });
});
