import { Temporal } from "temporal-polyfill";

/** The local calendar day of an instant, `YYYY-MM-DD`, in an IANA zone. */
export function localDay(at: Date, zone: string): string {
  return asUtc(at, zone).toISOString().slice(0, 10);
}

/** Minutes after local midnight, 0…1439. */
export function localMinute(at: Date, zone: string): number {
  const local = asUtc(at, zone);
  return local.getUTCHours() * 60 + local.getUTCMinutes();
}

/** `YYYY-MM-DD HH:MM` in an IANA zone. */
export const localStamp = (at: Date, zone: string): string => asUtc(at, zone).toISOString().slice(0, 16).replace("T", " ");

const MOST_KNOWN = 100_000;
const instants = new Map<string, number>();

/**
 * The instant of `HH:MM` on a local day, `plusDays` later. Asking costs a twentieth of a millisecond, and a storm of newcomers asks for
 * the same few hours of the same few days.
 */
export function atLocal(day: string, time: string, zone: string, plusDays = 0): Date {
  const date = plusDays === 0 ? day : addDays(day, plusDays);
  const key = `${zone} ${date} ${time}`;
  let at = instants.get(key);
  if (at === undefined) {
    if (instants.size >= MOST_KNOWN) instants.clear();
    const plainTime = Temporal.PlainTime.from(time);
    at = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds;
    instants.set(key, at);
  }
  return new Date(at);
}

/**
 * The instant of local fields that were written down without a zone, given as if they were UTC (`Date.UTC(…)`). Quick, for
 * files with millions of them.
 */
export function fromLocal(fields: number, zone: string): Date {
  const offset = (at: number) => asUtc(new Date(at), zone).getTime() - at;
  const guess = fields - offset(fields);
  return new Date(fields - offset(guess));
}

/** Days have no zone, so plain arithmetic is right; it is asked for everybody who enters an SOP. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** 1 = Monday … 7 = Sunday. */
export function weekday(day: string): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

const QUARTER_MS = 900_000;
const offsets = new Map<string, number>();

/**
 * The instant whose UTC fields are the local ones. Zones change their offset on quarters of an hour only, and asking costs
 * a tenth of a millisecond, so each quarter is asked about once.
 */
function asUtc(at: Date, zone: string): Date {
  const quarter = Math.floor(at.getTime() / QUARTER_MS);
  const key = `${zone} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    if (offsets.size >= MOST_KNOWN) offsets.clear();
    const instant = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_MS);
    offset = instant.toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;
    offsets.set(key, offset);
  }
  return new Date(at.getTime() + offset);
}
