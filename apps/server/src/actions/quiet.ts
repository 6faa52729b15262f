import { addDays, atLocal, localDay, localMinute } from "#kit/tz";
import type { GateSettings } from "./settings.ts";

type Quiet = Pick<GateSettings, "timeZone" | "quiet">;

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Whether nothing but answers may be sent at this instant. `from` equal to `to` means never. */
export function isQuiet(at: Date, { timeZone, quiet }: Quiet): boolean {
  const minute = localMinute(at, timeZone);
  const from = minutes(quiet.from);
  const to = minutes(quiet.to);
  return from > to ? minute >= from || minute < to : minute >= from && minute < to;
}

/** The same instant, or the end of the quiet hours that it falls into. */
export function nextOpen(at: Date, settings: Quiet): Date {
  if (!isQuiet(at, settings)) return at;
  const open = following(at, settings.quiet.to, settings.timeZone);
  // On the night when clocks go forward a short opening may not exist: the next one is a day later.
  return isQuiet(open, settings) ? following(open, settings.quiet.to, settings.timeZone) : open;
}

/** When the quiet hours begin that follow (or contain) this instant. */
export function nextQuiet(at: Date, settings: Quiet): Date {
  if (isQuiet(at, settings)) return at;
  const { from, to } = settings.quiet;
  const quiet = following(at, from, settings.timeZone);
  // The same for quiet hours that are over before that night's clocks reach them; where there are none, none is looked for.
  return from === to || isQuiet(quiet, settings) ? quiet : following(quiet, from, settings.timeZone);
}

const CLOSE_BEFORE_MS = 15 * 60_000;

/** Until when a confirmation may be asked for: it ends a quarter of an hour before quiet hours, so that nobody's late tap sends at night (E8). */
export function lastConfirm(at: Date, settings: Quiet): Date {
  return new Date(nextQuiet(at, settings).getTime() - CLOSE_BEFORE_MS);
}

/** The next instant after `at` at which local clocks show `time`. */
function following(at: Date, time: string, zone: string): Date {
  const day = localDay(at, zone);
  const today = atLocal(day, time, zone);
  return today > at ? today : atLocal(addDays(day, 1), time, zone);
}
