import { sql } from "kysely";
import type { Db } from "#db/connect";
import { jsonbText } from "#kit/json";
import type { Applied, Job } from "./types.ts";

export const JOB = sql`j.id, j.spec, j.whom, j.state, j.total, j.total_exact as "totalExact", j.place, j.looked, j.changed, j.skipped,
  j.asked, j.sent, j.refused, j.undo_of as "undoOf", j.error, j.asked_by as "askedBy", j.created_at as "createdAt",
  j.finished_at as "finishedAt"`;

export async function readJob(db: Db, corpId: string, id: string, lock = false): Promise<Job | null> {
  const { rows } = await sql<Job>`select ${JOB} from bulk_job j where j.corp_id = ${corpId} and j.id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(db);
  return rows[0] ?? null;
}

export async function insertJob(
  db: Db,
  corpId: string,
  job: Pick<Job, "id" | "spec" | "whom" | "total" | "totalExact" | "undoOf" | "askedBy" | "createdAt">,
): Promise<void> {
  await sql`insert into bulk_job (corp_id, id, spec, whom, total, total_exact, undo_of, asked_by, created_at)
    values (${corpId}, ${job.id}, ${jsonbText(job.spec)}, ${jsonbText(job.whom)}, ${job.total}, ${job.totalExact}, ${job.undoOf},
      ${jsonbText(job.askedBy)}, ${job.createdAt})`.execute(db);
}

/** Where a job stands after some more people; `over` when there are no others. */
export async function advanceJob(db: Db, corpId: string, job: Job, looked: readonly string[], applied: Applied, over: boolean, now: Date) {
  if (applied.changed.length > 0) {
    await sql`insert into bulk_change (corp_id, job_id, customer_id, before)
      select ${corpId}, ${job.id}, "customerId", before
      from jsonb_to_recordset(${jsonbText(applied.changed)}::jsonb) as r("customerId" text, before jsonb)
      order by "customerId" on conflict do nothing`.execute(db);
  }
  const skipped = { ...job.skipped };
  for (const [reason, n] of Object.entries(applied.skipped)) if (n > 0) skipped[reason] = (skipped[reason] ?? 0) + n;
  await sql`update bulk_job set place = ${looked.at(-1) ?? job.place}, looked = looked + ${looked.length},
      changed = changed + ${applied.changed.length}, skipped = ${JSON.stringify(skipped)}, asked = asked + ${applied.asked},
      state = ${over ? "done" : "running"}, finished_at = ${over ? now : null}
    where corp_id = ${corpId} and id = ${job.id}`.execute(db);
}
