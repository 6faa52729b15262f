import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { atLocal } from "#kit/tz";
import { isQuiet, nextOpen, nextQuiet } from "./quiet.ts";
import { defaultGateSettings } from "./settings.ts";

const shanghai = (time: string, day = "2025-03-03") => atLocal(day, time, "Asia/Shanghai");
const hours = (from: string, to: string) => ({ ...defaultGateSettings, quiet: { from, to } });

describe("quiet hours over midnight", () => {
  const night = hours("21:30", "08:30");
  test("begin and end to the minute", () => {
    expect(["21:29", "21:30", "23:59", "00:00", "08:29", "08:30"].map((time) => isQuiet(shanghai(time), night))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
  });
  test("end in the next morning, or in this one", () => {
    expect(nextOpen(shanghai("22:00"), night)).toEqual(shanghai("08:30", "2025-03-04"));
    expect(nextOpen(shanghai("07:00"), night)).toEqual(shanghai("08:30"));
    expect(nextQuiet(shanghai("12:00"), night)).toEqual(shanghai("21:30"));
  });
});

test("quiet hours at noon, and none at all", () => {
  const noon = hours("12:00", "14:00");
  expect([isQuiet(shanghai("11:59"), noon), isQuiet(shanghai("13:00"), noon), isQuiet(shanghai("22:00"), noon)]).toEqual([
    false,
    true,
    false,
  ]);
  expect(nextOpen(shanghai("13:00"), noon)).toEqual(shanghai("14:00"));
  expect(nextQuiet(shanghai("15:00"), noon)).toEqual(shanghai("12:00", "2025-03-04"));
  expect(isQuiet(shanghai("03:00"), hours("00:00", "00:00"))).toBe(false);
});

test("the next opening is open, the next quiet is quiet, and neither lies in the past", () => {
  const time = fc.nat(47).map((n) => `${String(n >> 1).padStart(2, "0")}:${n & 1 ? "30" : "00"}`);
  const zone = fc.constantFrom("Asia/Shanghai", "Europe/Berlin", "America/New_York");
  const when = fc.date({ min: new Date("2025-01-01"), max: new Date("2025-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(time, time, zone, when, (from, to, timeZone, at) => {
      const settings = { timeZone, quiet: { from, to } };
      const open = nextOpen(at, settings);
      expect(open >= at).toBe(true);
      expect(isQuiet(open, settings)).toBe(false);
      const quiet = nextQuiet(at, settings);
      expect(quiet >= at).toBe(true);
      expect(isQuiet(quiet, settings)).toBe(from !== to);
    }),
    { numRuns: 300 },
  );
});

test("an opening that the change of clocks swallows is not an opening", () => {
  const shortly = { timeZone: "America/New_York", quiet: { from: "02:30", to: "02:00" } };
  const evening = new Date("2025-03-08T07:30:00.000Z");
  // On the 9th there is no time between two and three.
  expect(nextOpen(evening, shortly)).toEqual(new Date("2025-03-10T06:00:00.000Z"));
});
