import { sql } from "kysely";
import type { Db } from "#db/connect";

/** An installation's pages, console and command line belong to the corp that was set up first; null while there is none. */
export async function firstCorp(db: Db): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`select corp_id as id from corp order by created_at, corp_id limit 1`.execute(db);
  return rows[0]?.id ?? null;
}
