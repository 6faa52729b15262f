export type Shrunk<K> = {
  /** Of the whole class; null: nothing was observed. */
  mean: number | null;
  /** What to expect of each next post, for those with an observation; the others are worth the mean. */
  expected: Map<K, number>;
};

/**
 * Means of groups, each drawn towards the common mean by how little its observations say (empirical Bayes, the variances by the method of
 * moments of a one-way layout with unequal sizes). A column with one lucky post is not the best column; with many posts it keeps
 * what it earned. Where nothing tells luck from merit (one observation each, or no more spread between columns than within), all are alike.
 */
export function shrink<K>(observations: ReadonlyMap<K, readonly number[]>): Shrunk<K> {
  const groups = [...observations].filter(([, values]) => values.length > 0);
  const n = groups.reduce((sum, [, values]) => sum + values.length, 0);
  if (n === 0) return { mean: null, expected: new Map() };
  const means = groups.map(([, values]) => average(values));
  const grand = groups.reduce((sum, [, values], i) => sum + values.length * (means[i] ?? 0), 0) / n;
  const k = groups.length;
  const within = groups.reduce((sum, [, values], i) => sum + values.reduce((all, one) => all + (one - (means[i] ?? 0)) ** 2, 0), 0);
  const inside = n > k ? within / (n - k) : null;
  const between = k > 1 ? groups.reduce((sum, [, values], i) => sum + values.length * ((means[i] ?? 0) - grand) ** 2, 0) / (k - 1) : 0;
  const size = k > 1 ? (n - groups.reduce((sum, [, values]) => sum + values.length ** 2, 0) / n) / (k - 1) : 1;
  const apart = inside === null ? 0 : Math.max(0, (between - inside) / size);
  const weights = groups.map(([, values]) => (apart === 0 ? values.length : 1 / (apart + (inside ?? 0) / values.length)));
  const mean = weights.reduce((sum, weight, i) => sum + weight * (means[i] ?? 0), 0) / weights.reduce((a, b) => a + b, 0);
  const expected = groups.map(([key, values], i): [K, number] => {
    const trust = apart === 0 ? 0 : apart / (apart + (inside ?? 0) / values.length);
    return [key, mean + trust * ((means[i] ?? 0) - mean)];
  });
  return { mean, expected: new Map(expected) };
}

const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
