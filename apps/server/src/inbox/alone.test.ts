import { afterAll, beforeAll, expect, test } from "vitest";
import { contactWay, createInboxWorld, type InboxWorld } from "./testing/world.ts";

let world: InboxWorld;
beforeAll(async () => {
  world = await createInboxWorld({ seed: 23, profile: { staff: 120 } });
  await world.sandbox.advance("1m");
});
afterAll(() => world.close());

test("staff who have nobody cost a call per hundred and hour, and whoever comes to them unnoticed is found within the hour", async () => {
  const listed = () => world.sandbox.parts.calls.totals()["externalcontact/list"]?.calls ?? 0;
  const before = listed();
  await world.sandbox.advance("3h");
  expect(listed() - before).toBe(0);

  const url = await contactWay(world, "staff077");
  world.sandbox.faults.add({ kind: "callback-lost", probability: 1 });
  await world.sandbox.act({ who: "new", do: "scan", url });
  await world.sandbox.advance("61m");
  const { ours, theirs } = await world.lines();
  expect(ours.toSorted()).toEqual(theirs.toSorted());
  expect(theirs.filter((line) => line.startsWith("relations"))).toHaveLength(1);
  // A hundred of whom one has somebody are listed one by one; the others stay one call.
  expect(listed() - before).toBeGreaterThan(0);
  expect(listed() - before).toBeLessThanOrEqual(100);
});
