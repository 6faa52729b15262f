import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAtRest } from "../expect.ts";
import type { World } from "../world.ts";
import { type House, linksFrom, messagesFrom, openHouse, openTasks } from "./house.ts";

let house: House;
let world: World;
beforeAll(async () => {
  house = await openHouse({ stores: 2, syncEveryHours: 6 });
  world = house.world;
});
afterAll(() => house.close());

const postsOf = (who: string) => openTasks(world, who).filter(({ kind }) => kind === "group");

/** The owners of both groups tap send on what waits for them; WeCom is asked how far that came. */
async function ownersConfirm(): Promise<void> {
  await world.advance("1m");
  for (const who of ["store-001", "store-002"]) {
    const posts = postsOf(who);
    expect(posts).toHaveLength(1);
    for (const { msgid } of posts) await world.act({ who, do: "confirm", msgid });
  }
  await world.advance("31m");
}

test("a session from its first post to the replay: groups are told, members ask and vote on its page, it is led, and the digest comes to the groups", async () => {
  const [mei, lan] = [await house.newcomer(), await house.newcomer()];
  await house.join(mei.who, 0);
  await house.join(lan.who, 1);
  // A group bears so many official posts a day: the groups' own first week would be in the way.
  await world.api(api.sops.pause, { sopId: house.groupSop });
  await world.advance("1m");
  const chatOf = (who: string) => world.phone(who).groups[0]?.chatId ?? "";
  const said = (who: string) => messagesFrom(world, who, chatOf(who)).flatMap(({ text }) => text ?? []);
  const lastLink = (who: string) => linksFrom(world, who, chatOf(who)).at(-1) ?? "";

  const plan = {
    kind: "newcomer" as const,
    title: "新人答疑",
    host: "store-001",
    startsAt: "2026-03-05T11:30:00.000Z",
    minutes: 30,
    classes: ["store" as const],
    texts: { announce: "", remind: "", soon: "" },
    runSheet: [{ minute: 5, title: "福利怎么领", owner: "officer-1", text: "新人券到店出示会员码就行" }],
  };
  expect(await world.api(api.talks.reach, plan)).toEqual({ groups: 2 });
  const { id } = await world.api(api.talks.save, { plan });
  await world.api(api.talks.announce, { id });

  // Two days before at its hour, and not earlier.
  await house.until(3, "19:29");
  expect(postsOf("store-002")).toEqual([]);
  await house.until(3, "19:32");
  await ownersConfirm();
  expect(said(mei.who).at(-1)).toContain("「新人答疑」");

  const page = await world.act({ who: mei.who, do: "open", url: lastLink(mei.who) });
  expect(page.html).toContain("还没有人问");
  await world.act({ who: mei.who, do: "submit", url: page.url ?? "", form: "ask", fields: { text: "豆子开封能放多久" } });
  await world.advance("5s");
  const hers = await world.act({ who: lan.who, do: "open", url: lastLink(lan.who) });
  expect(hers.html).toContain("豆子开封能放多久");
  await world.act({ who: lan.who, do: "submit", url: hers.url ?? "", form: "vote", fields: {} });
  await world.act({ who: lan.who, do: "submit", url: hers.url ?? "", form: "ask", fields: { text: "可以自带杯吗" } });
  await world.advance("5s");
  const { items: asked } = await world.api(api.talks.questions, { id });
  expect(asked.map(({ text, votes }) => `${text} ${votes}`)).toEqual(["豆子开封能放多久 1", "可以自带杯吗 0"]);

  // Whoever has a part of it was told, and finds the words on her page.
  const { items: tasks } = await world.api(api.tasks.list, { kind: "talk-item" });
  expect(tasks).toMatchObject([{ assignee: "officer-1", state: "open", dueAt: "2026-03-05T12:00:00.000Z" }]);
  const turn = await world.act({ who: "officer-1", do: "open", url: new URL(`/m/t/${tasks[0]?.id}`, world.app.core.publicUrl).href });
  expect(turn.html).toContain("03-05 19:35 轮到你");
  expect(turn.html).toContain("新人券到店出示会员码就行");

  await house.until(5, "19:31");
  expect((await world.api(api.talks.get, { id })).stages.map(({ state }) => state)).toEqual(["planned", "planned", "planned"]);
  await world.api(api.talks.start, { id });
  await world.api(api.talks.next, { id, place: 1 });
  await world.advance("9m");
  await world.api(api.talks.answer, { id, questionId: asked[0]?.id ?? "", answer: "密封放阴凉处，四周内喝完" });
  await world.settle();
  const { digest } = await world.api(api.talks.end, { id });
  expect(digest).toBe("1. 豆子开封能放多久\n密封放阴凉处，四周内喝完");
  const replayUrl = "https://live.example.com/replay/1";
  expect((await world.api(api.talks.close, { id, digest, replayUrl })).followed).toBe(1);
  await world.settle();
  const { items: done } = await world.api(api.tasks.list, { state: "done" });
  expect(done.map(({ kind, grade }) => `${kind} ${grade}`).toSorted()).toEqual(["lead-talk B", "talk-item B"]);

  // Both groups had a post of it this evening, and bear one a day: the digest comes in the morning.
  await house.until(6, "10:00");
  for (const who of ["store-001", "store-002"]) {
    for (const { msgid } of postsOf(who)) await world.act({ who, do: "confirm", msgid });
  }
  await world.advance("31m");
  expect(said(lan.who).at(-1)).toContain("「新人答疑」的内容整理好了");
  const after = await world.act({ who: lan.who, do: "open", url: lastLink(lan.who) });
  expect(after.html).toContain("密封放阴凉处，四周内喝完");
  expect(after.html).toContain(replayUrl);
  await world.settle();
  expect(await world.api(api.talks.figures, { id })).toMatchObject({
    groups: { planned: 2, delivered: 2 },
    opened: 2,
    asked: 2,
    askers: 2,
    votes: 1,
    answered: 1,
  });
  await expectAtRest(world);
});
