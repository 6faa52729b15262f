type Weighed = { at: number; weight: number };

/** How much of a touch still counts `age` ms after it: all of it for `fullMs`, then less and less for `fadeMs`. */
export function shareAt(age: number, fullMs: number, fadeMs: number): number {
  if (age < 0) return 0;
  if (age < fullMs) return 1;
  return fadeMs > 0 ? Math.max(0, 1 - (age - fullMs) / fadeMs) : 0;
}

/** What a person has on her at an instant, from the touches up to it. */
export function loadAt(list: readonly Weighed[], at: number, fullMs: number, fadeMs: number): number {
  let sum = 0;
  for (const one of list) if (one.at <= at) sum += one.weight * shareAt(at - one.at, fullMs, fadeMs);
  // Parts of a day add up to a hair more or less than they are.
  return Math.round(sum * 1e6) / 1e6;
}

/**
 * The most that she would have on her from `one` on. It grows only when a touch comes, so its heights are where touches are: at `one`,
 * and at those after it while `one` still counts.
 */
export function fullest(list: readonly Weighed[], one: Weighed, fullMs: number, fadeMs: number): number {
  if (list.length === 0) return one.weight;
  const all = [...list, one];
  let most = loadAt(all, one.at, fullMs, fadeMs);
  for (const { at } of list) {
    if (at > one.at && shareAt(at - one.at, fullMs, fadeMs) > 0) most = Math.max(most, loadAt(all, at, fullMs, fadeMs));
  }
  return most;
}
