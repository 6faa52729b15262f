import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectTruth } from "../expect.ts";
import type { World } from "../world.ts";
import { type House, openHouse } from "./house.ts";

let house: House;
let world: World;
const codeNow = () => world.api(api.liveCodes.get, { id: house.groupCode(0)?.id ?? "" });

beforeAll(async () => {
  house = await openHouse({ stores: 1, syncEveryHours: 6 });
  world = house.world;
});
afterAll(() => house.close());

test("a group that is full rolls on: WeCom opens the next one, and it joins the pool by itself", async () => {
  const first = house.groupCode(0)?.chatIds[0];
  const store = house.stores[0]?.name ?? "?";
  // The manager and an officer are in it already: 198 seats are left of 200.
  for (let n = 0; n < 198; n += 1) {
    const { who } = await world.act({ who: "new", do: "nothing" });
    expect((await house.join(who)).joined).toBe(first);
  }
  await world.advance("2m");
  expect((await codeNow()).figures.joined).toBe(198);
  const { who } = await world.act({ who: "new", do: "nothing" });
  const { joined } = await house.join(who);
  expect(joined).not.toBe(first);
  await world.advance("2m");
  const code = await codeNow();
  expect(new Set(code.chatIds)).toEqual(new Set([first, joined]));
  const groups = (await world.api(api.groups.list, {})).items;
  expect(groups.find(({ chatId }) => chatId === joined)?.name).toMatch(new RegExp(`^${store}福利群\\d+$`, "u"));
  // The picture on the wall stays the same, and whoever scans it now comes to the new group.
  expect(code.qrUrl).toBe(house.groupCode(0)?.qrUrl);
  const next = await world.act({ who: "new", do: "nothing" });
  expect((await house.join(next.who)).joined).toBe(joined);
});

test("its owner is asked to set it up; a tick is a claim, the notice in the group is the proof", async () => {
  await world.advance("1h");
  const open = (await world.api(api.tasks.list, { kind: "finish-group-setup", state: "open" })).items;
  const joined = (await codeNow()).chatIds.find((chatId) => chatId !== house.groupCode(0)?.chatIds[0]) ?? "";
  const task = open.find(({ params }) => params["chatId"] === joined);
  expect(task).toMatchObject({ assignee: "store-001" });
  const card = world.phone("store-001").chats.find(({ kind }) => kind === "app");
  expect(JSON.stringify(card?.messages)).toContain(`/m/t/${task?.id}`);
  const page = await world.act({ who: "store-001", do: "open", url: new URL(`/m/t/${task?.id}`, world.app.core.publicUrl).href });
  expect(page.html).toContain("data-act");
  await world.act({ who: "store-001", do: "submit", url: page.url ?? "", form: "done", fields: {} });
  await world.advance("1m");
  expect(await world.api(api.tasks.get, { id: task?.id ?? "" })).toMatchObject({ state: "claimed", grade: null });
  await world.act({ who: "store-001", do: "notice", chatId: joined, text: "这里是门店福利群" });
  await world.advance("1m");
  expect(await world.api(api.tasks.get, { id: task?.id ?? "" })).toMatchObject({ state: "done", grade: "A" });
  await expectTruth(world);
});
