import { afterEach, beforeEach, expect, test } from "vitest";
import { checkInvariants } from "../../src/rehearse/invariants.ts";
import { type House, openHouse } from "./house.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse({ stores: 1 });
});
afterEach(() => house.close());

async function welcomes() {
  const found = await checkInvariants(house.world.db, house.world.corpId);
  return found.find(({ name }) => name === "welcomeWithin20s");
}

test("a healthy run keeps the twenty seconds", async () => {
  for (let n = 0; n < 3; n += 1) await house.newcomer();
  expect(await welcomes()).toEqual({ name: "welcomeWithin20s", checked: 3, violations: 0 });
});

test("a run whose welcomes take 25 s is caught", async () => {
  house.world.sandbox.faults.add({ kind: "delay", path: "externalcontact/send_welcome_msg", delaySeconds: 25 });
  const { externalUserId } = await house.newcomer();
  expect(await welcomes()).toMatchObject({ checked: 1, violations: 1, examples: [expect.stringContaining(externalUserId)] });
});
