import fc from "fast-check";
import { goalCurve } from "@shuke/contract";
import { expect, test } from "vitest";
import { addDays } from "#kit/tz";
import { daysAhead, expectedOn, forecastOf, verdictOf } from "./rules.ts";

const line = { startDay: "2025-03-01", deadline: "2025-03-10", startValue: 0, target: 100, curve: [], direction: "up" as const };

test("a straight line has its tenth every day, and nothing more after the last", () => {
  expect(["2025-02-28", "2025-03-01", "2025-03-05", "2025-03-10", "2025-04-01"].map((day) => expectedOn(line, day))).toEqual([
    0, 10, 50, 100, 100,
  ]);
  expect([daysAhead(line, "2025-03-05", 50), daysAhead(line, "2025-03-05", 80), daysAhead(line, "2025-03-05", 20)]).toEqual([0, 3, -3]);
});

test("a curve that starts slowly forgives a slow start", () => {
  const late = { ...line, curve: goalCurve.parse([{ time: 0.8, way: 0.2 }]) };
  expect(expectedOn(late, "2025-03-08")).toBeCloseTo(20);
  expect(verdictOf(late, "2025-03-05", 13)).toBe("on-pace");
  expect(verdictOf(line, "2025-03-05", 13)).toBe("behind");
  expect(
    goalCurve.safeParse([
      { time: 0.5, way: 0.6 },
      { time: 0.6, way: 0.5 },
    ]).success,
  ).toBe(false);
});

test("verdicts: reached, missed, ahead, behind, and unknown where nothing was measured or it has not begun", () => {
  const verdict = (day: string, value: number | null) => verdictOf(line, day, value);
  expect([verdict("2025-03-05", 100), verdict("2025-03-11", 99), verdict("2025-03-05", 80), verdict("2025-03-05", 20)]).toEqual([
    "reached",
    "missed",
    "ahead",
    "behind",
  ]);
  expect([verdict("2025-03-05", null), verdict("2025-02-01", 5)]).toEqual(["unknown", "unknown"]);
  const churn = { ...line, startValue: 0.3, target: 0.1, direction: "down" as const };
  const churned = (day: string, value: number) => verdictOf(churn, day, value);
  expect([churned("2025-03-05", 0.08), churned("2025-03-05", 0.29), churned("2025-03-10", 0.08), churned("2025-03-11", 0.12)]).toEqual([
    "ahead",
    "behind",
    "reached",
    "missed",
  ]);
  expect(verdictOf({ ...churn, startValue: 0.1 }, "2025-03-05", 0.1)).toBe("on-pace");
});

const curve = fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 100 })), { maxLength: 6 }).map((pairs) => {
  const times = [...new Set(pairs.map(([time]) => time))].toSorted((a, b) => a - b);
  const ways = pairs.map(([, way]) => way).toSorted((a, b) => a - b);
  return times.map((time, n) => ({ time: time / 100, way: (ways[n] ?? 0) / 100 }));
});
const anyLine = fc.record({
  startValue: fc.integer({ min: -500, max: 500 }),
  target: fc.integer({ min: -500, max: 500 }),
  days: fc.integer({ min: 1, max: 400 }),
  curve,
});

test("pace: never beyond start and target, never backwards, and whoever is where she should be is not behind", () => {
  fc.assert(
    fc.property(anyLine, fc.nat(420), ({ days, ...rest }, n) => {
      const one = { ...rest, startDay: "2025-01-01", deadline: addDays("2025-01-01", days - 1), direction: "up" as const };
      const [day, next] = [addDays("2025-01-01", n), addDays("2025-01-01", n + 1)];
      const [now, then] = [expectedOn(one, day), expectedOn(one, next)];
      const [low, high] = [Math.min(one.startValue, one.target), Math.max(one.startValue, one.target)];
      expect(now).toBeGreaterThanOrEqual(low - 1e-6);
      expect(now).toBeLessThanOrEqual(high + 1e-6);
      expect((then - now) * Math.sign(one.target - one.startValue)).toBeGreaterThanOrEqual(-1e-6);
      const isOnTheWay = n < days && one.target > one.startValue;
      expect(isOnTheWay && verdictOf(one, day, now) === "behind").toBe(false);
    }),
  );
});

const days = (values: readonly number[]) => values.map((value, n) => ({ day: addDays("2025-03-01", n), value }));
const span = { startDay: "2025-03-01", deadline: "2025-03-31", unit: "people" as const };

test("a forecast: even days give one number, uneven ones a range around it, few none", () => {
  const even = Array.from({ length: 11 }, (_, n) => n * 10);
  expect(forecastOf(days(even), span, "2025-03-11")).toEqual({ low: 300, high: 300 });
  const range = forecastOf(days(even.map((value, n) => value + (n % 2) * 8)), span, "2025-03-11");
  expect(range?.low).toBeLessThan(300);
  expect(range?.high).toBeGreaterThan(300);
  expect(forecastOf(days(even.slice(0, 7)), span, "2025-03-07")).toBeNull();
  expect(forecastOf(days(even), span, "2025-03-31")).toBeNull();
  expect(forecastOf(days(even.map((value) => value / 100)), { ...span, unit: "share" }, "2025-03-11")?.high).toBe(1);
});
