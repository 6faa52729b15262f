import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAtRest } from "../expect.ts";
import type { World } from "../world.ts";
import { type House, type Newcomer, openHouse, openTasks, stepsOf } from "./house.ts";

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

/** A session that she leads in two weeks. */
const ownSession = async () => {
  const startsAt = new Date(world.now().getTime() + 14 * 86_400_000).toISOString();
  const texts = { announce: "", remind: "", soon: "" };
  const plan = {
    kind: "newcomer" as const,
    title: "新人答疑",
    host: her.officer,
    startsAt,
    minutes: 45,
    classes: ["store" as const],
    texts,
  };
  const { id } = await world.api(api.talks.save, { plan });
  await world.api(api.talks.announce, { id });
  await world.settle();
  return id;
};

test("what was sent to nobody yet is called off, waits while she changes hands, and goes on with the taker; no leaving ends her SOP", async () => {
  await house.until(3, "10:21");
  expect(openTasks(world, her.officer)).toHaveLength(1);
  const day1 = async () => (await stepsOf(world, house.newcomerSop, her.externalUserId)).find(({ step }) => step === "d1-first-cup");
  expect(await day1()).toMatchObject({ state: "planned" });
  const hers = await ownSession();
  await world.act({ who: her.officer, do: "resign" });
  await world.advance("5m");
  const [leaver] = (await world.api(api.handover.leavers, {})).items;
  expect(leaver).toMatchObject({ userId: her.officer, standing: "left", underWay: 1 });
  const plan = await world.api(api.handover.plan, { userId: her.officer });
  await world.api(api.handover.execute, { handoverId: plan.id });
  await world.settle();
  expect(await day1()).toMatchObject({ state: "waiting", reason: "handover" });
  expect(openTasks(world, her.officer)).toEqual([]);
  // Her session has another host at once, with the task.
  const { host } = await world.api(api.talks.get, { id: hers });
  expect(host.userId).not.toBe(her.officer);
  const { items: led } = await world.api(api.tasks.list, { kind: "lead-talk", state: "open" });
  expect(led.map(({ assignee }) => assignee)).toEqual([host.userId]);
  await world.advance("27h");
  const [given] = (await world.api(api.handover.items, { handoverId: plan.id, kind: "customer" })).items;
  expect(given).toMatchObject({ key: her.externalUserId, state: "done" });
  const taker = given?.to ?? "";
  expect(await senders()).toEqual([{ sender: taker, state: "active" }]);
  expect(await day1()).toMatchObject({ state: "planned" });
  const [task] = openTasks(world, taker);
  await world.act({ who: taker, do: "confirm", msgid: task?.msgid ?? "" });
  await world.advance("20m");
  expect(await day1()).toMatchObject({ state: "done", grade: "A" });
  const { items: tasks } = await world.api(api.tasks.list, { assignee: her.officer, state: "open" });
  expect(tasks).toEqual([]);
  const steps = await stepsOf(world, house.newcomerSop, her.externalUserId);
  expect(steps.some(({ state }) => state === "exited" || state === "missed")).toBe(false);
  await expectAtRest(world);
});
