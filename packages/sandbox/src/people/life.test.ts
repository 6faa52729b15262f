import { describe, expect, test } from "vitest";
import type { People, PeopleOptions } from "../people-host.ts";
import { defaultBehaviour } from "./behaviour.ts";
import type { Behaviour, CustomerType } from "./behaviour.ts";
import { createPeople } from "./index.ts";
import type { FakeHost } from "./testing/fake-host.ts";
import { createFakeHost, MONDAY } from "./testing/fake-host.ts";
import { DAY, HOUR, localHour, MINUTE } from "./when.ts";

const CODE_PAGE = `<main><img data-qr="http://sandbox.test/q/group/1"></main>`;
const NEAR = [{ lng: 121.47, lat: 31.23, weight: 1, radiusKm: 2, name: "人民广场店" }];

/** The behaviour of everyday, with changes. */
function behaving(change: (behaviour: Behaviour) => void): { behaviour: Behaviour } & PeopleOptions {
  const { behaviour } = defaultBehaviour();
  change(behaviour);
  return { behaviour };
}

/** Only these types, by weight. */
function only(behaviour: Behaviour, weights: Record<string, number>): void {
  behaviour.customers.types = behaviour.customers.types.flatMap((type): CustomerType[] => {
    const weight = weights[type.key];
    return weight === undefined ? [] : [{ ...type, weight }];
  });
}

function town(seed: number, count: number, options: PeopleOptions = {}, more: object = {}): { host: FakeHost; people: People } {
  const host = createFakeHost(seed, "http://shop.test/m/find");
  host.team = [{ userid: "officer", name: "福利官", position: "", department: [1], persona: "prompt" }];
  host.state.groups["g1"] = ["officer"];
  host.pages = async ({ url }) => ({ status: 200, url, html: CODE_PAGE });
  const people = createPeople(host, options);
  people.setup({ count, near: NEAR, arrive: { days: 2 }, codes: ["http://sandbox.test/q/contact/1"], ...more });
  return { host, people };
}

const said = (host: FakeHost): string[] => host.acts.filter((act) => act.do === "say").map((act) => String(act["text"]));

describe("customers buy", () => {
  test("by type, in waking hours, at the shop of their place; who is lost buys no more", async () => {
    const { host, people } = town(3, 200);
    await host.run(people.handle, MONDAY + 30 * DAY);
    const orders = host.acts.filter((act) => act.do === "buy");
    expect(orders.length).toBeGreaterThan(200);
    expect(new Set(orders.map((act) => act["storeId"]))).toEqual(new Set(["人民广场店"]));
    expect(orders.every((act) => Number(act["amountFen"]) > 0 && localHour(act.at) >= 7 && localHour(act.at) <= 23)).toBe(true);
    host.state.friends = {};
    host.state.groups = {};
    host.acts.length = 0;
    await host.run(people.handle, MONDAY + 90 * DAY);
    expect(host.acts.filter((act) => act.do === "buy")).toEqual([]);
  });

  test("five messages a day take the appetite away", async () => {
    const bought = async (everyHours: number): Promise<number> => {
      const { host, people } = town(
        5,
        150,
        behaving((behaviour) => {
          for (const type of behaviour.customers.types) type.unfriend.cap = 0;
        }),
      );
      for (let at = MONDAY + 3 * DAY; at < MONDAY + 24 * DAY; at += everyHours * HOUR) {
        await host.run(people.handle, at);
        for (const { who } of host.state.persons) {
          host.emit({ type: "mass-received", who, at, from: "officer", msgid: String(at), text: `第 ${at} 条`, attachments: [] });
        }
      }
      return host.acts.filter((act) => act.do === "buy").length;
    };
    expect(await bought(5)).toBeLessThan((await bought(7 * 24)) * 0.6);
  });
});

describe("in groups", () => {
  test("a spammer advertises until the owner takes him out; a negligent owner lets him", async () => {
    const kicked = async (persona: string): Promise<{ adverts: number; kicks: number; left: number }> => {
      const { host, people } = town(
        7,
        60,
        behaving((behaviour) => only(behaviour, { regular: 8, spammer: 2 })),
      );
      host.team = [{ userid: "officer", name: "福利官", position: "", department: [1], persona }];
      await host.run(people.handle, MONDAY + 20 * DAY);
      const { groups } = JSON.parse(JSON.stringify(people.stats()));
      return {
        adverts: groups.adverts,
        kicks: host.acts.filter((act) => act.do === "kick").length,
        left: (host.state.groups["g1"] ?? []).length,
      };
    };
    const prompt = await kicked("prompt");
    const absent = await kicked("absent");
    expect(prompt.kicks).toBeGreaterThan(3);
    expect(absent.kicks).toBe(0);
    expect(absent.adverts).toBeGreaterThan(prompt.adverts * 2);
    expect(prompt.left).toBeLessThan(absent.left);
  });

  test("a question is answered by one who helps, and by one only", async () => {
    const { host, people } = town(
      9,
      60,
      behaving((behaviour) => only(behaviour, { silent: 1, koc: 1 })),
    );
    await host.run(people.handle, MONDAY + 3 * DAY);
    const inside = host.state.groups["g1"] ?? [];
    const before = host.acts.length;
    const at = MONDAY + 3 * DAY + 10 * HOUR;
    host.state.now = at;
    const [, asker = ""] = inside;
    host.emit({ type: "group-message", who: asker, at, chatId: "g1", text: "券怎么用吗", attachments: [] });
    host.emit({ type: "group-message", who: asker, at, chatId: "g1", text: "好的", attachments: [] });
    await host.run(people.handle, at + 20 * HOUR);
    const { talk } = defaultBehaviour();
    const answers = host.acts.slice(before).filter((act) => act.do === "say" && talk.helpful.includes(String(act["text"])));
    expect(answers).toHaveLength(1);
    expect(answers[0]?.who).not.toBe(asker);
  });

  test("classes whose interests conflict quarrel and leave; the same people without classes do not", async () => {
    const { talk } = defaultBehaviour();
    const words = new Set(Object.values(talk.quarrel).flat());
    const mixed = async (classes: Record<string, number> | undefined): Promise<{ quarrels: number; left: number }> => {
      const { host, people } = town(
        11,
        120,
        behaving((behaviour) => only(behaviour, { talker: 1 })),
        classes ? { classes } : {},
      );
      await host.run(people.handle, MONDAY + 20 * DAY);
      return { quarrels: said(host).filter((text) => words.has(text)).length, left: host.acts.filter((act) => act.do === "leave").length };
    };
    const apart = await mixed(undefined);
    const alike = await mixed({ shop: 1 });
    const together = await mixed({ shop: 1, seller: 1 });
    expect([apart.quarrels, alike.quarrels]).toEqual([0, 0]);
    expect(together.quarrels).toBeGreaterThan(20);
    expect(together.left).toBeGreaterThan(apart.left * 1.5);
  });

  test("talk fades where nobody posts, and a dead group is dissolved by an owner who tidies up", async () => {
    const life = async (posts: boolean): Promise<{ late: number; dissolved: boolean }> => {
      const { host, people } = town(
        13,
        40,
        behaving((behaviour) => {
          only(behaviour, { talker: 1 });
          behaviour.customers.groups = { ...behaviour.customers.groups, fadePerWeek: 0.2, floor: 0, quietDays: 20, keepFrom: 50 };
          for (const type of behaviour.staff.types) type.dissolves = 1;
        }),
      );
      for (let day = 2; day < 70; day++) {
        const at = MONDAY + day * DAY + 10 * HOUR;
        await host.run(people.handle, at);
        if (!posts || host.state.groups["g1"] === undefined) continue;
        host.emit({ type: "group-message", who: "officer", at, chatId: "g1", text: `早 ${day}`, attachments: [] });
      }
      const late = host.acts.filter((act) => act.do === "say" && act.at > MONDAY + 30 * DAY && act.at < MONDAY + 45 * DAY).length;
      return { late, dissolved: host.acts.some((act) => act.do === "dismiss") };
    };
    const [tended, left] = [await life(true), await life(false)];
    expect(tended.late).toBeGreaterThan(20);
    expect(left.late).toBeLessThan(tended.late / 4);
    expect([tended.dissolved, left.dissolved]).toEqual([false, true]);
  });
});

describe("other things that reach a phone", () => {
  test("a moment: some hearts, fewer words, from those who can see it, in waking hours", async () => {
    const { host, people } = town(15, 300);
    await host.run(people.handle, MONDAY + 3 * DAY);
    host.emit({ type: "moment-published", who: "officer", at: host.now(), momentId: "mom1", text: "新豆到店", attachments: [] });
    await host.run(people.handle, MONDAY + 6 * DAY);
    const likes = host.acts.filter((act) => act.do === "like");
    const comments = host.acts.filter((act) => act.do === "comment");
    expect(likes.length).toBeGreaterThan(15);
    expect(comments.length).toBeGreaterThan(0);
    expect(comments.length).toBeLessThan(likes.length);
    expect(likes.every((act) => act["momentId"] === "mom1" && act["userid"] === "officer")).toBe(true);
    expect([...likes, ...comments].filter((act) => localHour(act.at) < 7)).toEqual([]);
  });

  test("a transfer: a few refuse within the day, a few delete the new member", async () => {
    const { host, people } = town(17, 300);
    await host.run(people.handle, MONDAY + 3 * DAY);
    const at = host.now();
    for (const { who } of host.state.persons) host.emit({ type: "transfer-offered", who, at, userid: "officer", takeover: "second" });
    await host.run(people.handle, at + DAY);
    const refused = host.acts.filter((act) => act.do === "refuse-transfer");
    expect(refused.length).toBeGreaterThan(5);
    expect(refused.length).toBeLessThan(60);
    for (const { who } of host.state.persons) {
      host.state.friends[who] = ["second"];
      host.emit({ type: "transferred", who, at: host.now(), userid: "officer", takeover: "second" });
    }
    await host.run(people.handle, at + 5 * DAY);
    const lost = host.acts.filter((act) => act.do === "unfriend" && act["userid"] === "second");
    expect(lost.length).toBeGreaterThan(5);
  });

  test("who is asked to be friends, or to be archived, mostly says yes, and sometimes no", async () => {
    const { host, people } = town(19, 200);
    await host.run(people.handle, MONDAY + 3 * DAY);
    const at = host.now();
    for (const { who } of host.state.persons) {
      host.emit({ type: "friend-requested", who, at, from: "second" });
      host.emit({ type: "consent-asked", who, at, userid: "officer" });
    }
    await host.run(people.handle, at + 3 * DAY);
    expect(host.acts.filter((act) => act.do === "accept").length).toBeGreaterThan(60);
    const answers = host.acts.filter((act) => act.do === "consent");
    expect(answers).toHaveLength(200);
    const yes = answers.filter((act) => act["agree"] === true).length;
    expect(yes).toBeGreaterThan(150);
    expect(yes).toBeLessThan(200);
  });
});

describe("staff", () => {
  function shift(persona: string, count: number): { host: FakeHost; people: People } {
    const host = createFakeHost(4);
    host.team = Array.from({ length: count }, (_, n) => ({ userid: `s${n}`, name: "店长", position: "", department: [1], persona }));
    return { host, people: createPeople(host, {}) };
  }
  function give(host: FakeHost, kind: "single" | "moment", allowSelect: boolean): void {
    host.state.now = MONDAY + 10 * HOUR;
    for (const { userid: who } of host.team) {
      host.emit({ type: "task-received", who, at: host.now(), msgid: "m1", kind, targets: 10, allowSelect, reminder: false });
    }
  }

  test("the partial pick some of the recipients where they may; the absent never do anything", async () => {
    const partial = shift("partial", 40);
    give(partial.host, "single", true);
    await partial.host.run(partial.people.handle, MONDAY + 3 * DAY);
    const confirmed = partial.host.acts.filter((act) => act.do === "confirm");
    expect(confirmed.length).toBeGreaterThan(10);
    expect(new Set(confirmed.map((act) => act["only"]))).toEqual(new Set([6]));
    const all = shift("partial", 40);
    give(all.host, "single", false);
    await all.host.run(all.people.handle, MONDAY + 3 * DAY);
    expect(all.host.acts.every((act) => act["only"] === undefined)).toBe(true);
    const absent = shift("absent", 40);
    give(absent.host, "single", false);
    await absent.host.run(absent.people.handle, MONDAY + 9 * DAY);
    expect(absent.host.acts).toEqual([]);
  });

  test("moments are published like other tasks", async () => {
    const { host, people } = shift("prompt", 30);
    give(host, "moment", false);
    await host.run(people.handle, MONDAY + 11 * HOUR + 30 * MINUTE);
    expect(host.acts.filter((act) => act.do === "confirm" && act["msgid"] === "m1").length).toBeGreaterThan(25);
  });
});
