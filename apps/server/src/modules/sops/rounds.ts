import type { SopGraph, WhichDays } from "@shuke/contract";
import { addDays, atLocal, localDay, weekday } from "#kit/tz";
import { isWorkday } from "#kit/workdays";

const HOUR_MS = 3_600_000;
/** No calendar goes further than the years that are known. */
const FURTHEST_DAYS = 800;

export function isOnDay(days: WhichDays, day: string): boolean {
  switch (days.kind) {
    case "every":
      return true;
    case "workdays":
      return isWorkday(day);
    case "rest-days":
      return !isWorkday(day);
    case "weekdays":
      return days.weekdays.includes(weekday(day));
    case "dates":
      return days.dates.includes(day);
  }
}

/** When people are looked for next, after this instant; null where facts alone start an SOP, or its dates are over. */
export function nextRound({ trigger, clock }: Pick<SopGraph, "trigger" | "clock">, after: Date, zone: string): Date | null {
  // Groups fill up at any hour.
  if (clock.from === "filled") return new Date((Math.floor(after.getTime() / HOUR_MS) + 1) * HOUR_MS);
  if (trigger.on !== "calendar" && trigger.on !== "condition") return null;
  const days: WhichDays = trigger.on === "calendar" ? trigger.days : { kind: "every" };
  const today = localDay(after, zone);
  const wanted = days.kind === "dates" ? days.dates.toSorted() : Array.from({ length: FURTHEST_DAYS }, (_, n) => n);
  for (const one of wanted) {
    const day = typeof one === "string" ? one : addDays(today, one);
    if (!isOnDay(days, day)) continue;
    const at = atLocal(day, trigger.at, zone);
    if (at > after) return at;
  }
  return null;
}

/** What a house that stood still missed is not made up for: of rounds that have come, the newest counts. */
export function newestRound(graph: Pick<SopGraph, "trigger" | "clock">, due: Date, now: Date, zone: string): Date {
  let at = due;
  for (let next = nextRound(graph, at, zone); next !== null && next <= now; next = nextRound(graph, at, zone)) at = next;
  return at;
}

/** From how many members on a group's clock runs, whatever its age. */
export const enoughOf = ({ idealSize, share }: { idealSize: number; share: number }): number => Math.ceil(idealSize * share);
