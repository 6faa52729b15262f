import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { smallBrand } from "./factories.ts";
import { createWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("the server's clock stands still with the sandbox's and moves with it", async () => {
  const before = await world.api(api.session.current, {});
  expect(before.clock).toEqual({ now: "2026-03-02T00:00:00.000Z", rehearsal: true, speed: 0 });
  await world.advance("5 hours");
  const after = await world.api(api.session.current, {});
  expect(after.clock.now).toBe("2026-03-02T05:00:00.000Z");
});

test("a small brand can be set up twice without harm", async () => {
  const first = await smallBrand(world);
  expect(await smallBrand(world)).toEqual(first);
});
