import { addDays, atLocal } from "#kit/tz";
import type { Frame } from "./types.ts";

/** The first day of a window of `days` whole local days that ends today. */
export const firstDay = (today: string, days: number): string => addDays(today, 1 - days);

/** The last day of a window of `days` whole local days that begins today. */
export const lastDay = (today: string, days: number): string => addDays(today, days - 1);

/** The beginning of a local day. */
export const startOf = (frame: Pick<Frame, "zone">, day: string): Date => atLocal(day, "00:00", frame.zone);

export const startSec = (frame: Pick<Frame, "zone">, day: string): number => Math.floor(startOf(frame, day).getTime() / 1000);

/**
 * The days that a window over the past loses when today goes on, both included: with "within 7 days" and a step from the 8th
 * to the 9th, what happened on the 2nd is out.
 */
export function lostDays(from: string, to: string, days: number): { from: string; to: string } {
  return { from: firstDay(from, days), to: addDays(to, -days) };
}

/**
 * Month and day as one number (704 = 4 July) of every day in the window; the 29th of February comes round on the 28th where
 * there is none.
 */
export function monthDays(from: string, days: number): number[] {
  const found = new Set<number>();
  for (let i = 0; i < Math.min(days, 366); i += 1) {
    const day = addDays(from, i);
    found.add(monthDay(day));
    if (monthDay(day) === 228 && monthDay(addDays(day, 1)) === 301) found.add(229);
  }
  return [...found].toSorted((a, b) => a - b);
}

const monthDay = (day: string): number => Number(day.slice(5, 7)) * 100 + Number(day.slice(8, 10));
