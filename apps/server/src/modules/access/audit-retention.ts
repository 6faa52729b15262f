import { auditKeep } from "@shuke/contract";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Duty } from "#kit/duty";
import { daily, tickDuty } from "#kit/tick";

const DAY_MS = 86_400_000;
const BATCH = 2000;

export type AuditKeep = { viewDays: number; changeDays: number };

/** The corp's own numbers of days, or the defaults; never fewer than the law asks for. */
export async function auditKeepOf(db: Db, corpId: string): Promise<AuditKeep> {
  const { rows } = await sql<{ views: number | null; changes: number | null }>`select (settings -> 'audit' ->> 'viewDays')::int as views,
      (settings -> 'audit' ->> 'changeDays')::int as changes from corp where corp_id = ${corpId}`.execute(db);
  return {
    viewDays: Math.max(auditKeep.least, rows[0]?.views ?? auditKeep.views),
    changeDays: Math.max(auditKeep.least, rows[0]?.changes ?? auditKeep.changes),
  };
}

/** Removes the records that are older than the corp keeps them, in batches along an index. Answers how many went. */
export async function forgetRecords(db: Db, corpId: string, now: Date): Promise<number> {
  const { viewDays, changeDays } = await auditKeepOf(db, corpId);
  let gone = 0;
  // What was taken away as a file is kept as long as what was changed.
  for (const [kind, days] of [
    ["view", viewDays],
    ["change", changeDays],
    ["export", changeDays],
  ] as const) {
    const before = new Date(now.getTime() - days * DAY_MS);
    for (let size = BATCH; size === BATCH; gone += size) {
      const { numAffectedRows } = await sql`delete from audit where corp_id = ${corpId} and id = any(array(
        select id from audit where corp_id = ${corpId} and kind = ${kind} and at < ${before} order by at limit ${BATCH}))`.execute(db);
      size = Number(numAffectedRows ?? 0);
    }
  }
  return gone;
}

export const auditRetention: Duty = tickDuty({
  name: "audit.retention",
  ...daily("04:50"),
  run: async (db, corpId, _bucket, now) => void (await forgetRecords(db, corpId, now)),
});
