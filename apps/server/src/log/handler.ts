import type { RawBuilder } from "kysely";
import type { Db } from "#db/connect";
import type { Ctx } from "#kit/ctx";
import type { EventType, NewEvent, StoredEvent } from "./events.ts";

/**
 * Somebody who listens to the log. `project` turns facts into its own rows and may read nothing but those; `react`
 * decides what follows from facts and may read every projection named in `after`. They are separate handlers because a
 * replay runs the first kind only.
 */
export type Handler = {
  readonly name: string;
  /** Raised when the meaning of the rows changes: the rows are then rebuilt from the start. */
  readonly version: number;
  readonly on: readonly EventType[];
  /** Handlers that must have seen an event before this one does. */
  readonly after?: readonly string[];
} & (
  | {
      readonly kind: "project";
      /** Tables that a rebuild empties; only this handler writes them, or its `rows` of them. */
      readonly tables: readonly string[];
      /** Where several handlers keep one table: which of its rows are this one's. */
      readonly rows?: Readonly<Record<string, RawBuilder<boolean>>>;
      /**
       * How a batch is cut before it is handed over (cuts.ts), so that rows do not depend on where it happened to end: by
       * `keys`, whose rows a fact changes, into layers in which none occurs twice; by `kindOf` into stretches of one kind.
       * Without either the whole batch comes at once, and the handler itself sees to the order of facts about one thing.
       */
      keys?: (event: StoredEvent) => readonly string[];
      kindOf?: (event: StoredEvent) => string;
      project(tx: Db, corpId: string, batch: readonly StoredEvent[]): Promise<void>;
    }
  | {
      readonly kind: "react";
      /** Added to a corp that has a history, a reaction begins with the next fact; with `past` it begins with the first. */
      readonly past?: boolean;
      /** True while no fact is anything to it (nobody made what it keeps): it then moves on without reading. */
      idle?(db: Db, corpId: string): Promise<boolean>;
      /** `ctx.db` is the transaction in which the cursor moves; facts go to `sink` where there is one, which appends them last. See `reaction` in actions/unit.ts. */
      react(ctx: Ctx & { readonly sink?: NewEvent[] }, batch: readonly StoredEvent[]): Promise<void>;
    }
);

/** The events of one type, typed. */
export function only<T extends EventType>(batch: readonly StoredEvent[], type: T): StoredEvent<T>[] {
  return batch.filter((event) => event.type === type) as StoredEvent<T>[];
}

export const isIdle = async (db: Db, corpId: string, handler: Handler): Promise<boolean> =>
  handler.kind === "react" && (await handler.idle?.(db, corpId)) === true;
