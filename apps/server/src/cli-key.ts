import { sql } from "kysely";
import { newApiKey, putApiKey } from "#modules/access";
import type { Core } from "./core.ts";

/**
 * The key with which commands of this machine's user talk to the running server (ready.json, 0600). A new one at every
 * start; empty while no corp is set up, for then there is nothing to open.
 */
export async function keepCliKey({ db, clock }: Core): Promise<string> {
  const { rows } = await sql<{ corp_id: string }>`select corp_id from corp order by created_at, corp_id limit 1`.execute(db);
  const corpId = rows[0]?.corp_id;
  if (corpId === undefined) return "";
  const key = newApiKey();
  await putApiKey(db, { corpId, now: clock.now() }, { key, name: "command line", role: "owner" });
  return key;
}
