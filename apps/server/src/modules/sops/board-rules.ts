import type { BoardChange, BoardPeriods } from "@shuke/contract";
import { addDays } from "#kit/tz";
import { judge, type Light, rateOf } from "./rules.ts";

export type Share = { done: number; decided: number };

/** Fewer judge nothing (rules.ts); */
const LEAST = 5;
/** of fewer, one case more moves the rate by a twentieth or so. */
const FEW = 20;
/** A difference that chance makes in one of twenty comparisons is none to act upon. */
const SURE = 1.96;

export const isFew = ({ decided }: Share): boolean => decided < FEW;

/** How many more would have had to be done to reach the target: what is most worth mending has most of them. */
export function shortOf({ done, decided }: Share, target: number): number {
  const light = judge(rateOf(done, decided), target, decided);
  // A hair less, so that 0.9 × 10 is nine and not ten.
  return light === "unknown" || light === "green" ? 0 : Math.max(0, Math.ceil(target * decided - 1e-9) - done);
}

/** Two shares told apart by the pooled two-proportion test; where none was decided or all of both agree, nothing changed. */
export function changeOf(now: Share, before: Share): BoardChange {
  const said = { rate: rateOf(now.done, now.decided), decided: now.decided, before: rateOf(before.done, before.decided) };
  const whole = { ...said, decidedBefore: before.decided };
  if (now.decided < LEAST || before.decided < LEAST) return { ...whole, trend: "unknown" };
  const pooled = (now.done + before.done) / (now.decided + before.decided);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / now.decided + 1 / before.decided));
  const difference = now.done / now.decided - before.done / before.decided;
  if (error === 0 || Math.abs(difference) < SURE * error) return { ...whole, trend: "same" };
  return { ...whole, trend: difference > 0 ? "up" : "down" };
}

/** What is compared: the period that was asked for, else the last seven days; and as many days right before it. */
export function comparedPeriods({ from, to }: { from?: string | undefined; to?: string | undefined }, today: string): BoardPeriods {
  const last = to ?? today;
  const first = from === undefined || from > last ? addDays(last, -6) : from;
  const days = Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
  return { from: first, to: last, before: { from: addDays(first, -days), to: addDays(first, -1) } };
}

const order: Record<Light, number> = { red: 0, amber: 1, unknown: 2, green: 3 };

/** The worst first: by colour, then by how many are missing, then in a fixed order. */
export function byNeed<T extends { status: Light; short: number }>(nameOf: (one: T) => string): (a: T, b: T) => number {
  return (a, b) => order[a.status] - order[b.status] || b.short - a.short || (nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b)));
}
