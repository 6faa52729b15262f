import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Handler } from "./handler.ts";

/**
 * Empties the rows of projections and sets their cursors back, so that they read the log anew. Reactions keep their
 * place: nothing is planned or sent twice. Waits for steps that are under way and holds back those who read the rows.
 */
export async function rebuild(db: Db, corpId: string, handlers: readonly Handler[]): Promise<void> {
  const names = handlers.map(({ name }) => name);
  await db.transaction().execute(async (tx) => {
    // Before the rows: a step that runs now would leave its rows behind and read the same facts again.
    await sql`select from handler_cursor where corp_id = ${corpId} and handler = any(${names})
      order by handler for update`.execute(tx);
    for (const handler of handlers) {
      if (handler.kind === "project") {
        for (const table of handler.tables) {
          const mine = handler.rows?.[table] ?? sql`true`;
          await sql`delete from ${sql.table(table)} where corp_id = ${corpId} and ${mine}`.execute(tx);
        }
      }
      await sql`update handler_cursor set version = ${handler.version}, attempts = 0, last_error = null, retry_at = null,
          seq = case when ${handler.kind === "project"} then 0 else seq end
        where corp_id = ${corpId} and handler = ${handler.name}`.execute(tx);
    }
  });
}
