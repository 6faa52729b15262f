import { sql } from "kysely";
import type { Db } from "#db/connect";

/**
 * Since when we listen to a corp, in seconds: friendships and memberships that began before are history and come as pages
 * (`people.told`); what began later is news, also where its callback was lost. Settled once, before the first list is read.
 */
export async function listeningSince(db: Db, corpId: string, now: Date): Promise<number> {
  await sql`insert into sync_since (corp_id, since) values (${corpId}, ${now}) on conflict do nothing`.execute(db);
  const { rows } = await sql<{ since: Date }>`select since from sync_since where corp_id = ${corpId}`.execute(db);
  return Math.floor((rows[0]?.since ?? now).getTime() / 1000);
}
