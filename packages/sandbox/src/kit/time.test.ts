import { expect, test } from "vitest";
import { daysInMonth, endOfNaturalDay, naturalDay, naturalWeek, parseDuration, parseIso } from "./time.ts";

const at = (iso: string): number => Date.parse(iso);

test("days, weeks and months are those of China", () => {
  expect(naturalDay(at("2026-03-01T15:59:59Z"))).toBe("2026-03-01");
  expect(naturalDay(at("2026-03-01T16:00:00Z"))).toBe("2026-03-02");
  expect(new Date(endOfNaturalDay(at("2026-03-01T16:00:00Z"))).toISOString()).toBe("2026-03-02T16:00:00.000Z");
  expect(daysInMonth(at("2028-02-29T15:00:00Z"))).toBe(29);
  expect(daysInMonth(at("2028-02-29T16:00:00Z"))).toBe(31);
  // 2026-03-01 is a Sunday.
  expect(naturalWeek(at("2026-03-01T16:00:00Z"))).toBe(naturalWeek(at("2026-03-01T15:59:59Z")) + 1);
});

test.each([
  [0, 0],
  [1500, 1500],
  ["3d", 259_200_000],
  ["36h", 129_600_000],
  ["20m", 1_200_000],
  ["30s", 30_000],
  ["250ms", 250],
  ["2 days", 172_800_000],
  ["1.5h", 5_400_000],
])("%j is %i ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "soon", "3", "-1h", -1, Number.NaN, null, {}])("%j is no duration", (nonsense) => {
  expect(() => parseDuration(nonsense)).toThrow(/advance must be/);
});

test.each(["2026-03-02T01:00:00Z", "2026-03-02T09:00:00+08:00", "2026-03-02T01:00", "2026-03-02T01:00:00.000"])(
  "%s is one instant, wherever it is read",
  (text) => {
    expect(parseIso(text, "now")).toBe(Date.UTC(2026, 2, 2, 1));
  },
);

test.each(["March 2, 2026", "2026-3-2", "2026-13-02", "", 7])("%j is no ISO time", (nonsense) => {
  expect(() => parseIso(nonsense, "now")).toThrow(/now must be an ISO time/);
});
