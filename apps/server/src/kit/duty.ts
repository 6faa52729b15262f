import type { Db } from "#db/connect";

/**
 * Recurring or due work of a module that is neither a handler nor an action: due SOP steps, details to fetch, hourly
 * ticks. It is asked again and again at one instant until it answers 0, so each run takes a bounded batch.
 */
export type Duty = {
  readonly name: string;
  /** Does what is due at `now`; answers how many units were done. Must be safe to run in two processes at once. */
  run(db: Db, corpId: string, now: Date): Promise<number>;
  /** When there will be something to do next; null when only an event could make something due. */
  nextDueAt(db: Db, corpId: string, now: Date): Promise<Date | null>;
};
