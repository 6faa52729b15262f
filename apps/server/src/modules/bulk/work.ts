import { type RawBuilder, sql } from "kysely";
import { reaction, runUnit, type Unit } from "#actions";
import type { Duty } from "#kit/duty";
import { log } from "#kit/log";
import { Problem } from "#kit/problem";
import { only } from "#log";
import { whereOf } from "#modules/profile";
import { apply } from "./apply.ts";
import { advanceJob, JOB } from "./rows.ts";
import type { Job } from "./types.ts";

const CHUNK = 500;
/**
 * Calls of a job that may wait at WeCom's door. More would make newcomers' tags wait behind it, and could not be called
 * back at once.
 */
const MOST_WAITING = 2000;

const hasRoom = sql<boolean>`j.state = 'running' and j.asked - j.sent - j.refused < ${MOST_WAITING}`;

/** Works through running jobs a few hundred people at a time, in the name of whoever asked. */
export const bulkDuty: Duty = {
  name: "bulk.work",
  async run(db, corpId, now) {
    return db.transaction().execute(async (tx) => {
      const { rows } = await sql<Job>`select ${JOB} from bulk_job j where j.corp_id = ${corpId} and ${hasRoom}
        order by j.created_at limit 1 for update skip locked`.execute(tx);
      const [job] = rows;
      if (!job) return 0;
      const ctx = { db: tx, corpId, actor: job.askedBy, now };
      return runUnit(ctx, (unit) => step(unit, job));
    });
  },
  dueAt: (corp) => sql`select to_timestamp(0) from bulk_job j where j.corp_id = ${corp} and ${hasRoom} limit 1`,
};

/** The next people of a job. One that cannot go on says why and ends; what it did stays. */
export async function step(unit: Unit, job: Job): Promise<number> {
  try {
    const ids = await nextPeople(unit, job);
    const applied = await apply(unit, job, ids);
    await advanceJob(unit.db, unit.corpId, job, ids, applied, ids.length < CHUNK, unit.now);
    return Math.max(1, ids.length);
  } catch (error) {
    // A field that was put away meanwhile; anything else is a defect and may pass.
    if (!(error instanceof Problem)) throw error;
    log.warn({ job: job.id, code: error.code }, "a bulk job cannot go on");
    await sql`update bulk_job set state = 'failed', error = ${error.code}, finished_at = ${unit.now}
      where corp_id = ${unit.corpId} and id = ${job.id}`.execute(unit.db);
    return 1;
  }
}

async function nextPeople(unit: Unit, job: Job): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select c.id from customer c
    where c.corp_id = ${unit.corpId} and ${await peopleOf(unit, job)} and c.id > ${job.place}
    order by c.id limit ${CHUNK}`.execute(unit.db);
  return rows.map(({ id }) => id);
}

async function peopleOf(unit: Unit, { spec, whom, undoOf }: Job): Promise<RawBuilder<boolean>> {
  if (spec.do === "undo") {
    return sql<boolean>`exists (select from bulk_change b where b.corp_id = ${unit.corpId} and b.job_id = ${undoOf} and b.customer_id = c.id)`;
  }
  return "ids" in whom ? sql<boolean>`c.id = any(${whom.ids})` : whereOf(unit, whom.filter);
}

/** What WeCom did of a job's calls, counted as its answers are recorded. */
export const countCalls = reaction({
  name: "bulk.calls",
  on: ["action.sent", "action.failed", "action.ended"],
  async react(unit, batch) {
    const events = [...only(batch, "action.sent"), ...only(batch, "action.failed"), ...only(batch, "action.ended")];
    const counts = new Map<string, { sent: number; refused: number }>();
    for (const { type, data } of events) {
      if (data.kind !== "tag.mark" || !data.plannedBy.startsWith("bulk:")) continue;
      const id = data.plannedBy.slice("bulk:".length);
      const count = counts.get(id) ?? { sent: 0, refused: 0 };
      counts.set(id, count);
      if (type === "action.sent") count.sent += 1;
      else count.refused += 1;
    }
    for (const [id, { sent, refused }] of counts) {
      await sql`update bulk_job set sent = sent + ${sent}, refused = refused + ${refused}
        where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    }
  },
});
