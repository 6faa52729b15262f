import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { World } from "../world.ts";
import { type House, type Newcomer, openHouse, openTasks, stepsOf } from "./house.ts";

const OFFICER = "officer-1";
let house: House;
let world: World;
let person: Newcomer;
const board = async () =>
  (await stepsOf(world, house.newcomerSop, person.externalUserId)).map(({ step, state, reason }) => ({ step, state, reason }));

/** Four messages on the first day: more than a member of staff may be asked for, and more than a customer may get. */
function eager(yaml: string): string {
  const from = yaml.indexOf("      - key: d3-taste");
  const to = yaml.indexOf("  - key: group-first-week");
  const step = (key: string, at: string) => `      - key: ${key}
        name: { zh: ${key}, en: ${key} }
        kind: mass-send
        day: 1
        at: "${at}"
        windowHours: 58
        content: { text: 第${key}条 }
        evidence: delivered
        target: 0.5
`;
  return `${yaml.slice(0, from)}${step("noon", "12:00")}${step("tea", "15:00")}${step("evening", "18:00")}\n${yaml.slice(to)}`;
}

beforeAll(async () => {
  house = await openHouse({ syncEveryHours: 12 });
  world = house.world;
  const { yaml } = await world.api(api.playbooks.get, { key: "store-community" });
  await world.api(api.playbooks.install, { key: "store-community", yaml: eager(yaml) });
  person = await house.newcomerOf(OFFICER);
  await world.advance("1m");
  await house.join(person.who);
  await world.advance("1m");
});
afterAll(() => house.close());

test("a member of staff is asked three times a day; the fourth waits for tomorrow's hour", async () => {
  await house.until(3, "18:05");
  expect(openTasks(world, OFFICER)).toHaveLength(3);
  expect((await board()).at(-1)).toEqual({ step: "evening", state: "waiting", reason: "staff-budget" });
  const rows = await stepsOf(world, house.newcomerSop, person.externalUserId);
  expect(rows.at(-1)?.dueAt).toBe("2026-03-04T10:00:00.000Z");
});

test("a customer hears from us three times in seven days; the fourth is refused and asks nobody", async () => {
  for (const { msgid } of openTasks(world, OFFICER)) await world.act({ who: OFFICER, do: "confirm", msgid });
  await house.until(4, "18:05");
  expect((await board()).map(({ state, reason }) => (state === "done" ? state : `${state} ${reason}`))).toEqual([
    "done",
    "done",
    "done",
    "refused person-budget",
  ]);
  expect(openTasks(world, OFFICER)).toEqual([]);
  const touches = await world.db
    .selectFrom("touch")
    .select(["state", "recipient"])
    .where("kind", "=", "confirmation")
    .where("recipient", "=", OFFICER)
    .execute();
  expect(touches.filter(({ state }) => state === "reserved" || state === "delivered")).toHaveLength(3);
});
