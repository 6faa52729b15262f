import { readdirSync, readFileSync } from "node:fs";
import { addDays, weekday } from "#kit/tz";

/**
 * Days on which people in mainland China work: weekends and public holidays off, make-up workdays (调休) on. Data: the
 * State Council's notices as collected in holiday-cn (MIT), years 2023 to 2026; a year that is not announced yet knows
 * weekends only.
 */
const folder = new URL("../../data/calendar/", import.meta.url);

type Year = { days: Array<{ name: string; date: string; isOffDay: boolean }> };

let table: Map<string, boolean> | undefined;

function offDays(): Map<string, boolean> {
  table ??= new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .flatMap((file) => (JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Year).days)
      .map((day) => [day.date, day.isOffDay]),
  );
  return table;
}

/** `day` is `YYYY-MM-DD`. */
export function isWorkday(day: string): boolean {
  const announced = offDays().get(day);
  return announced === undefined ? weekday(day) <= 5 : !announced;
}

/** The day itself when people work on it, else the next one on which they do. */
export function workdayFrom(day: string): string {
  let at = day;
  while (!isWorkday(at)) at = addDays(at, 1);
  return at;
}
