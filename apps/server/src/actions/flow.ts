/** Each of the three may run while the others do; `take` and `put` never twice at once. */
export type Steps<T, R> = {
  /** The next ones, about `n`; null: there are no more. Not asked again once it has answered null or failed. */
  take: (n: number) => Promise<readonly T[] | null>;
  /** What comes of one. If it fails nothing is kept of it, and no more are taken. */
  work: (one: T) => Promise<R>;
  /** Keeps what came of some, in the order in which they ended. */
  put: (some: readonly R[]) => Promise<void>;
};

/** Milliseconds of work that are taken at once: what is taken and not begun nobody else can have, or call off. */
const AHEAD_MS = 100;

/** `now`: milliseconds of a clock that never goes back. */
type Pace = { width: number; most: number; now?: () => number };

/**
 * Takes, works and keeps at once, so that whoever is called, whoever hands out and whoever writes down never wait for each other: `width` are
 * worked on at once. As many are taken as a tenth of a second is enough for, by how many ended since the last taking; `width` at least and `most`
 * at most: where each takes its time little is held, where they are quick few questions are asked. Whatever was taken is worked on and kept,
 * whatever fails; then the first failure is thrown. Answers how many were worked on.
 */
export function flow<T, R>({ take, work, put }: Steps<T, R>, { width, most, now = () => performance.now() }: Pace): Promise<number> {
  const queue: T[] = [];
  let done: R[] = [];
  let [under, all] = [0, 0];
  let [isTaking, isPutting, isOver] = [false, false, false];
  let [batch, takenAt, ended] = [Math.min(width, most), now(), 0];
  const failures: unknown[] = [];

  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      failures.push(error);
      isOver = true;
    };

    const taken = (some: readonly T[] | null) => {
      if (some === null) isOver = true;
      else queue.push(...some);
    };

    /** How many to take now. */
    const next = (): number => {
      const at = now();
      const pace = (ended * AHEAD_MS) / Math.max(1, at - takenAt);
      batch = Math.round(Math.min(most, Math.max(width, pace)));
      [ended, takenAt] = [0, at];
      return batch;
    };

    function step(): void {
      while (under < width) {
        const one = queue.shift();
        if (one === undefined) break;
        [under, all] = [under + 1, all + 1];
        void work(one)
          .then((result) => void done.push(result), fail)
          .then(() => {
            [under, ended] = [under - 1, ended + 1];
            step();
          });
      }
      if (!isTaking && !isOver && queue.length <= batch / 2) {
        isTaking = true;
        void take(next())
          .then(taken, fail)
          .then(() => {
            isTaking = false;
            step();
          });
      }
      // A few at a time cost as much as many: they wait for each other while there is more under way.
      const isIdle = under === 0 && queue.length === 0;
      if (!isPutting && done.length > 0 && (isIdle || done.length > batch / 2)) {
        const some = done;
        [isPutting, done] = [true, []];
        void put(some)
          .catch(fail)
          .then(() => {
            isPutting = false;
            step();
          });
      }
      if (!isIdle || isTaking || isPutting || done.length > 0 || !isOver) return;
      if (failures.length > 0) reject(failures[0]);
      else resolve(all);
    }
    step();
  });
}
