import { cosine, logarithm } from "../kit/exact-math.ts";

/** Seeded numbers in [0, 1) of one person: same purpose and n, same number, whatever happened before. */
export type Random = (purpose: string, n: number) => number;

/** One of a list, evenly. Throws on an empty list, since that is a mistake in the data. */
export function pick<T>(list: readonly T[], u: number): T {
  const found = list[Math.min(list.length - 1, Math.floor(u * list.length))];
  if (found === undefined) throw new Error("cannot pick from an empty list");
  return found;
}

/** One value by weight; weights need not sum to one. */
export function weighted<T>(list: readonly { value: T; weight: number }[], u: number): T {
  const total = list.reduce((sum, item) => sum + item.weight, 0);
  let left = u * total;
  for (const item of list) {
    left -= item.weight;
    if (left < 0 && item.weight > 0) return item.value;
  }
  const last = list.findLast((item) => item.weight > 0);
  if (last === undefined) throw new Error("cannot choose when every weight is zero");
  return last.value;
}

/** The same for a record of weights, as YAML has it. */
export function weightedKey<K extends string>(weights: Readonly<Record<K, number>>, u: number): K {
  const keys = Object.keys(weights) as K[];
  return weighted(
    keys.map((value) => ({ value, weight: weights[value] })),
    u,
  );
}

/**
 * Days until something with this daily rate happens next (1 = the first day), so that a quiet person needs one
 * scheduled effect per act and not one per day. Undefined when the rate is nothing or the wait passes a year.
 */
export function daysUntil(ratePerDay: number, u: number): number | undefined {
  if (ratePerDay <= 0) return undefined;
  const chance = Math.min(1, ratePerDay);
  // Day by day, since logarithms differ from engine to engine in their last digit.
  let days = 1;
  for (let quiet = 1 - chance; quiet >= 1 - u; quiet *= 1 - chance) if (++days > 366) return undefined;
  return days;
}

/** A roughly normal number (mean 0, deviation 1) out of two even ones (Box–Muller). */
export function normal(u1: number, u2: number): number {
  return Math.sqrt(-2 * logarithm(1 - u1)) * cosine(2 * Math.PI * u2);
}
