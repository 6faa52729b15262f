import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays } from "#kit/tz";
import { assign } from "./assign.ts";
import { movableFrom, spread, WECOM } from "./days.ts";
import { MOST_TRIES, nextOf, type Setback } from "./next.ts";
import type { Held, Taker } from "./types.ts";

const user = fc.integer({ min: 0, max: 11 }).map((n) => `u${n}`);
const place = fc.constantFrom("store:a", "store:b", "department:1", "department:2");
const held = fc.uniqueArray(
  fc.record<Held>({
    kind: fc.constantFrom("customer" as const, "group" as const),
    key: fc.integer({ min: 0, max: 200 }).map((n) => `k${n}`),
    places: fc.uniqueArray(place, { maxLength: 2 }),
    friends: fc.uniqueArray(user, { maxLength: 2 }),
  }),
  { selector: ({ kind, key }) => `${kind} ${key}`, maxLength: 120 },
);
const takers = fc.uniqueArray(
  fc.record<Taker>({
    userId: user,
    places: fc.uniqueArray(place, { maxLength: 2 }),
    customers: fc.integer({ min: 0, max: 60 }),
    groups: fc.integer({ min: 0, max: 12 }),
  }),
  { selector: ({ userId }) => userId, maxLength: 8 },
);
const ROOM = { groups: 10, customers: 50 };

test("everything is given to exactly one taker of the list, or left with a reason when nobody has room; never over anybody's limit", () => {
  fc.assert(
    fc.property(held, takers, (things, people) => {
      const { given, unplaced } = assign(things, people, ROOM);
      const keys = [...given, ...unplaced].map(({ kind, key }) => `${kind} ${key}`);
      expect(keys.sort()).toEqual(things.map(({ kind, key }) => `${kind} ${key}`).sort());
      const known = new Map(people.map((taker) => [taker.userId, taker]));
      for (const [to, mine] of Map.groupBy(given, (one) => one.to)) {
        const taker = known.get(to);
        expect(taker).toBeDefined();
        const gets = (kind: string) => mine.filter((one) => one.kind === kind).length;
        const fits = (has: number, more: number, most: number) => more === 0 || has + more <= most;
        expect(fits(taker?.groups ?? 0, gets("group"), ROOM.groups)).toBe(true);
        expect(fits(taker?.customers ?? 0, gets("customer"), ROOM.customers)).toBe(true);
      }
      // Somebody is left over only where all are full.
      for (const { kind } of unplaced) {
        for (const { userId, groups, customers } of people) {
          const load = (kind === "group" ? groups : customers) + given.filter((one) => one.to === userId && one.kind === kind).length;
          expect(load).toBeGreaterThanOrEqual(kind === "group" ? ROOM.groups : ROOM.customers);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("the same people in another order give the same plan", () => {
  fc.assert(
    fc.property(held, takers, (things, people) => {
      expect(assign(things.toReversed(), people.toReversed(), ROOM)).toEqual(assign(things, people, ROOM));
    }),
    { numRuns: 100 },
  );
});

test("whom she knows comes before the same store, that before the same department, that before whoever has the fewest", () => {
  const taker = (userId: string, places: string[], customers: number): Taker => ({ userId, places, customers, groups: 0 });
  const people = [taker("near", ["department:1"], 5), taker("far", [], 0), taker("shop", ["store:a"], 9), taker("friend", [], 40)];
  const one: Held = { kind: "customer", key: "c", places: ["store:a", "department:1"], friends: ["friend"] };
  const order = ["friend", "shop", "near", "far"].map((_, n, all) => {
    const left = people.filter(({ userId }) => !all.slice(0, n).includes(userId));
    return assign([one], left).given[0]?.to;
  });
  expect(order).toEqual(["friend", "shop", "near", "far"]);
});

test("no day holds more than WeCom and the takers bear, nothing moves before it may, and no day is left empty in between", () => {
  fc.assert(
    fc.property(held, takers, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 }), (things, people, perTaker, perOwner) => {
      const { given } = assign(things, people, ROOM);
      const limits = { customersPerTaker: perTaker, groupsPerOwner: perOwner };
      const notBefore = new Map(given.slice(0, 3).map(({ kind, key }) => [`${kind} ${key}`, "2026-03-04"]));
      const dated = spread(given, { first: "2026-03-02", limits, notBefore });
      expect(dated.map(({ key }) => key)).toEqual(given.map(({ key }) => key));
      for (const [slot, mine] of Map.groupBy(dated, ({ kind, to, day }) => (kind === "group" ? `group ${day}` : `${to} ${day}`)))
        expect(mine.length).toBeLessThanOrEqual(slot.startsWith("group") ? perOwner : perTaker);
      for (const { kind, key, day } of dated) expect(day >= (notBefore.get(`${kind} ${key}`) ?? "2026-03-02")).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("a third move within ninety days waits until the first is old enough", () => {
  expect(movableFrom([], "2026-06-01")).toBeNull();
  expect(movableFrom(["2026-05-01"], "2026-06-01")).toBeNull();
  expect(movableFrom(["2026-05-20", "2026-05-01"], "2026-06-01")).toBe(addDays("2026-05-01", WECOM.movesDays));
  expect(movableFrom(["2026-01-01", "2026-05-20"], "2026-06-01")).toBeNull();
});

test("every setback leads to another try, an end or a person, and nothing is tried for ever", () => {
  const setback: fc.Arbitrary<Setback> = fc.oneof(
    fc.constantFrom<Setback>({ how: "customer-refused" }, { how: "taker-full" }, { how: "no-record" }),
    fc
      .oneof(fc.constantFrom(0, 40096, 40097, 40099, 40128, 40129, 40131, 84074, 90503, 90504), fc.integer({ min: -1, max: 99_999 }))
      .map((errcode): Setback => ({ how: "refused-call", errcode })),
  );
  const kinds = fc.record({
    kind: fc.constantFrom("customer" as const, "group" as const),
    handover: fc.constantFrom("resigned" as const, "onjob" as const),
  });
  fc.assert(
    fc.property(kinds, fc.array(setback, { minLength: MOST_TRIES, maxLength: 8 }), (item, setbacks) => {
      let tries = 0;
      for (const one of setbacks) {
        tries += 1;
        const next = nextOf({ ...item, tries }, one);
        if (next.do === "again" || next.do === "another") continue;
        expect(["person", "gone", "done"]).toContain(next.do);
        return;
      }
      expect(tries).toBeLessThan(MOST_TRIES);
    }),
  );
});

test("who refuses in service stays and a person decides; of somebody who left another taker is tried once", () => {
  expect(nextOf({ kind: "customer", tries: 1, handover: "onjob" }, { how: "customer-refused" })).toEqual({
    do: "person",
    reason: "refused",
  });
  expect(nextOf({ kind: "customer", tries: 1, handover: "resigned" }, { how: "customer-refused" })).toEqual({
    do: "another",
    spoiled: false,
  });
  expect(nextOf({ kind: "customer", tries: 2, handover: "resigned" }, { how: "customer-refused" })).toMatchObject({ do: "person" });
});
