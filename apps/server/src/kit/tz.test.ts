import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { addDays, atLocal, localDay, localMinute } from "./tz.ts";

const zones = fc.constantFrom("Asia/Shanghai", "Asia/Kathmandu", "Asia/Urumqi", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe");
const instants = fc.date({ min: new Date("2000-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });

test("local day and minute are those of the calendar, in every zone and season", () => {
  fc.assert(
    fc.property(zones, instants, (zone, at) => {
      const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
      expect(localDay(at, zone)).toBe(local.toPlainDate().toString());
      expect(localMinute(at, zone)).toBe(local.hour * 60 + local.minute);
    }),
    { numRuns: 1000 },
  );
});

test("a local time leads to an instant that shows it", () => {
  fc.assert(
    fc.property(instants, fc.nat(1439), (at, minute) => {
      const time = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
      const day = localDay(at, "Asia/Shanghai");
      const instant = atLocal(day, time, "Asia/Shanghai");
      expect([localDay(instant, "Asia/Shanghai"), localMinute(instant, "Asia/Shanghai")]).toEqual([day, minute]);
    }),
  );
});

test("days are added as the calendar does, and a local time is the zone's own, also where clocks are set on and back, and when asked again", () => {
  fc.assert(
    fc.property(zones, instants, fc.nat(1439), fc.integer({ min: -400, max: 400 }), (zone, at, minute, days) => {
      const day = localDay(at, zone);
      const plain = Temporal.PlainDate.from(day).add({ days });
      expect(addDays(day, days)).toBe(plain.toString());
      const time = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
      const wanted = plain.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
      expect([atLocal(day, time, zone, days).getTime(), atLocal(plain.toString(), time, zone).getTime()]).toEqual([wanted, wanted]);
    }),
    { numRuns: 500 },
  );
});
