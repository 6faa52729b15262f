import { nextOpen, type GateSettings } from "#actions";
import { addDays, atLocal, localDay } from "#kit/tz";
import { workdayFrom } from "#kit/workdays";
import type { SopDefinition, StepDefinition } from "./types.ts";

export type Light = "green" | "amber" | "red" | "unknown";

/** When a step is due and until when it is worth doing, counted from the local day on which the subject's clock began. */
export function scheduleStep(
  step: StepDefinition,
  startedAt: Date,
  settings: Pick<GateSettings, "timeZone" | "quiet">,
): { dueAt: Date; until: Date } {
  const zone = settings.timeZone;
  const plain = addDays(localDay(startedAt, zone), step.day);
  const day = step.days === "workday" ? workdayFrom(plain) : plain;
  const wanted = atLocal(day, step.at, zone);
  // Day 0 with an hour that is over already: as soon as it may be, inside the same window.
  const dueAt = nextOpen(wanted < startedAt ? startedAt : wanted, settings);
  return { dueAt, until: new Date(Math.max(wanted.getTime(), dueAt.getTime()) + step.windowHours * 3_600_000) };
}

export function scheduleAll(definition: SopDefinition, startedAt: Date, settings: GateSettings) {
  return definition.steps.map((step) => {
    const { dueAt, until } = scheduleStep(step, startedAt, settings);
    return { key: step.key, dueAt: dueAt.toISOString(), until: until.toISOString() };
  });
}

/** The same step one local day later, at its own hour; null when its window would be over by then. */
export function postponed(step: StepDefinition, dueAt: Date, until: Date, zone: string): Date | null {
  const next = atLocal(localDay(dueAt, zone), step.at, zone, 1);
  return next < until ? next : null;
}

/** Against the target: within a tenth below it is a warning. Fewer than five decided cases judge nothing. */
export function judge(rate: number | null, target: number, decided: number): Light {
  if (rate === null || decided < 5) return "unknown";
  if (rate >= target) return "green";
  return rate >= target * 0.9 ? "amber" : "red";
}

export const rateOf = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000);
