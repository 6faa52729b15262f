import type { HourRange, Wait } from "./behaviour.ts";
import type { Random } from "./draw.ts";
import { weighted, weightedKey } from "./draw.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
// China has had one offset and no daylight saving since 1991, so plain arithmetic is exact.
const LOCAL = 8 * HOUR;

/** Local hour 0…23 of an instant (milliseconds since 1970). */
export function localHour(at: number): number {
  return Math.floor(((at + LOCAL) % DAY) / HOUR);
}

/** Midnight of the local day in which the instant lies. */
export function localMidnight(at: number): number {
  return Math.floor((at + LOCAL) / DAY) * DAY - LOCAL;
}

/** 0 = Monday … 6 = Sunday, local. */
export function localWeekday(at: number): number {
  return (Math.floor((at + LOCAL) / DAY) + 3) % 7;
}

/** The first instant of the grid at or after `at`. */
export function onGrid(at: number, gridMinutes: number): number {
  const grid = gridMinutes * MINUTE;
  return Math.ceil(at / grid) * grid;
}

// After a night people pick up the phone one after another, not all at the stroke of the hour.
const MORNING = 2 * HOUR;

/** `at` when its hour is inside the range, else some time in the first two hours of the next one. `to` is exclusive. */
export function withinHours(at: number, hours: HourRange, u: number, gridMinutes: number): number {
  const hour = localHour(at);
  if (hour >= hours.from && hour < hours.to) return at;
  const start = localMidnight(at) + hours.from * HOUR + (hour < hours.from ? 0 : DAY);
  return onGrid(start + u * MORNING, gridMinutes);
}

/** A wait in milliseconds: a band by weight, then even up to the next band. */
export function drawWait(wait: Wait, uBand: number, uWithin: number): number {
  const from = Number(weightedKey(wait, uBand));
  const next = Object.keys(wait)
    .map(Number)
    .toSorted((a, b) => a - b)
    .find((minutes) => minutes > from);
  const to = next ?? from * 1.5;
  // The band 0 means at once, not "some time before the next band".
  return from === 0 ? 0 : (from + (to - from) * uWithin) * MINUTE;
}

/**
 * When a person of the population stands before the poster: a day by its weekday's weight, an hour by its weight, a
 * minute, on the grid. Nobody arrives before `from`; the first day may begin in its middle.
 */
export function drawArrival(
  random: Random,
  span: { from: number; days: number },
  weights: { hours: number[]; weekdays: number[] },
  gridMinutes: number,
): number {
  const midnight = localMidnight(span.from);
  const days = Array.from({ length: span.days }, (_, day) => ({
    value: midnight + day * DAY,
    weight: weights.weekdays[localWeekday(midnight + day * DAY)] ?? 1,
  }));
  const day = weighted(days, random("arrive:day", 0));
  const hours = weights.hours.map((weight, hour) => ({ value: hour, weight }));
  const hour = weighted(hours, random("arrive:hour", 0));
  const at = onGrid(day + hour * HOUR + random("arrive:minute", 0) * HOUR, gridMinutes);
  // Hours of the first day that have passed already are made up for at the start of the next, not lost.
  return at >= span.from ? at : at + DAY;
}
