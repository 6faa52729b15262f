import { sql } from "kysely";
import { inboxKeepDays } from "@shuke/contract";
import type { Db } from "#db/connect";
import type { Duty } from "#kit/duty";
import { daily, tickDuty } from "#kit/tick";

const DAY_MS = 86_400_000;
const AT = "04:20";
/** So many rows go in one transaction: whoever looks at the inbox meanwhile waits for none of it. */
const BATCH = 5000;

/** The corp's own number of days, or the default. */
export async function keepDays({ db, corpId }: { db: Db; corpId: string }): Promise<number> {
  const { rows } = await sql<{ days: number | null }>`
    select (settings -> 'inbox' ->> 'keepDays')::int as days from corp where corp_id = ${corpId}`.execute(db);
  return Math.max(1, rows[0]?.days ?? inboxKeepDays);
}

/**
 * Once a night: handled callbacks older than the corp keeps them go; a million come in a few days. Their facts stay, and with them the
 * keys by which a late repeat is recognised. What waits, is quarantined or was set aside by a person stays.
 */
export async function forgetOld(db: Db, corpId: string, now: Date): Promise<number> {
  const before = new Date(now.getTime() - (await keepDays({ db, corpId })) * DAY_MS);
  let gone = 0;
  for (;;) {
    const { numAffectedRows } = await sql`delete from inbox where corp_id = ${corpId} and id = any(array(
        select id from inbox where corp_id = ${corpId} and received_at < ${before} and state in ('done', 'ignored')
        order by received_at limit ${BATCH}))`.execute(db);
    gone += Number(numAffectedRows ?? 0);
    if (Number(numAffectedRows ?? 0) < BATCH) return gone;
  }
}

export const createRetention = (): Duty =>
  tickDuty({
    name: "inbox-retention",
    ...daily(AT),
    run: async (db, corpId, _bucket, now) => void (await forgetOld(db, corpId, now)),
  });
