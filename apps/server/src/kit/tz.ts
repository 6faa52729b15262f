import { Temporal } from "temporal-polyfill";

/** The local calendar day of an instant, `YYYY-MM-DD`, in an IANA zone. */
export function localDay(at: Date, zone: string): string {
  return zoned(at, zone).toPlainDate().toString();
}

/** Minutes after local midnight, 0…1439. */
export function localMinute(at: Date, zone: string): number {
  const local = zoned(at, zone);
  return local.hour * 60 + local.minute;
}

/** The instant of `HH:MM` on a local day, `plusDays` later. */
export function atLocal(day: string, time: string, zone: string, plusDays = 0): Date {
  const date = Temporal.PlainDate.from(day).add({ days: plusDays });
  const instant = date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) });
  return new Date(instant.epochMilliseconds);
}

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** 1 = Monday … 7 = Sunday. */
export function weekday(day: string): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

function zoned(at: Date, zone: string) {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
}
