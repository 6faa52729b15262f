import type { RawBuilder } from "kysely";
import type { Db } from "#db/connect";

/**
 * Recurring or due work of a module that is neither a handler nor an action: due SOP steps, details to fetch, hourly
 * ticks. It is asked again and again at one instant until nothing is due, so each run takes a bounded batch.
 */
export type Duty = {
  readonly name: string;
  /** A customer waits for what comes of it: it is done beside the others, which may be waiting for WeCom. */
  readonly urgent?: true;
  /** Does what is due at `now`; answers how many units were done. Must be safe to run in two processes at once. */
  run(db: Db, corpId: string, now: Date): Promise<number>;
} & (
  | {
      /**
       * SQL for the earliest instant at which there is something to do; null: only an event could make something due.
       * All duties of all corps are asked in one query, so a world at rest costs one round trip; `corp` is the corp's id there.
       */
      dueAt(corp: RawBuilder<string>): RawBuilder<Date | null>;
    }
  | {
      /** For what is known without the database (ticks). */
      nextDueAt(corpId: string, now: Date): Date;
    }
);

/** Something to do at once, as `dueAt` says it. */
export const AT_ONCE = new Date(0);
