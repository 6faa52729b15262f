import fc from "fast-check";
import { expect, test } from "vitest";
import { byNeed, changeOf, comparedPeriods, isFew, shortOf } from "./board-rules.ts";
import { judge, rateOf } from "./rules.ts";

const share = fc.tuple(fc.nat(3000), fc.nat(3000)).map(([a, b]) => ({ done: Math.min(a, b), decided: Math.max(a, b) }));
const target = fc.integer({ min: 1, max: 100 }).map((n) => n / 100);

test("whoever is short would be on target with so many more, and not with one less; on target nobody is short", () => {
  fc.assert(
    fc.property(share, target, ({ done, decided }, goal) => {
      const short = shortOf({ done, decided }, goal);
      const light = judge(rateOf(done, decided), goal, decided);
      if (light === "green" || light === "unknown") return short === 0;
      const reaches = (n: number) => n / decided >= goal - 1e-9;
      return reaches(done + short) && !reaches(done + short - 1);
    }),
  );
  expect(shortOf({ done: 9, decided: 10 }, 0.9)).toBe(0);
  expect(shortOf({ done: 0, decided: 4 }, 0.9)).toBe(0);
  expect(shortOf({ done: 80, decided: 100 }, 0.9)).toBe(10);
});

test("a difference that may be chance is no change; too few are unknown", () => {
  expect(changeOf({ done: 6, decided: 8 }, { done: 4, decided: 8 }).trend).toBe("same");
  expect(changeOf({ done: 750, decided: 1000 }, { done: 500, decided: 1000 })).toEqual({
    rate: 0.75,
    decided: 1000,
    before: 0.5,
    decidedBefore: 1000,
    trend: "up",
  });
  expect(changeOf({ done: 500, decided: 1000 }, { done: 750, decided: 1000 }).trend).toBe("down");
  expect(changeOf({ done: 4, decided: 4 }, { done: 50, decided: 100 }).trend).toBe("unknown");
  expect(changeOf({ done: 4, decided: 4 }, { done: 0, decided: 0 }).before).toBeNull();
  expect(changeOf({ done: 50, decided: 50 }, { done: 90, decided: 90 }).trend).toBe("same");
});

test("a change seen one way round is its opposite the other way round", () => {
  const turned = { up: "down", down: "up", same: "same", unknown: "unknown" };
  fc.assert(fc.property(share, share, (a, b) => changeOf(b, a).trend === turned[changeOf(a, b).trend]));
});

test("periods: as many days, one right before the other, over months and years", () => {
  expect(comparedPeriods({}, "2025-03-03")).toEqual({
    from: "2025-02-25",
    to: "2025-03-03",
    before: { from: "2025-02-18", to: "2025-02-24" },
  });
  expect(comparedPeriods({ from: "2025-01-01", to: "2025-01-30" }, "2025-03-03").before).toEqual({ from: "2024-12-02", to: "2024-12-31" });
  expect(comparedPeriods({ from: "2025-03-03" }, "2025-03-03").before).toEqual({ from: "2025-03-02", to: "2025-03-02" });
  expect(comparedPeriods({ from: "2025-04-01", to: "2025-03-03" }, "2025-03-03").from).toBe("2025-02-25");
});

test("red before amber before unknown before green, and the most missing first", () => {
  const rows = [
    { name: "a", status: "green" as const, short: 0 },
    { name: "b", status: "red" as const, short: 2 },
    { name: "c", status: "unknown" as const, short: 0 },
    { name: "d", status: "red" as const, short: 9 },
    { name: "e", status: "amber" as const, short: 50 },
  ];
  expect(rows.toSorted(byNeed(({ name }) => name)).map(({ name }) => name)).toEqual(["d", "b", "e", "c", "a"]);
  expect([isFew({ done: 1, decided: 19 }), isFew({ done: 1, decided: 20 })]).toEqual([true, false]);
});
