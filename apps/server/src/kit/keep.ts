import type { Ctx } from "#kit/ctx";

/** What was computed, and how many rows that read. */
export type Costly<T> = { value: T; rows: number };

type Kept = { value: unknown; at: number; tookMs: number; isRefreshing: boolean };

/** Below this an answer costs nothing worth saving, so that small corps (and tests) always see this moment. */
const MANY_ROWS = 30_000;
/** An answer that took a second is kept for five minutes: counting spends a three-hundredth of one connection for each at most. */
const TIMES = 300;
/** Whatever is kept is kept so long at least; */
const YOUNG_MS = 60_000;
/** what is older than this is counted anew while it is shown; */
const OLD_MS = 300_000;
/** nobody sees figures that are older than this. */
const OLDEST_MS = 600_000;
const MOST_KEYS = 2_000;

/**
 * Keeps figures that take long to count in this process, for as long as they are worth. What is out of date is answered once more
 * while it is counted anew, by one for all who ask. Each answer says its age, which the door passes on. Real time: it is the machine
 * that is spared. Never for what decides anything.
 */
export function createKeep(clock: () => number = () => performance.now()) {
  const kept = new Map<string, Kept>();
  const underWay = new Map<string, Promise<unknown>>();

  function compute<T>(key: string, work: () => Promise<Costly<T>>): Promise<T> {
    const running = underWay.get(key);
    // Keys say what is computed, so whoever asks for the same gets the same type.
    if (running !== undefined) return running as Promise<T>;
    const started = clock();
    const promise = work()
      .then(({ value, rows }) => {
        if (rows >= MANY_ROWS) kept.set(key, { value, at: clock(), tookMs: clock() - started, isRefreshing: false });
        else kept.delete(key);
        if (kept.size > MOST_KEYS) kept.delete(kept.keys().next().value ?? "");
        return value;
      })
      .finally(() => underWay.delete(key));
    underWay.set(key, promise);
    return promise;
  }

  return async function keep<T>(ctx: Pick<Ctx, "noteAge">, key: string, work: () => Promise<Costly<T>>): Promise<T> {
    const known = kept.get(key);
    const age = known === undefined ? Infinity : clock() - known.at;
    if (known === undefined || age > OLDEST_MS) return compute(key, work);
    if (age > Math.min(Math.max(known.tookMs * TIMES, YOUNG_MS), OLD_MS) && !known.isRefreshing) {
      known.isRefreshing = true;
      compute(key, work).catch(() => {
        known.isRefreshing = false;
      });
    }
    ctx.noteAge?.(age);
    return known.value as T;
  };
}
