import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { doneWasReallyDone, handTasks, type SeenPhone, wasWritten } from "../../src/rehearse/phones.ts";
import type { World } from "../world.ts";
import { type House, messagesFrom, openArchive, openHouse } from "./house.ts";

/** How each store's manager keeps her word: some lie, one never looks, the others do it. */
const MANAGERS = {
  "store-001": "liar",
  "store-002": "prompt",
  "store-003": "absent",
  "store-004": "prompt",
  "store-005": "liar",
};
/** Nobody opens a link in their groups; the archive sees what they write. */
const ARCHIVED = ["store-004", "store-005"];
const STORES = Object.keys(MANAGERS).length;

const TEXT = "明早有人想喝美式吗？在群里接龙，满十杯我们送到楼下。";
const topic = {
  v: 2 as const,
  key: "morning-topic",
  name: { zh: "早间话题", en: "Morning topic" },
  subject: "group" as const,
  trigger: { on: "calendar" as const, days: { kind: "dates" as const, dates: ["2026-03-03"] }, at: "09:30" },
  start: "do",
  nodes: [{ key: "do", do: "act" as const, step: "topic", next: null }],
  steps: [
    {
      key: "topic",
      name: { zh: "店长发话题", en: "A topic" },
      kind: "staff-task" as const,
      windowHours: 24,
      evidence: "message" as const,
      target: 0.7,
      content: { text: TEXT, link: { title: "今日福利", desc: "到店出示", page: "welfare" as const } },
    },
  ],
};

let sopId: string;
let house: House;
let world: World;
const guests: Array<{ who: string; store: number }> = [];
beforeAll(async () => {
  house = await openHouse({ stores: STORES, syncEveryHours: 24, personas: MANAGERS, seed: 11 });
  world = house.world;
  await openArchive(world, ARCHIVED);
  sopId = (await world.api(api.sops.create, { definition: topic })).sopId;
  await world.api(api.sops.publish, { sopId });
  for (let store = 0; store < STORES - ARCHIVED.length; store += 1) {
    const { who } = await house.newcomer();
    await house.join(who, store);
    guests.push({ who, store });
  }
  await world.advance("1m");
});
afterAll(() => house.close());

const chatOf = (store: number) => house.groupCode(store)?.chatIds[0] ?? "";
const phones = (): SeenPhone[] => Object.keys(MANAGERS).map((who) => ({ who, chats: world.phone(who).chats }));

test("what counts as done is what was really done; liars' ticks are claims and stay claims", { timeout: 120_000 }, async () => {
  // Tuesday 9:30: each store's manager is asked to write a topic to her group, until Wednesday.
  await house.until(4, "11:00");
  for (const { who, store } of guests) {
    const links = messagesFrom(world, who, chatOf(store)).flatMap(({ text = "" }) => text.match(/http\S+tsk_\w+/gu) ?? []);
    for (const url of links) await world.act({ who, do: "open", url });
  }
  await house.until(4, "12:30");

  const tasks = await handTasks(world.db, world.corpId);
  expect(tasks).toHaveLength(STORES);
  const really = tasks.filter((task) => wasWritten(phones(), task)).map(({ assignee }) => assignee);
  expect(really.toSorted()).toEqual(["store-002", "store-004"]);
  const verified = tasks.filter((task) => task.verified).map(({ assignee }) => assignee);
  expect(verified.toSorted()).toEqual(really.toSorted());
  expect(doneWasReallyDone(phones(), tasks)).toMatchObject({ checked: really.length, violations: 0 });

  const { items } = await world.api(api.tasks.list, { kind: "sop-step" });
  const shown = Object.fromEntries(
    items.map((task) => [
      task.assignee,
      `${task.state}${task.claimedDoneAt === null ? "" : " claimed"}${task.verifiedDoneAt === null ? "" : ` verified ${task.grade}`}`,
    ]),
  );
  expect(shown).toEqual({
    "store-001": "unproven claimed",
    "store-002": "done claimed verified B",
    "store-003": "cancelled",
    // The archive may show it before she ticks; then there is nothing to tick any more.
    "store-004": expect.stringMatching(/^done (claimed )?verified A$/u),
    "store-005": "unproven claimed",
  });
  const board = await world.api(api.sops.board, { sopId });
  expect(board.steps.find(({ key }) => key === "topic")).toMatchObject({ done: 2, claimed: 2, missed: 1, rate: 0.4 });
});

test("the judge itself catches a done that was none", () => {
  const task = { id: "t", assignee: "store-001", to: chatOf(0), inGroup: true, text: TEXT, since: "2026-03-02", verified: true };
  expect(doneWasReallyDone(phones(), [task])).toMatchObject({ checked: 1, violations: 1, examples: ["t store-001"] });
});
