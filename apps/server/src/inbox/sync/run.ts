import { sql } from "kysely";
import type { WecomClient } from "@shuke/wecom";
import type { Db } from "#db/connect";
import { newId } from "#kit/ids";
import type { Due, Family } from "./due.ts";

/** What every synchronisation needs; `now` is business time at its beginning, before anything was fetched. */
export type SyncRun = { db: Db; corpId: string; client: WecomClient; now: Date };

/** What came of a run over a whole family: its certificate, and what is to be asked for next. */
export type Report = { expected: number; fetched: number; repaired: number; failed: string[]; due: Due[] };

const KEEP_DAYS = 60;
const MOST_FAILURES_KEPT = 200;

export type Certified = { family: Family; report: Report };

/** Files the certificates (law 8): expected, fetched, failed, repaired. Old ones go. */
export async function certify(db: Db, corpId: string, certified: readonly Certified[], now: Date): Promise<void> {
  if (certified.length === 0) return;
  const rows = certified.map(({ family, report: { expected, fetched, repaired, failed } }) => ({
    id: newId("syn", now),
    family,
    expected: expected + failed.length,
    fetched,
    repaired,
    failed: failed.slice(0, MOST_FAILURES_KEPT),
  }));
  const old = new Date(now.getTime() - KEEP_DAYS * 86_400_000);
  await sql`with old as (delete from sync_run where corp_id = ${corpId}
      and family = any(${rows.map(({ family }) => family)}) and started_at < ${old})
    insert into sync_run (corp_id, id, family, started_at, finished_at, expected, fetched, repaired, failed)
    select ${corpId}, id, family, ${now}, ${now}, expected, fetched, repaired, failed
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id text, family text, expected int, fetched int, repaired int, failed jsonb)`.execute(db);
}
