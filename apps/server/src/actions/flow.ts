/** Each of the three may run while the others do; `take` and `put` never twice at once. */
export type Steps<T, R> = {
  /** The next ones; null: there are no more. Not asked again once it has answered null or failed. */
  take: () => Promise<readonly T[] | null>;
  /** What comes of one. If it fails nothing is kept of it, and no more are taken. */
  work: (one: T) => Promise<R>;
  /** Keeps what came of some, in the order in which they ended. */
  put: (some: readonly R[]) => Promise<void>;
};

/**
 * Takes, works and keeps at once, so that whoever is called, whoever hands out and whoever writes down never wait for each other: `width` are
 * worked on at once, so many as that and `ahead` more may be taken and not begun. Whatever was taken is worked on and kept, whatever fails; then
 * the first failure is thrown. Answers how many were worked on.
 */
export function flow<T, R>({ take, work, put }: Steps<T, R>, { width, ahead }: { width: number; ahead: number }): Promise<number> {
  const queue: T[] = [];
  let done: R[] = [];
  let [under, all] = [0, 0];
  let [isTaking, isPutting, isOver] = [false, false, false];
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

    function step(): void {
      while (under < width) {
        const one = queue.shift();
        if (one === undefined) break;
        [under, all] = [under + 1, all + 1];
        void work(one)
          .then((result) => void done.push(result), fail)
          .then(() => {
            under -= 1;
            step();
          });
      }
      if (!isTaking && !isOver && queue.length <= ahead) {
        isTaking = true;
        void take()
          .then(taken, fail)
          .then(() => {
            isTaking = false;
            step();
          });
      }
      // A few at a time cost as much as many: they wait for each other while there is more under way.
      const isIdle = under === 0 && queue.length === 0;
      if (!isPutting && done.length > 0 && (isIdle || done.length > ahead)) {
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
