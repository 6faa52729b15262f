import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Handler } from "./handler.ts";
import { runHandlers } from "./consume.ts";

/**
 * Rebuilds projections from the log: their rows of this corp are deleted, their cursors set back, and only they read
 * again. Reactions keep their place, so nothing is planned or sent twice.
 */
export async function replay(db: Db, corpId: string, handlers: readonly Handler[], now: Date): Promise<void> {
  const projections = handlers.filter((handler) => handler.kind === "project");
  await db.transaction().execute(async (tx) => {
    for (const handler of projections) {
      for (const table of handler.tables)
        await sql`delete from ${sql.table(table)} where corp_id = ${corpId}`.execute(tx);
      await sql`update handler_cursor set seq = 0, version = ${handler.version}
        where corp_id = ${corpId} and handler = ${handler.name}`.execute(tx);
    }
  });
  while ((await runHandlers(db, corpId, projections, now)) > 0);
}
