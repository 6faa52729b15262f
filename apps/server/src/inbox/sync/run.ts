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

/** Files the certificate (law 8): expected, fetched, failed, repaired. Old ones go. */
export async function certify(db: Db, corpId: string, family: Family, report: Report, now: Date): Promise<void> {
  const failed = JSON.stringify(report.failed.slice(0, MOST_FAILURES_KEPT));
  const old = new Date(now.getTime() - KEEP_DAYS * 86_400_000);
  await sql`with old as (delete from sync_run where corp_id = ${corpId} and family = ${family} and started_at < ${old})
    insert into sync_run (corp_id, id, family, started_at, finished_at, expected, fetched, repaired, failed)
    values (${corpId}, ${newId("syn", now)}, ${family}, ${now}, ${now}, ${report.expected + report.failed.length},
      ${report.fetched}, ${report.repaired}, ${failed})`.execute(db);
}
