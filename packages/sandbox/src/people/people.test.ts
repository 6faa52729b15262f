import { describe, expect, test } from "vitest";
import type { People } from "../people-host.ts";
import type { Behaviour } from "./behaviour.ts";
import { defaultBehaviour, weary } from "./behaviour.ts";
import { createPeople } from "./index.ts";
import type { FakeHost, FakeState } from "./testing/fake-host.ts";
import { createFakeHost, MONDAY } from "./testing/fake-host.ts";
import { DAY, localHour, MINUTE } from "./when.ts";

const LINK = "http://shop.test/m/find";
const CODE_PAGE = `<main><img data-qr="http://sandbox.test/q/group/1"></main>`;
const NEAR = [{ lng: 121.47, lat: 31.23, weight: 1, radiusKm: 2 }];

const { behaviour } = defaultBehaviour();
/** The same people, of whom nobody thinks better of it. */
const steadfast: Behaviour = {
  ...behaviour,
  customers: { ...behaviour.customers, types: behaviour.customers.types.map((type) => ({ ...type, regret: { friend: 0, group: 0 } })) },
};

function town(seed: number, count: number, more: { from?: FakeState; behaviour?: Behaviour } = {}): { host: FakeHost; people: People } {
  const host = createFakeHost(seed, LINK, more.from);
  host.pages = async ({ url }) => ({ status: 200, url, html: CODE_PAGE });
  const people = createPeople(host, more.behaviour ? { behaviour: more.behaviour } : {});
  people.setup({
    count,
    near: NEAR,
    arrive: { days: 7 },
    codes: ["http://sandbox.test/q/contact/1"],
  });
  return { host, people };
}

function send(host: FakeHost, who: string, at: number, msgid: string): void {
  host.state.now = at;
  host.emit({
    type: "mass-received",
    who,
    at,
    from: "officer",
    msgid,
    text: `新品 ${LINK}`,
    attachments: [],
  });
}

describe("a population", () => {
  test("everybody scans the poster within the days, on the grid, in the hours of shops", async () => {
    const { host, people } = town(7, 300, { behaviour: steadfast });
    await host.run(people.handle, MONDAY + 8 * DAY);
    const scans = host.acts.filter((act) => act.do === "scan" && String(act["url"]).includes("/contact"));
    expect(scans).toHaveLength(300);
    expect(scans.every((act) => act.at < MONDAY + 8 * DAY && act.at % (10 * MINUTE) === 0)).toBe(true);
    expect(scans.every((act) => localHour(act.at) >= 6 && localHour(act.at) <= 23)).toBe(true);
    expect(new Set(scans.map((act) => Math.floor((act.at - MONDAY) / DAY))).size).toBeGreaterThanOrEqual(7);
  });

  test("most open the welcome's link and join; nobody scans twice what was shown once", async () => {
    const { host, people } = town(7, 300, { behaviour: steadfast });
    await host.run(people.handle, MONDAY + 12 * DAY);
    const joined = host.state.groups["g1"] ?? [];
    expect(joined.length).toBeGreaterThan(150);
    expect(joined.length).toBeLessThan(290);
    expect(new Set(joined).size).toBe(joined.length);
    expect(people.stats()).toMatchObject({
      population: 300,
      welcomes: 300,
      acts: { scan: 300 + joined.length },
    });
  });

  test("the same seed lives the same lives; another seed lives others", async () => {
    const lives = async (seed: number): Promise<string> => {
      const { host, people } = town(seed, 120);
      await host.run(people.handle, MONDAY + 20 * DAY);
      return JSON.stringify(host.acts);
    };
    expect(await lives(3)).toBe(await lives(3));
    expect(await lives(3)).not.toBe(await lives(4));
  });

  test("another port or running number in the links changes no life", async () => {
    const lives = async (code: string, msgid: string): Promise<string> => {
      const host = createFakeHost(6, LINK);
      host.pages = async ({ url }) => ({ status: 200, url, html: CODE_PAGE });
      const people = createPeople(host, {});
      people.setup({ count: 60, near: NEAR, arrive: { days: 3 }, codes: [code] });
      await host.run(people.handle, MONDAY + 5 * DAY);
      for (const { who } of host.state.persons) {
        const text = `新品 ${code}`;
        host.emit({ type: "mass-received", who, at: host.now(), from: "officer", msgid, text, attachments: [] });
      }
      await host.run(people.handle, MONDAY + 8 * DAY);
      return JSON.stringify(host.acts.map((act) => ({ ...act, url: undefined })));
    };
    expect(await lives("http://127.0.0.1:1/contact/a", "m1")).toBe(await lives("http://127.0.0.1:2/contact/b", "m2"));
  });

  test("a stop in the middle changes nothing, and the same set-up twice makes nobody new", async () => {
    const whole = town(5, 80);
    await whole.host.run(whole.people.handle, MONDAY + 15 * DAY);
    const before = town(5, 80);
    await before.host.run(before.people.handle, MONDAY + 4 * DAY + 13 * 3_600_000);
    const after = town(5, 80, { from: structuredClone(before.host.state) });
    await after.host.run(after.people.handle, MONDAY + 15 * DAY);
    expect(after.host.state.persons).toHaveLength(80);
    expect([...before.host.acts, ...after.host.acts]).toEqual(whole.host.acts);
    expect(after.people.stats()).toEqual(whole.people.stats());
  });

  test("people made by hand do nothing by themselves", () => {
    const { host } = town(1, 0);
    const who = host.newPerson({ name: "手" });
    send(host, who, MONDAY, "m1");
    expect(host.state.queue).toEqual([]);
  });

  test("a page that is down is tried again, then counted", async () => {
    const { host, people } = town(2, 40);
    let asked = 0;
    host.pages = async () => {
      asked++;
      throw new Error("ECONNREFUSED");
    };
    await host.run(people.handle, MONDAY + 12 * DAY);
    const walks = asked / 4;
    expect(walks).toBeGreaterThan(20);
    expect(people.stats()).toMatchObject({
      pages: { problems: { unreachable: asked }, ended: { problem: walks } },
    });
  });

  test("a population without a poster, days or places is refused or counted", () => {
    const people = createPeople(createFakeHost(), {});
    expect(() => people.setup({ count: 3, near: [] })).toThrow("near must name");
    expect(() => people.setup({ count: 3, near: NEAR, arrive: { days: 0 } })).toThrow("arrive.days");
    people.setup({ count: 3, near: NEAR });
    expect(people.stats()).toMatchObject({ arrive: { noPoster: 3 } });
  });
});

test("a few in a hundred unfriend within a month, most in the first week; a few leave the group; some come back", async () => {
  const { host, people } = town(7, 800);
  await host.run(people.handle, MONDAY + 37 * DAY);
  const of = (what: string) => host.acts.filter((act) => act.do === what);
  const scans = Map.groupBy(
    of("scan").filter((act) => String(act["url"]).includes("/contact")),
    (act) => act.who,
  );
  const gone = of("unfriend");
  expect(gone.length).toBeGreaterThan(800 * 0.03);
  expect(gone.length).toBeLessThan(800 * 0.06);
  const soon = gone.filter((act) => act.at - (scans.get(act.who)?.[0]?.at ?? 0) < 7 * DAY);
  expect(soon.length).toBeGreaterThan(gone.length * 0.6);
  const joined = of("scan").filter((act) => String(act["url"]).includes("/group"));
  expect(of("leave").length).toBeGreaterThan(joined.length * 0.03);
  expect(of("leave").length).toBeLessThan(joined.length * 0.1);
  expect([...scans.values()].filter((times) => times.length > 1).length).toBeGreaterThan(0);
});

describe("too many messages", () => {
  test("the chance to unfriend grows beyond the tolerance and stops at the cap", () => {
    const w = { perMessage: 0.01, tolerance: 2, slope: 0.05, cap: 0.1 };
    expect([1, 2, 4, 9].map((recent) => weary(w, recent))).toEqual([0.01, 0.01, 0.1, 0.1]);
    expect(weary(w, 3)).toBeCloseTo(0.06);
  });

  test("five a day cost far more friends than one a week, of the same people", async () => {
    const lost = async (everyMinutes: number): Promise<number> => {
      const { host, people } = town(11, 200);
      await host.run(people.handle, MONDAY + 8 * DAY);
      for (let at = MONDAY + 8 * DAY; at < MONDAY + 22 * DAY; at += everyMinutes * MINUTE) {
        await host.run(people.handle, at);
        for (const { who } of host.state.persons) if (host.friendsOf(who).length > 0) send(host, who, at, `m${at}`);
      }
      return host.acts.filter((act) => act.do === "unfriend").length;
    };
    const seldom = await lost(7 * 24 * 60);
    const often = await lost(5 * 60);
    expect(seldom).toBeLessThan(20);
    expect(often).toBeGreaterThan(seldom * 3);
  });

  test("customers answer, open and leave only when they are awake", async () => {
    const { host, people } = town(13, 150);
    await host.run(people.handle, MONDAY + 10 * DAY);
    const members = ["officer", ...(host.state.groups["g1"] ?? [])];
    host.state.groups["g1"] = members;
    for (let n = 0; n < 20; n++) {
      const at = MONDAY + 10 * DAY + n * DAY + 22.9 * 60 * MINUTE;
      await host.run(people.handle, at);
      host.emit({
        type: "group-message",
        who: "officer",
        at,
        chatId: "g1",
        text: `晚安 ${LINK}`,
        attachments: [],
      });
    }
    await host.run(people.handle, MONDAY + 32 * DAY);
    const own = host.acts.filter((act) => act.do !== "scan");
    expect(own.some((act) => act.do === "leave")).toBe(true);
    expect(own.filter((act) => act.do === "say").length).toBeGreaterThan(20);
    expect(own.filter((act) => localHour(act.at) < 7)).toEqual([]);
  });
});

test("every customer type has something to say and to answer", () => {
  const { behaviour, talk } = defaultBehaviour();
  const silent = behaviour.customers.types.map((type) => type.key).filter((key) => !talk.group[key]?.length || !talk.replies[key]?.length);
  expect(behaviour.customers.types.length).toBeGreaterThan(3);
  expect(silent).toEqual([]);
});
