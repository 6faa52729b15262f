import { addDays, atLocal, localDay, localMinute } from "#kit/tz";
import type { GateSettings } from "./settings.ts";

type Quiet = Pick<GateSettings, "timeZone" | "quiet">;

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Whether nothing but answers may be sent at this instant. */
export function isQuiet(at: Date, { timeZone, quiet }: Quiet): boolean {
  const minute = localMinute(at, timeZone);
  return minute >= minutes(quiet.from) || minute < minutes(quiet.to);
}

/** The same instant, or the end of the quiet hours that it falls into. */
export function nextOpen(at: Date, settings: Quiet): Date {
  if (!isQuiet(at, settings)) return at;
  const day = localDay(at, settings.timeZone);
  const evening = localMinute(at, settings.timeZone) >= minutes(settings.quiet.from);
  return atLocal(evening ? addDays(day, 1) : day, settings.quiet.to, settings.timeZone);
}

/** When the quiet hours begin that follow (or contain) this instant. */
export function nextQuiet(at: Date, settings: Quiet): Date {
  if (isQuiet(at, settings)) return at;
  return atLocal(localDay(at, settings.timeZone), settings.quiet.from, settings.timeZone);
}
