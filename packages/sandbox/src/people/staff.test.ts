import { describe, expect, test } from "vitest";
import type { People } from "../people-host.ts";
import { createPeople } from "./index.ts";
import type { PhoneRequest } from "./page-form.ts";
import type { FakeHost } from "./testing/fake-host.ts";
import { createFakeHost, MONDAY } from "./testing/fake-host.ts";
import { DAY, HOUR, localHour } from "./when.ts";

const ACT = JSON.stringify({
  do: "attachWelcome",
  chatId: "g1",
  templateId: "t1",
  who: "somebody-else",
});
const CARD = `<main><p data-act='${ACT}'>给 g1 挂上入群欢迎语</p>
  <form method="post" data-form="done" action="/m/task/done"><input type="hidden" name="csrf" value="x"></form></main>`;

function shift(persona: string, count = 1): { host: FakeHost; people: People; posted: PhoneRequest[] } {
  const host = createFakeHost(4);
  const posted: PhoneRequest[] = [];
  host.team = Array.from({ length: count }, (_, n) => ({
    userid: `staff${n}`,
    name: "店长",
    position: "店长",
    department: [1],
    persona,
  }));
  host.pages = async (request) => {
    if (request.method === "POST") posted.push(request);
    return { status: 200, url: request.url, html: CARD };
  };
  return { host, people: createPeople(host, {}), posted };
}

function giveTasks(host: FakeHost, at: number, msgid: string, reminder = false): void {
  host.state.now = at;
  for (const { userid: who } of host.team) {
    host.emit({ type: "task-received", who, at, msgid, kind: "single", targets: 3, allowSelect: false, reminder });
  }
}

function giveCards(host: FakeHost, at: number): void {
  host.state.now = at;
  for (const { userid: who } of host.team) {
    const url = "http://shop.test/m/task/1";
    host.emit({
      type: "app-message-received",
      who,
      at,
      msgtype: "textcard",
      title: "新群",
      text: "",
      url,
    });
  }
}

describe("staff confirm mass tasks", () => {
  test("the prompt within the hour; what comes at night waits for the morning", async () => {
    const { host, people } = shift("prompt", 50);
    giveTasks(host, MONDAY + 10 * HOUR, "day");
    await host.run(people.handle, MONDAY + 11 * HOUR);
    expect(host.acts.filter((act) => act["msgid"] === "day").length).toBeGreaterThan(45);
    giveTasks(host, MONDAY + 23 * HOUR, "night");
    await host.run(people.handle, MONDAY + 2 * DAY);
    const night = host.acts.filter((act) => act["msgid"] === "night");
    expect(night.length).toBeGreaterThan(45);
    expect(night.every((act) => localHour(act.at) >= 9 && localHour(act.at) < 21)).toBe(true);
  });

  test("only the night owl confirms at night", async () => {
    const { host, people } = shift("night-owl", 50);
    giveTasks(host, MONDAY + 22 * HOUR, "late");
    await host.run(people.handle, MONDAY + 2 * DAY);
    expect(host.acts.some((act) => localHour(act.at) >= 22 || localHour(act.at) < 7)).toBe(true);
  });

  test("the forgetful need reminding, and nobody confirms twice or what was cancelled", async () => {
    const { host, people } = shift("forgetful", 100);
    giveTasks(host, MONDAY + 9 * HOUR, "m");
    await host.run(people.handle, MONDAY + 3 * DAY);
    const first = host.acts.length;
    expect(first).toBeGreaterThan(15);
    expect(first).toBeLessThan(60);
    giveTasks(host, MONDAY + 3 * DAY + 9 * HOUR, "m", true);
    await host.run(people.handle, MONDAY + 6 * DAY);
    expect(host.acts.length).toBeGreaterThan(first + 10);
    expect(new Set(host.acts.map((act) => act.who)).size).toBe(host.acts.length);

    giveTasks(host, MONDAY + 6 * DAY + 9 * HOUR, "gone");
    for (const { userid: who } of host.team) {
      host.emit({ type: "task-cancelled", who, at: host.now(), msgid: "gone" });
    }
    await host.run(people.handle, MONDAY + 9 * DAY);
    expect(host.acts.filter((act) => act["msgid"] === "gone")).toEqual([]);
  });

  test("who belongs to somebody at the panel never acts", () => {
    const { host } = shift("manual");
    giveTasks(host, MONDAY + 10 * HOUR, "m");
    giveCards(host, MONDAY + 10 * HOUR);
    expect(host.state.queue).toEqual([]);
  });
});

describe("staff open task cards", () => {
  test("an honest person acts as herself, then ticks, hidden inputs included", async () => {
    const { host, people, posted } = shift("prompt", 20);
    giveCards(host, MONDAY + 10 * HOUR);
    await host.run(people.handle, MONDAY + DAY);
    expect(host.acts.length).toBeGreaterThan(15);
    expect(host.acts.every((act) => act.do === "attach-welcome" && act["templateId"] === "t1")).toBe(true);
    expect(host.acts.every((act) => act.who.startsWith("staff"))).toBe(true);
    expect(posted).toHaveLength(host.acts.length);
    expect(posted[0]).toMatchObject({ url: "http://shop.test/m/task/done", form: { csrf: "x" } });
  });

  test("a liar ticks without having done it", async () => {
    const { host, people, posted } = shift("liar", 20);
    giveCards(host, MONDAY + 10 * HOUR);
    await host.run(people.handle, MONDAY + DAY);
    expect(host.acts).toEqual([]);
    expect(posted.length).toBeGreaterThan(15);
    expect(people.stats()).toMatchObject({
      staff: { cards: { lied: posted.length, ticked: posted.length } },
    });
  });

  test("what the world refuses is not ticked", async () => {
    const { host, people, posted } = shift("prompt", 10);
    host.act = async (input) => ({ who: input.who, name: "", error: "not the owner" });
    giveCards(host, MONDAY + 10 * HOUR);
    await host.run(people.handle, MONDAY + DAY);
    expect(posted).toEqual([]);
    expect(people.stats()).toMatchObject({ refused: { "attach-welcome": { "not the owner": 10 } } });
  });
});
