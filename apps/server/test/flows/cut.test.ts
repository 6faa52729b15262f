import { api } from "@shuke/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actionId, reserve, withUnit } from "#actions";
import { system } from "#kit/actor";
import { expectAtRest, expectTruth } from "../expect.ts";
import type { World } from "../world.ts";
import { type House, messagesFrom, type Newcomer, openHouse, openTasks, stepsOf } from "./house.ts";

const OFFICER = "officer-1";
let house: House;
let world: World;
let person: Newcomer;
beforeAll(async () => {
  house = await openHouse({ stores: 1, syncEveryHours: 12 });
  world = house.world;
});
beforeEach(() => void world.sandbox.faults.clear());
afterAll(() => house.close());

/** The connection breaks: before WeCom has done anything, or after it has done all of it. */
const cut = (path: string, phase: "before" | "after") =>
  world.sandbox.faults.add({ kind: "reset", path: `externalcontact/${path}`, phase, count: 1 });

test("a welcome whose answer is cut off arrives once, and is known to have arrived", async () => {
  cut("send_welcome_msg", "after");
  person = await house.newcomerOf(OFFICER);
  await world.advance("1m");
  const greetings = messagesFrom(world, person.who, OFFICER).filter(({ text }) => text?.includes("小禾"));
  expect(greetings).toHaveLength(1);
  cut("send_welcome_msg", "before");
  const other = await house.newcomer();
  expect(messagesFrom(world, other.who, other.officer).filter(({ text }) => text?.includes("小禾"))).toHaveLength(1);
  const funnel = await world.api(api.analytics.funnel, { playbook: "store-community" });
  const [added, welcomed] = funnel.steps;
  expect(welcomed?.done).toBe(added?.done);
});

test.each([
  ["after", 3, "d1-first-cup"],
  ["before", 5, "d3-taste"],
] as const)("a step whose call is cut off %s the work was done asks its officer once", async (phase, day, key) => {
  if (day === 3) {
    await house.join(person.who);
    await world.advance("1m");
  }
  await house.until(day, day === 3 ? "10:19" : "14:39");
  cut("add_msg_template", phase);
  await world.advance("10m");
  const open = openTasks(world, OFFICER);
  expect(open).toHaveLength(1);
  expect((await stepsOf(world, house.newcomerSop, person.externalUserId)).find(({ step }) => step === key)?.state).toBe("planned");
  await world.act({ who: OFFICER, do: "confirm", msgid: open[0]?.msgid });
  await world.advance("31m");
  const step = (await stepsOf(world, house.newcomerSop, person.externalUserId)).find((one) => one.step === key);
  expect(step).toMatchObject({ state: "done", evidence: `mass-task:${open[0]?.msgid}` });
});

test.each([0, 1])(
  "two posts of the same words within a minute: the one without an answer (no. %i) is not taken for the other",
  async (lost) => {
    await house.until(6 + lost, "10:00");
    const text = `今天的福利 ${lost}`;
    const open = (name: string) => world.act({ who: "store-001", do: "create-group", name, members: [OFFICER] });
    const groups = [await open(`甲 ${lost}`), await open(`乙 ${lost}`)];
    await world.advance("10s");
    for (const [n, { chatId = "" }] of groups.entries()) {
      if (n === lost) cut("add_msg_template", "after");
      await post(chatId, text);
      await world.settle();
    }
    await world.advance("1m");
    const { items } = await world.api(api.actions.list, { plannedBy: text });
    expect(items.map(({ status }) => status)).toEqual(["sent", "sent"]);
    const tasks = await world.db.selectFrom("mass_task").select("msgid").where("planned_by", "=", text).execute();
    expect(new Set(tasks.map(({ msgid }) => msgid)).size).toBe(2);
    expect(openTasks(world, "store-001").filter((task) => task.text === text)).toHaveLength(2);
    await expectTruth(world);
    await expectAtRest(world);
  },
);

async function post(chatId: string, text: string): Promise<void> {
  const ctx = { db: world.db, corpId: world.corpId, actor: system("test"), now: world.now() };
  const key = `${text} ${chatId}`;
  const common = { plannedBy: text };
  await withUnit(ctx, async (unit) => {
    await reserve(unit, [
      {
        ...common,
        budget: "group",
        recipient: chatId,
        actionId: actionId(world.corpId, key),
        kind: "group-post",
        key,
        weight: 1,
        at: unit.now,
      },
    ]);
    const payload = { chatType: "group" as const, sender: "store-001", text, attachments: [] };
    unit.plan({ ...common, kind: "mass-task.create", dedupeKey: key, runAfter: unit.now, payload });
  });
}
