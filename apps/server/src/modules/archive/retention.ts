import { sql } from "kysely";
import { archiveKeepDays } from "@shuke/contract";
import type { Db } from "#db/connect";
import type { Duty } from "#kit/duty";
import { daily, tickDuty } from "#kit/tick";

const DAY_MS = 86_400_000;
const BATCH = 5000;

/** The corp's own number of days, or the default. */
export async function keepDaysOf({ db, corpId }: { db: Db; corpId: string }): Promise<number> {
  const { rows } = await sql<{ days: number | null }>`select (settings->'archive'->>'keepDays')::int as days from corp
    where corp_id = ${corpId}`.execute(db);
  return Math.max(1, rows[0]?.days ?? archiveKeepDays);
}

/** Words older than the corp keeps them go, opened or sealed; that they were said stays a fact. Answers how many went. */
export async function forgetWords(db: Db, corpId: string, now: Date): Promise<number> {
  const before = new Date(now.getTime() - (await keepDaysOf({ db, corpId })) * DAY_MS);
  await sql`delete from archive_sealed where corp_id = ${corpId} and stored_at < ${before}`.execute(db);
  let gone = 0;
  for (;;) {
    const { numAffectedRows } = await sql`delete from archive_message where corp_id = ${corpId} and seq = any(array(
        select seq from archive_message where corp_id = ${corpId} and at < ${before} order by at limit ${BATCH}))`.execute(db);
    gone += Number(numAffectedRows ?? 0);
    if (Number(numAffectedRows ?? 0) < BATCH) return gone;
  }
}

export const archiveRetention: Duty = tickDuty({
  name: "archive.retention",
  ...daily("04:40"),
  run: async (db, corpId, _bucket, now) => void (await forgetWords(db, corpId, now)),
});
