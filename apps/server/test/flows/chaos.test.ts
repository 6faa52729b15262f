import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { phonesShowStepsOnce, stepTexts } from "../../src/rehearse/phones.ts";
import { stepsFinal } from "../../src/rehearse/invariants.ts";
import { expectAtRest, expectGapless, expectTruth } from "../expect.ts";
import type { World } from "../world.ts";
import { type House, openHouse } from "./house.ts";

const PEOPLE = 24;
const prompt = { head: "prompt", "officer-1": "prompt", "officer-2": "slow", "officer-3": "partial", "store-001": "prompt" };

let house: House;
let world: World;
beforeAll(async () => {
  house = await openHouse({ stores: 1, seed: 11, syncEveryHours: 6, personas: prompt });
  world = house.world;
});
afterAll(() => house.close());

test("callbacks are lost, repeated and late, and the server goes away in the midst of it", { timeout: 240_000 }, async () => {
  world.sandbox.faults.add({ kind: "callback-lost", probability: 0.05, seed: 11 });
  world.sandbox.faults.add({ kind: "callback-repeat", probability: 0.05, seed: 12 });
  world.sandbox.faults.add({ kind: "callback-reorder", probability: 0.2, seed: 13 });
  const near = house.stores.map(({ lng, lat, city, district, name }) => ({ lng, lat, city, district, name, weight: 1, radiusKm: 1.5 }));
  world.sandbox.setup({ customers: { key: "chaos", count: PEOPLE, arrive: { days: 1 }, codes: [house.poster], near } });
  await house.until(2, "12:05");
  // Ten minutes in which people come and nobody is there: callbacks and their retries fail.
  await world.restart(() => world.advance("10m"));
  await house.until(3, "10:21");
  await world.restart(() => world.advance("3h"));
  await house.until(13, "03:30");
  world.sandbox.faults.clear();
  for (let n = 0; n < 2; n += 1) {
    await world.api(api.sync.run, {});
    await world.advance("20m");
  }
  const { steps } = await world.api(api.analytics.funnel, { playbook: "store-community" });
  const done = (key: string) => steps.find((step) => step.key === key)?.done ?? 0;
  expect(done("added")).toBe(PEOPLE);
  expect(done("enrolled")).toBeGreaterThan(4);
});

test("what we hold is what WeCom shows, and nothing is left lying", async () => {
  await expectTruth(world);
  await expectGapless(world);
  await expectAtRest(world);
});

test("on nobody's phone does a step stand twice", async () => {
  const customers = Array.from({ length: PEOPLE }, (_, i) => `c${i + 1}`);
  const staff = Object.keys(prompt);
  const judged = phonesShowStepsOnce(
    [...staff, ...customers].map((who) => world.phone(who)),
    await stepTexts(world.db, world.corpId),
  );
  expect(judged.checked).toBeGreaterThan(8);
  expect(judged.examples).toBeUndefined();
  expect(judged.violations).toBe(0);
});

test("every step has come to an end, and every welcome was given or counted as missed", async () => {
  const final = await stepsFinal(world.db, world.corpId, world.now());
  expect(final?.checked).toBeGreaterThan(12);
  expect(final).toMatchObject({ violations: 0 });
  const rows = await world.db
    .selectFrom("event")
    .select(["type", "data"])
    .where("corp_id", "=", world.corpId)
    .where("type", "in", ["welcome.sent", "welcome.missed"])
    .execute();
  const people = new Set(rows.map(({ data }) => JSON.stringify(data).match(/"externalUserId":\s*"([^"]+)"/u)?.[1]));
  expect(people.size).toBe(PEOPLE);
  expect(rows.filter(({ type }) => type === "welcome.missed").length).toBeGreaterThan(0);
});
