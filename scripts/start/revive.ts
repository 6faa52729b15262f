/** A server that lived this long may die again as if for the first time. */
const WELL_MS = 10_000;
const MOST_DEATHS = 5;

/**
 * Whether a server that died is started again, given how often it died before without having lived well, and how long it lived now. One
 * that dies again and again is given up: starting it once more would hide the reason.
 */
export function afterDeath(before: number, livedMs: number): { deaths: number; again: boolean } {
  const deaths = livedMs > WELL_MS ? 1 : before + 1;
  return { deaths, again: deaths <= MOST_DEATHS };
}
