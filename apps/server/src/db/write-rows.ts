import type { RawBuilder } from "kysely";
import type { Db } from "#db/connect";

/**
 * One statement over many rows: `statement` gets them as JSON for `jsonb_to_recordset`. Without rows nothing is asked of
 * the database.
 */
export async function writeRows(tx: Db, rows: readonly object[], statement: (json: string) => RawBuilder<unknown>): Promise<void> {
  if (rows.length > 0) await statement(JSON.stringify(rows)).execute(tx);
}
