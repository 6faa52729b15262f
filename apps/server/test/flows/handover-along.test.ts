import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAtRest } from "../expect.ts";
import type { World } from "../world.ts";
import { type House, type Newcomer, openHouse, stepsOf } from "./house.ts";

let house: House;
let world: World;
let her: Newcomer;

beforeAll(async () => {
  house = await openHouse({ syncEveryHours: 1 });
  world = house.world;
  her = await house.newcomer();
  await house.join(her.who);
  await world.advance("30m");
});
afterAll(() => house.close());

const senders = async () => {
  const { rows } = await sql<{ sender: string; state: string }>`select distinct s.sender, e.state from enrolment_step s
    join enrolment e on e.corp_id = s.corp_id and e.id = s.enrolment_id
    where s.recipient = ${her.externalUserId} and s.state = 'waiting' order by 1`.execute(world.db);
  return rows;
};

test("her steps wait while she changes hands, go on with the taker, and no leaving ends her SOP; tasks go along", async () => {
  expect(await senders()).toEqual([{ sender: her.officer, state: "active" }]);
  await world.act({ who: her.officer, do: "resign" });
  await world.advance("5m");
  const [leaver] = (await world.api(api.handover.leavers, {})).items;
  expect(leaver).toMatchObject({ userId: her.officer, standing: "left", underWay: 1 });
  const plan = await world.api(api.handover.plan, { userId: her.officer });
  await world.api(api.handover.execute, { handoverId: plan.id });
  const held = (await stepsOf(world, house.newcomerSop, her.externalUserId)).filter(({ reason }) => reason === "handover");
  for (const { dueAt } of held) expect(new Date(dueAt).getTime()).toBeGreaterThan(world.now().getTime() + 86_400_000);
  await world.advance("27h");
  const [given] = (await world.api(api.handover.items, { handoverId: plan.id, kind: "customer" })).items;
  expect(given).toMatchObject({ key: her.externalUserId, state: "done" });
  expect(await senders()).toEqual([{ sender: given?.to, state: "active" }]);
  const { items: tasks } = await world.api(api.tasks.list, { assignee: her.officer, state: "open" });
  expect(tasks).toEqual([]);
  const steps = await stepsOf(world, house.newcomerSop, her.externalUserId);
  expect(steps.some(({ state }) => state === "exited")).toBe(false);
  await world.advance("2 days");
  await expectAtRest(world);
});
