import { isWorkday } from "#kit/workdays";
import { addDays, atLocal, localDay } from "#kit/tz";

export type OpeningHours = { opens: string; closes: string; workdaysOnly: boolean };

/** Whoever set hours that no day has would wait for ever. */
const MOST_DAYS = 400;

/**
 * By when somebody who asks at `from` is answered: so many minutes of opening hours later, in the corp's zone. Asked at night, the
 * minutes begin when somebody is there. Hours that begin and end at the same time never close.
 */
export function agreedTime(from: Date, minutes: number, { opens, closes, workdaysOnly }: OpeningHours, zone: string): Date {
  let left = minutes * 60_000;
  const first = localDay(from, zone);
  // A shop that closes after midnight may be open since yesterday.
  for (let n = -1; n < MOST_DAYS; n += 1) {
    const day = addDays(first, n);
    if (workdaysOnly && !isWorkday(day)) continue;
    const start = Math.max(atLocal(day, opens, zone).getTime(), from.getTime());
    const end = atLocal(day, closes, zone, closes <= opens ? 1 : 0).getTime();
    if (end <= start) continue;
    if (end - start >= left) return new Date(start + left);
    left -= end - start;
  }
  return new Date(from.getTime() + minutes * 60_000);
}
