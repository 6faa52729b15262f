/** Of 95 times in 100 the truth lies within. */
const Z = 1.959963984540054;

export type Share = { n: number; of: number };
export type Difference = { difference: number; low: number; high: number };

/** Wilson's score interval of a share (E. B. Wilson, 1927). */
export function wilson({ n, of }: Share): { low: number; high: number } {
  if (of === 0) return { low: 0, high: 1 };
  const p = n / of;
  const middle = p + (Z * Z) / (2 * of);
  const wide = Z * Math.sqrt((p * (1 - p)) / of + (Z * Z) / (4 * of * of));
  const all = 1 + (Z * Z) / of;
  return { low: Math.max(0, (middle - wide) / all), high: Math.min(1, (middle + wide) / all) };
}

/** By how much one share is above another, with its interval (Newcombe 1998, method 10): it holds for few people and for shares near none. */
export function differenceOf(one: Share, other: Share): Difference {
  const [p, q] = [one.of === 0 ? 0 : one.n / one.of, other.of === 0 ? 0 : other.n / other.of];
  const [a, b] = [wilson(one), wilson(other)];
  return {
    difference: p - q,
    low: p - q - Math.hypot(p - a.low, b.high - q),
    high: p - q + Math.hypot(a.high - p, q - b.low),
  };
}
