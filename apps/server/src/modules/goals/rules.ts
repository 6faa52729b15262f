import type { GoalCurve, GoalMetric, GoalUnit, GoalVerdict } from "@shuke/contract";
import { addDays } from "#kit/tz";

export const unitOf: Record<GoalMetric, GoalUnit> = {
  "groups-of-size": "groups",
  "group-members": "people",
  "friends-added": "people",
  "tagged-people": "people",
  "segment-people": "people",
  "member-orders": "orders",
  "member-revenue": "fen",
  "repurchase-rate": "share",
  "step-rate": "share",
  "evidence-rate": "share",
  "group-churn": "share",
  "break-even": "fen",
};

/** Counted from the first day on: whatever was before does not count, so they begin with nothing. */
const SINCE_START: ReadonlySet<GoalMetric> = new Set(["friends-added", "member-orders", "member-revenue", "break-even"]);
export const startsAtZero = (metric: GoalMetric): boolean => SINCE_START.has(metric);

export const directionOf = (metric: GoalMetric): "up" | "down" => (metric === "group-churn" ? "down" : "up");

export type Span = { startDay: string; deadline: string };
export type Line = Span & { startValue: number; target: number; curve: GoalCurve };

const dayNumber = (day: string) => Date.parse(day) / 86_400_000;
export const daysBetween = (from: string, to: string): number => Math.round(dayNumber(to) - dayNumber(from));

/** The share of the way that should be behind one after this share of the time. */
function wayAt(curve: GoalCurve, time: number): number {
  const points = [{ time: 0, way: 0 }, ...curve, { time: 1, way: 1 }];
  if (time <= 0) return 0;
  const n = points.findIndex((point) => point.time >= time);
  const [a, b] = [points[n - 1], points[n]];
  if (!a || !b) return 1;
  return a.way + ((time - a.time) / (b.time - a.time)) * (b.way - a.way);
}

/** The first share of the time at which so much of the way should be behind one; 0 … 1. */
function timeAt(curve: GoalCurve, way: number): number {
  if (way <= 0) return 0;
  if (way >= 1) return 1;
  const points = [{ time: 0, way: 0 }, ...curve, { time: 1, way: 1 }];
  const n = points.findIndex((point) => point.way >= way);
  const [a, b] = [points[n - 1], points[n]];
  if (!a || !b) return 1;
  return a.time + ((way - a.way) / (b.way - a.way)) * (b.time - a.time);
}

/** Where it should be at the end of this day. The first day is worked on too, so a span of ten days has ten of them. */
export function expectedOn(line: Line, day: string): number {
  const days = daysBetween(line.startDay, line.deadline) + 1;
  const gone = Math.min(Math.max(daysBetween(line.startDay, day) + 1, 0), days);
  return line.startValue + wayAt(line.curve, gone / days) * (line.target - line.startValue);
}

/** How many days earlier than planned it has come so far; negative: later. At most the days of the span. */
export function daysAhead(line: Line, day: string, value: number): number | null {
  const way = line.target - line.startValue;
  if (way === 0) return null;
  const days = daysBetween(line.startDay, line.deadline) + 1;
  const gone = Math.min(Math.max(daysBetween(line.startDay, day) + 1, 0), days);
  const planned = timeAt(line.curve, (value - line.startValue) / way) * days;
  return Math.round(planned - gone);
}

export const isReached = (direction: "up" | "down", value: number, target: number): boolean =>
  direction === "up" ? value >= target : value <= target;

/** A day's step aside is no verdict: within one day of the plan, or a fiftieth of the whole way, is on pace. */
export function verdictOf(line: Line & { direction: "up" | "down" }, day: string, value: number | null): GoalVerdict {
  if (value === null || day < line.startDay) return "unknown";
  const holds = isReached(line.direction, value, line.target);
  // What has to stay low is reached on its last day and not before: until then it is ahead.
  if (holds && (line.direction === "up" || day >= line.deadline)) return "reached";
  if (!holds && day > line.deadline) return "missed";
  const ahead = daysAhead(line, day, value);
  if (ahead === null) return holds ? "on-pace" : "behind";
  const gap = Math.abs(value - expectedOn(line, day));
  if (Math.abs(ahead) <= 1 || gap <= Math.abs(line.target - line.startValue) / 50) return "on-pace";
  return ahead > 0 ? "ahead" : "behind";
}

export type Measured = { day: string; value: number };

/** Of the last four weeks; fewer than eight days, or half of them missing, foretell nothing. */
const LOOK_DAYS = 28;
const LEAST_DAYS = 8;
/** Four of five such forecasts should hold, if days are as different as they were. */
const WIDTH = 1.28;

/**
 * Where it ends if it goes on as in the last four weeks: the mean day's change, and how much days differ (their changes taken as
 * independent, so that the range widens with the root of the time). A range, since a single number would be a promise.
 */
export function forecastOf(
  history: readonly Measured[],
  span: Span & { unit: GoalUnit },
  today: string,
): { low: number; high: number } | null {
  const left = daysBetween(today, span.deadline);
  const since = addDays(today, -LOOK_DAYS);
  const recent = history.filter(({ day }) => day >= since && day <= today);
  const [first, last] = [recent[0], recent.at(-1)];
  if (!first || !last || left <= 0) return null;
  const length = daysBetween(first.day, last.day);
  if (length < LEAST_DAYS - 1 || recent.length < (length + 1) / 2) return null;
  const mean = (last.value - first.value) / length;
  let squares = 0;
  for (const [n, one] of recent.entries()) {
    const before = recent[n - 1];
    if (!before) continue;
    const days = daysBetween(before.day, one.day);
    squares += (one.value - before.value - mean * days) ** 2 / days;
  }
  const deviation = Math.sqrt(squares / Math.max(1, recent.length - 2));
  const ends = left + daysBetween(last.day, today);
  const [middle, reach] = [last.value + mean * ends, WIDTH * deviation * Math.sqrt(ends)];
  const clip = (value: number) => {
    if (span.unit === "share") return Math.min(1, Math.max(0, value));
    return span.unit === "fen" ? Math.round(value) : Math.max(0, Math.round(value));
  };
  return { low: clip(middle - reach), high: clip(middle + reach) };
}

const order: Record<GoalVerdict, number> = { behind: 0, missed: 1, unknown: 2, "on-pace": 3, ahead: 4, reached: 5 };

/** What needs somebody most is first: behind, by how many days. */
export function byNeed(a: { verdict: GoalVerdict; aheadDays: number | null; deadline: string; id: string }, b: typeof a): number {
  return (
    order[a.verdict] - order[b.verdict] ||
    (a.aheadDays ?? 0) - (b.aheadDays ?? 0) ||
    a.deadline.localeCompare(b.deadline) ||
    a.id.localeCompare(b.id)
  );
}
