import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse } from "./house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({ syncEveryHours: 24 });
});
afterAll(() => house.close());

test("at nine the picture of yesterday is on the boss's phone, and a card that leads to the page", async () => {
  const { world } = house;
  await world.api(api.reports.save, {
    day: { on: true, at: "09:00" },
    week: { on: false, at: "09:00", weekday: 1 },
    heads: false,
    storeManagers: false,
    also: ["officer-1"],
    never: [],
  });
  await house.newcomer();
  const pictures = () =>
    world
      .phone("officer-1")
      .chats.flatMap(({ messages }) => messages.filter(({ attachments }) => JSON.stringify(attachments ?? []).includes("image")));
  await house.until(3, "08:59");
  const before = pictures().length;
  await house.until(3, "09:01");
  expect(pictures()).toHaveLength(before + 1);
  const { items } = await world.api(api.reports.list, {});
  expect(items[0]).toMatchObject({ userId: "officer-1", state: "sent", day: "2026-03-02", sends: 1 });
  await house.until(3, "23:00");
  expect(pictures()).toHaveLength(before + 1);
});
