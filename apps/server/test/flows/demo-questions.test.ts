import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askOne } from "../../src/demo/questions.ts";
import { createSandboxLink } from "../../src/sandbox-link.ts";
import { createWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  // Ten on a Monday morning in China.
  world = await createWorld({ start: "2026-03-02T02:00:00.000Z", config: { demo: { stores: 3, history: false } } });
  const { items } = await world.api(api.liveCodes.list, { kind: "group" });
  for (const { qrUrl } of items.slice(0, 2)) await world.act({ who: "new", do: "scan", url: qrUrl ?? "" });
  await world.advance("1m");
});
afterAll(() => world.close());

test("the demo's people ask their groups' owners, most are answered in time, and at night nobody asks", async () => {
  const deps = { db: world.db, clock: world.app.core.clock, sandbox: createSandboxLink(world.sandbox.url), corpId: world.corpId };
  for (const n of [0, 2, 6]) expect(await askOne(deps, n)).toBe(true);
  await world.advance("1m");
  const { items } = await world.api(api.tickets.list, {});
  expect(items.map(({ kind, state, inTime }) => [kind, state, inTime])).toEqual([
    ["complaint", "promised", null],
    ["question", "answered", true],
    ["complaint", "answered", true],
  ]);
  expect(items.every(({ owner, group }) => owner !== null && group !== null)).toBe(true);
  await world.advance("11h");
  expect(await askOne(deps, 1)).toBe(false);
});
