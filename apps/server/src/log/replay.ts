import { setTimeout as pause } from "node:timers/promises";
import type { Db } from "#db/connect";
import { runHandlers } from "./consume.ts";
import { handlersBehind } from "./cursors.ts";
import type { Handler } from "./handler.ts";
import { rebuild } from "./rebuild.ts";

/** Real milliseconds between looks at a projection that another process is moving. */
const LOOK_MS = 20;

/**
 * Rebuilds projections from the log: their rows of this corp are deleted, their cursors set back, and only they read
 * again. Throws when one of them fails; it is left where it got to, and the workers go on trying.
 */
export async function replay(db: Db, corpId: string, handlers: readonly Handler[], now: Date, batch?: number): Promise<void> {
  const projections = handlers.filter((handler) => handler.kind === "project");
  // Cursors that do not exist yet are made first: there is nothing to set back otherwise.
  await handlersBehind(db, corpId, projections, now);
  await rebuild(db, corpId, projections);
  for (;;) {
    const moved = await runHandlers(db, corpId, projections, now, { batch });
    const left = await handlersBehind(db, corpId, projections, now);
    if (left.length === 0) return;
    const failed = left.filter(({ attempts }) => attempts > 0).map(({ handler }) => handler);
    if (failed.length > 0) throw new Error(`replay stopped: ${failed.join(", ")} failed (see handler_cursor.last_error)`);
    if (moved === 0) await pause(LOOK_MS);
  }
}
