import { describe, expect, test } from "vitest";
import { parseBehaviour } from "./behaviour.ts";
import { slug } from "./context.ts";
import { daysUntil, pick, weighted } from "./draw.ts";
import { linksIn } from "./links.ts";
import { inventIdentity, inventStaffName } from "./names.ts";
import { homeOf, toGcj02 } from "./places.ts";
import { createFakeHost, MONDAY } from "./testing/fake-host.ts";
import { drawArrival, DAY, HOUR, localHour, localWeekday, withinHours } from "./when.ts";

const host = createFakeHost(9);
const randomOf = (who: string) => (purpose: string, n: number) => host.random(who, purpose, n);

describe("names", () => {
  test("a thousand people have many different nicknames, and the same person one", () => {
    const names = Array.from({ length: 1000 }, (_, n) => inventIdentity(randomOf(`p${n}`)));
    expect(names[17]).toEqual(inventIdentity(randomOf("p17")));
    expect(new Set(names.map((identity) => identity.name)).size).toBeGreaterThan(550);
    expect(names.every(({ name }) => name.length > 0 && !/undefined|NaN|\d{3}/u.test(name))).toBe(true);
  });

  test("staff have a full Chinese name", () => {
    for (let n = 0; n < 50; n++) expect(inventStaffName(randomOf("s"), n).name).toMatch(/^\p{Script=Han}{2,4}$/u);
  });
});

describe("places", () => {
  test("the public GCJ-02 offset of Tian'anmen, and none outside the mainland", () => {
    const there = toGcj02({ lng: 116.404, lat: 39.915 });
    expect(there.lng).toBeCloseTo(116.410244, 5);
    expect(there.lat).toBeCloseTo(39.916404, 5);
    expect(toGcj02({ lng: 2.35, lat: 48.85 })).toEqual({ lng: 2.35, lat: 48.85 });
  });

  test("homes lie within the radius", () => {
    const place = { lng: 121.47, lat: 31.23, weight: 1, radiusKm: 3 };
    for (let n = 0; n < 200; n++) {
      const home = homeOf(place, randomOf(`h${n}`));
      const north = (home.lat - place.lat) * 111.32;
      const east = (home.lng - place.lng) * 111.32 * Math.cos((place.lat * Math.PI) / 180);
      expect(Math.hypot(north, east)).toBeLessThanOrEqual(3.001);
    }
  });
});

describe("time", () => {
  test("local hours and weekdays are China's", () => {
    expect([localHour(MONDAY), localWeekday(MONDAY), localWeekday(MONDAY + 6 * DAY)]).toEqual([0, 0, 6]);
  });

  test("what falls into the night waits for the next morning, inside two hours", () => {
    const hours = { from: 9, to: 21 };
    expect(withinHours(MONDAY + 20 * HOUR, hours, 0.5, 10)).toBe(MONDAY + 20 * HOUR);
    expect(withinHours(MONDAY + 21 * HOUR, hours, 0, 10)).toBe(MONDAY + DAY + 9 * HOUR);
    expect(withinHours(MONDAY + 3 * HOUR, hours, 0.5, 10)).toBe(MONDAY + 10 * HOUR);
  });

  test("arrivals follow the weights of hours", () => {
    const weights = {
      hours: Array.from({ length: 24 }, (_, hour) => (hour === 12 ? 1 : 0)),
      weekdays: [1, 1, 1, 1, 1, 1, 1],
    };
    for (let n = 0; n < 50; n++) {
      const at = drawArrival(randomOf(`a${n}`), { from: MONDAY + 15 * HOUR, days: 3 }, weights, 10);
      expect(at).toBeGreaterThanOrEqual(MONDAY + DAY + 12 * HOUR);
      expect(at).toBeLessThanOrEqual(MONDAY + 3 * DAY + 13 * HOUR);
    }
  });
});

describe("draws", () => {
  test("weights are kept, zero is never taken", () => {
    const list = [
      { value: "a", weight: 0 },
      { value: "b", weight: 3 },
      { value: "c", weight: 1 },
    ];
    expect([0, 0.74, 0.76, 0.999].map((u) => weighted(list, u))).toEqual(["b", "b", "c", "c"]);
    expect(() => weighted([{ value: 1, weight: 0 }], 0.5)).toThrow("every weight is zero");
    expect(() => pick([], 0.5)).toThrow("empty list");
  });

  test("waiting days have the mean of the rate", () => {
    const days = Array.from({ length: 4000 }, (_, n) => daysUntil(0.25, host.random("x", "days", n)) ?? 0);
    expect(days.reduce((a, b) => a + b, 0) / days.length).toBeCloseTo(4, 0);
    expect(Math.min(...days)).toBe(1);
    expect([daysUntil(0, 0.5), daysUntil(1, 0.5)]).toEqual([undefined, 1]);
  });
});

test("links are found in words and cards, once each, without Chinese punctuation", () => {
  const card = { msgtype: "link", link: { title: "券", url: "https://a.test/c" } };
  expect(linksIn(["点这里 https://a.test/w?x=1，然后 https://a.test/c。"], [card])).toEqual(["https://a.test/w?x=1", "https://a.test/c"]);
});

test("a wrong word in behaviour is named with its place", () => {
  expect(() => parseBehaviour("gridMinutes: 0")).toThrow("customers must be a map");
  expect(() => parseBehaviour("gridMinutes: 10\ncustomers: {arrival: {hours: [1]}, waits: {}}\nstaff: {}")).toThrow(
    "customers.arrival.hours must be 24 numbers",
  );
});

test("ids do not make every reason a new one", () => {
  expect(slug("no group wrOgQhDgAAMYQiS5ol9G7gK9JVAAAA here.")).toBe("no group # here_");
});
