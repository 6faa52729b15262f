import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAtRest, expectGapless, expectTruth } from "../expect.ts";
import { type House, linksFrom, messagesFrom, type Newcomer, openHouse, openTasks, profileOf, stepsOf } from "./house.ts";
import { listen } from "../traces.ts";
import type { World } from "../world.ts";

let house: House;
let world: World;
beforeAll(async () => {
  house = await openHouse({ stores: 3, syncEveryHours: 6 });
  world = house.world;
});
afterAll(() => house.close());

const reasonIn = (html = "") => /data-reason="([^"]+)"/u.exec(html)?.[1];
const codeIn = (html = "") => /data-qr="([^"]+)"/u.exec(html)?.[1] ?? "";
const nextIn = (html = "") => (/<a[^>]*data-next[^>]*>/u.exec(html)?.[0].match(/href="([^"]+)"/u)?.[1] ?? "").replaceAll("&amp;", "&");

describe("a customer's first month", () => {
  let mei: Newcomer;

  test("she scans the poster and within 20 s has the welcome of that code", async () => {
    const { who, externalUserId = "", added = "" } = await world.act({ who: "new", do: "scan", url: house.poster, name: "小梅" });
    const scanned = world.now().getTime();
    await world.advance("20s");
    mei = { who, externalUserId, officer: added };
    const messages = messagesFrom(world, who, added).filter(({ from }) => from === added);
    expect(messages[0]?.text).toContain("我是山禾咖啡的首席福利官小禾");
    for (const { at } of messages) expect(new Date(at).getTime() - scanned).toBeLessThan(20_000);
    expect(linksFrom(world, who, added)).toEqual([expect.stringContaining(`/m/c/${house.staffCode}?v=welcome.${house.staffCode}`)]);
  });

  test("the console knows her by the channel, with the reason for every line", async () => {
    await world.advance("1m");
    const { profile, relations, timeline } = await profileOf(world, mei.externalUserId);
    expect(profile).toMatchObject({ name: "小梅", state: "friend" });
    expect(profile.tags.map((tag) => `${tag.group}/${tag.name}`)).toEqual(["渠道/店内海报"]);
    expect(relations).toMatchObject([{ userId: mei.officer, state: "active", channel: expect.stringContaining("店内海报") }]);
    const welcome = timeline.items.find((item) => item.type === "welcome.sent");
    expect(welcome?.why?.label).toContain("首席福利官·店内海报");
  });

  test("she opens the card, tells where she is, and is led to the nearest store's group", async () => {
    const treat = await world.act({ who: mei.who, do: "open", url: linksFrom(world, mei.who, mei.officer)[0] });
    expect(treat.html).toContain("新人第一杯 9.9 元");
    const find = new URL(nextIn(treat.html), treat.url).href;
    const [store] = house.stores;
    const place = { lng: String((store?.lng ?? 0) + 0.003), lat: String(store?.lat), datum: "gcj02" };
    const list = await world.act({ who: mei.who, do: "submit", url: find, form: "locate", fields: place });
    expect(list.html).toContain(store?.name);
    const seat = await world.act({ who: mei.who, do: "submit", url: list.url ?? "", form: "choose", fields: {} });
    expect(codeIn(seat.html)).toBe(house.groupCode(0)?.qrUrl);
    const joined = await world.act({ who: mei.who, do: "scan", url: codeIn(seat.html) });
    expect(joined.joined).toBe(house.groupCode(0)?.chatIds[0]);
    await world.advance("1m");
    expect((await world.api(api.liveCodes.get, { id: house.groupCode(0)?.id ?? "" })).figures.joined).toBe(1);
  });

  test("in the group she carries the store's tag, and her seven days have begun at their local hours", async () => {
    await world.advance("1m");
    const { profile, groups, sops } = await profileOf(world, mei.externalUserId);
    expect(new Set(profile.tags.map((tag) => tag.name))).toEqual(new Set(["店内海报", house.stores[0]?.name]));
    expect(groups).toMatchObject([{ chatId: house.groupCode(0)?.chatIds[0], leftAt: null }]);
    expect(sops).toMatchObject([{ sopId: house.newcomerSop, state: "active" }]);
    // She joined on Monday 2 March: 10:20 on Tuesday, 14:40 on Thursday, 10:50 on Monday, Chinese time.
    expect((await stepsOf(world, house.newcomerSop, mei.externalUserId)).map(({ dueAt }) => dueAt)).toEqual([
      "2026-03-03T02:20:00.000Z",
      "2026-03-05T06:40:00.000Z",
      "2026-03-09T02:50:00.000Z",
    ]);
  });

  test("the first day asks her officer once, for all newcomers together", async () => {
    const others = [];
    for (let n = 0; n < 3; n += 1) others.push(await house.newcomerOf(mei.officer));
    await world.advance("1m");
    for (const [n, { who }] of others.entries()) expect((await house.join(who, n % 2)).error).toBeUndefined();
    await house.until(3, "10:21");
    expect(openTasks(world, mei.officer)).toMatchObject([{ kind: "single", targets: 4 }]);
    expect(messagesFrom(world, mei.who, mei.officer).filter(({ text }) => text?.includes("9.9 元券还没用"))).toHaveLength(0);
    const [d1] = await stepsOf(world, house.newcomerSop, mei.externalUserId);
    expect(d1).toMatchObject({ step: "d1-first-cup", state: "planned" });
  });

  test("she taps send: the step is proven by the platform, the opened link counts for its metric", async () => {
    const [task] = openTasks(world, mei.officer);
    const { counts } = await world.act({ who: mei.officer, do: "confirm", msgid: task?.msgid });
    expect(counts).toMatchObject({ sent: 4 });
    await world.advance("31m");
    const [d1, d3] = await stepsOf(world, house.newcomerSop, mei.externalUserId);
    expect(d1).toMatchObject({ state: "done", grade: "A", evidence: `mass-task:${task?.msgid}` });
    expect(d3?.state).toBe("waiting");
    await world.act({ who: mei.who, do: "open", url: linksFrom(world, mei.who, mei.officer).at(-1) });
    await world.advance("1m");
    const { steps } = await world.api(api.sops.board, { sopId: house.newcomerSop });
    expect(steps[0]).toMatchObject({ entered: 4, done: 4, rate: 1, metric: { of: 4, met: 1 } });
  });

  test("the funnel shows how far she came, and the account is right to the byte", async () => {
    // Reaching is judged two days after she began: before, silence would mean nothing.
    await house.until(4, "15:00");
    const { steps } = await world.api(api.analytics.funnel, { playbook: "store-community" });
    const figures = Object.fromEntries(steps.map((step) => [step.key, step.done]));
    expect(figures["added"]).toBeGreaterThanOrEqual(4);
    expect(figures["welcomed"]).toBe(figures["added"]);
    expect(figures).toMatchObject({ opened: 1, chosen: 1, joined: 1, enrolled: 1, reached: 1 });
    await expectTruth(world);
    await expectGapless(world);
    await expectAtRest(world);
  });
});

describe("other ways to a group", () => {
  const findStore = async () => {
    const person = await house.newcomer();
    const link = linksFrom(world, person.who, person.officer)[0] ?? "";
    await world.act({ who: person.who, do: "open", url: link });
    return { ...person, url: new URL("/m/find-store", link).href };
  };

  test("who keeps her place to herself finds the store by its district", async () => {
    const { who, url } = await findStore();
    const store = house.stores[1];
    const refused = await world.act({ who, do: "submit", url, form: "locate", fields: {} });
    expect(reasonIn(refused.html)).toBe("unknown");
    const fields = { city: store?.city, district: store?.district, q: "" };
    const list = await world.act({ who, do: "submit", url: refused.url ?? "", form: "search", fields });
    expect(list.html).toContain(store?.name);
    const seat = await world.act({ who, do: "submit", url: list.url ?? "", form: "choose", fields: {} });
    expect(codeIn(seat.html)).toBe(house.groupCode(1)?.qrUrl);
  });

  test("a wrong place far away is refused kindly, and the search stays open to her", async () => {
    const { who, url } = await findStore();
    const fields = { lng: "87.6168", lat: "43.8256", datum: "wgs84" };
    const answer = await world.act({ who, do: "submit", url, form: "locate", fields });
    expect(reasonIn(answer.html)).toBe("too-far");
    expect(answer.html).not.toContain("data-qr");
    const again = await world.act({ who, do: "submit", url: answer.url ?? "", form: "search", fields: { q: house.stores[2]?.name } });
    expect(again.html).toContain(house.stores[2]?.name);
  });
});

test("whoever listens can follow a callback to the call that answers it: one trace, named by the callback", async () => {
  const { seen, stop } = listen();
  try {
    await world.act({ who: "new", do: "scan", url: house.poster, name: "小竹" });
    await world.advance("20s");
  } finally {
    stop();
  }
  const first = seen.find(({ name, attributes }) => name === "callback" && String(attributes["event"]).includes("add_external_contact"));
  const { rows } = await sql<{ dedupe_key: string }>`select dedupe_key from inbox order by id desc limit 20`.execute(world.db);
  expect(rows.map((row) => row.dedupe_key.slice("wecom:".length).slice(0, 32))).toContain(first?.traceId);
  const names = seen.filter(({ traceId }) => traceId === first?.traceId).map(({ name }) => name);
  const way = ["callback", "translate", "handle customers", "plan", "send welcome.send", "wecom /cgi-bin/externalcontact/send_welcome_msg"];
  for (const step of way) expect(names).toContain(step);
  expect(names.indexOf("callback")).toBeLessThan(names.indexOf("translate"));
  expect(names.indexOf("translate")).toBeLessThan(names.indexOf("plan"));
  expect(names.indexOf("plan")).toBeLessThan(names.indexOf("send welcome.send"));
  expect(JSON.stringify(seen)).not.toContain("小竹");
});
