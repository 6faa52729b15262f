import { atLocal, localDay, localStamp } from "#kit/tz";

export type Light = "green" | "amber" | "red" | "unknown";

/** The same step one local day later, at its own hour (`HH:MM`) if it has one; null when its window would be over by then. */
export function postponed(hour: string | null, dueAt: Date, until: Date, zone: string): Date | null {
  const next = atLocal(localDay(dueAt, zone), hour ?? localStamp(dueAt, zone).slice(11), zone, 1);
  return next < until ? next : null;
}

/** Against the target: within a tenth below it is a warning. Fewer than five decided cases judge nothing. */
export function judge(rate: number | null, target: number, decided: number): Light {
  if (rate === null || decided < 5) return "unknown";
  if (rate >= target) return "green";
  return rate >= target * 0.9 ? "amber" : "red";
}

export const rateOf = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000);
