import { sql } from "kysely";
import type { Db } from "#db/connect";

/** In a lively corp WeCom says every fifteen seconds that there is talk: it is read together, two minutes later. */
const TOGETHER_MS = 2 * 60_000;

/** WeCom told that there is talk. Nothing where the corp has no archive. */
export async function hurryArchive(tx: Db, corpId: string, now: Date): Promise<void> {
  await sql`update archive_state set next_at = least(next_at, ${new Date(now.getTime() + TOGETHER_MS)}::timestamptz)
    where corp_id = ${corpId}`.execute(tx);
}
