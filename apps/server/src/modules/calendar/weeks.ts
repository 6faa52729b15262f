import { addDays, weekday } from "#kit/tz";

/** The Monday of the week that a day is in. */
export const mondayOf = (day: string): string => addDays(day, 1 - weekday(day));

/** The Monday of what somebody wrote: a day of it, or `2026-W48`; `otherwise` where nothing was written. Null: there is no such week. */
export function weekOf(written: string | undefined, otherwise: string): string | null {
  if (written === undefined) return mondayOf(otherwise);
  const [, year, number] = /^(\d{4})-W(\d{2})$/u.exec(written) ?? [];
  if (year === undefined || number === undefined) return isDay(written) ? mondayOf(written) : null;
  // The fourth of January is always in the first week (ISO 8601).
  const monday = addDays(mondayOf(`${year}-01-04`), 7 * (Number(number) - 1));
  return addDays(monday, 3).startsWith(year) && number !== "00" ? monday : null;
}

const isDay = (text: string): boolean => {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};

export const daysOf = (monday: string): string[] => Array.from({ length: 7 }, (_, n) => addDays(monday, n));
