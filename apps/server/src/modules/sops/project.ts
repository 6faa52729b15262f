import { sql } from "kysely";
import type { Db } from "#db/connect";
import { textColumn } from "#kit/pg-array";
import { byType, type Handler, only, type StoredEvent } from "#log";
import { enrol } from "./project-enrol.ts";
import { moved, stopped, versionMoved } from "./project-moves.ts";
import { before, tallied } from "./tally.ts";
import { firstWords, lastWords } from "./words.ts";

/**
 * Enrolments and their steps, rebuilt from sop.* facts. Every step ends in exactly one of done, claimed, missed, skipped, refused
 * or exited; a step that has ended is not moved again, whatever comes later, but a claim that is shown after all is done.
 */
export const sopsProjection: Handler = {
  kind: "project",
  name: "sops",
  version: 1,
  on: [
    "sop.enrolled",
    "sop.moved",
    "sop.version-moved",
    "sop.stopped",
    "sop.exited",
    "sop.step-planned",
    "sop.step-postponed",
    "sop.step-held",
    "sop.step-claimed",
    "sop.step-done",
    "sop.step-closed",
    "sop.metric-met",
    "sop.handed-over",
  ],
  tables: ["enrolment", "enrolment_step", "sop_park", "sop_count"],
  kindOf: byType,
  async project(tx, corpId, batch) {
    const type = batch[0]?.type;
    if (type === "sop.enrolled") await enrol(tx, corpId, batch);
    else if (type === "sop.moved") await moved(tx, corpId, batch);
    else if (type === "sop.version-moved") await versionMoved(tx, corpId, batch);
    else if (type === "sop.stopped") await stopped(tx, corpId, batch);
    else if (type === "sop.exited") await exit(tx, corpId, batch);
    else if (type === "sop.step-held") await held(tx, corpId, batch);
    else if (type === "sop.step-planned") await plan(tx, corpId, batch);
    else if (type === "sop.step-postponed") for (const some of apart(batch)) await postpone(tx, corpId, some);
    else if (type === "sop.step-claimed") await claimed(tx, corpId, batch);
    else if (type === "sop.step-done") await done(tx, corpId, batch);
    else if (type === "sop.step-closed") await close(tx, corpId, batch);
    else if (type === "sop.metric-met") await metric(tx, corpId, batch);
    else if (type === "sop.handed-over") await handOver(tx, corpId, batch);
  },
};

type Batch = readonly StoredEvent[];

async function exit(tx: Db, corpId: string, run: Batch) {
  const json = JSON.stringify(firstWords(only(run, "sop.exited").map((e) => ({ ...e.data, at: e.occurredAt.toISOString() }))));
  await tallied(tx, corpId, {
    write: sql`gone as (update enrolment e set state = 'exited', exit_reason = r.reason, exited_at = r.at
        from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, reason text, at timestamptz)
        where e.corp_id = ${corpId} and e.id = r."enrolmentId" and e.state = 'active' returning e.id, e.sop_id),
      changed as (update enrolment_step s set state = 'exited', reason = r.reason
        from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, reason text)
        where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.state = 'waiting'
        returning s.enrolment_id, s.step, s.sop_id)`,
    moves: sql`select id as enrolment_id, '' as step, sop_id, 'waiting' as was, 'exited' as now, 0 as met from gone
      union all select enrolment_id, step, sop_id, 'waiting', 'exited', 0 from changed`,
  });
  await sql`delete from sop_park p using jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text)
    where p.corp_id = ${corpId} and p.enrolment_id = r."enrolmentId"`.execute(tx);
}

async function held(tx: Db, corpId: string, run: Batch) {
  const rows = only(run, "sop.step-held").flatMap((e) => eachEnrolment({ data: { ...e.data, at: e.occurredAt.toISOString() } }));
  // Its next hour is the end of its window: unanswered, it ends then.
  await sql`update enrolment_step s set held_at = r.at, due_at = s.until, reason = 'asked'
    from jsonb_to_recordset(${JSON.stringify(firstWords(rows))}::jsonb) as r("enrolmentId" text, step text, at timestamptz)
    where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.step = r.step and s.state = 'waiting'`.execute(tx);
}

/** The dearest of all, since a due hour plans many thousands: whole columns, in the order of the rows' key. */
async function plan(tx: Db, corpId: string, run: Batch) {
  const known = new Set<string>();
  const ids: string[] = [];
  const steps: string[] = [];
  const actions: string[] = [];
  for (const { data } of only(run, "sop.step-planned")) {
    for (const enrolmentId of data.enrolmentIds) {
      const key = `${enrolmentId} ${data.step}`;
      if (known.has(key)) continue;
      known.add(key);
      ids.push(enrolmentId);
      steps.push(data.step);
      actions.push(data.actionId);
    }
  }
  await tallied(tx, corpId, {
    write: sql`r as materialized (
        select * from unnest(${textColumn(ids)}::text[], ${textColumn(steps)}::text[], ${textColumn(actions)}::text[]) as x(id, step, action)
        order by id, step),
      changed as (update enrolment_step s set state = 'planned', action_id = r.action from r
        where s.corp_id = ${corpId} and s.enrolment_id = r.id and s.step = r.step and s.state = 'waiting'
        returning s.enrolment_id, s.step, s.sop_id)`,
    moves: sql`select enrolment_id, step, sop_id, 'waiting' as was, 'planned' as now, 0 as met from changed`,
  });
}

/** A call-off changes which later words count, so it is written by itself. */
function apart(batch: Batch): Batch[] {
  return only(batch, "sop.step-postponed").some(({ data }) => data.reason === "handover") ? batch.map((event) => [event]) : [batch];
}

async function postpone(tx: Db, corpId: string, run: Batch) {
  const json = JSON.stringify(lastWords(only(run, "sop.step-postponed").flatMap(eachEnrolment)));
  // A send that was called off before anybody saw it (`handover`) waits again; any other planned step is on its way.
  await tallied(tx, corpId, {
    write: sql`changed as (update enrolment_step s set due_at = r."dueAt", reason = r.reason, held_at = null,
        state = 'waiting', action_id = null
      from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, step text, "dueAt" timestamptz, reason text)
        join ${before(corpId)}
      where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.step = r.step
        and (s.state = 'waiting' or (s.state = 'planned' and r.reason = 'handover'))
      returning s.enrolment_id, s.step, s.sop_id, o.state as was)`,
    moves: sql`select enrolment_id, step, sop_id, was, 'waiting' as now, 0 as met from changed where was <> 'waiting'`,
  });
}

async function claimed(tx: Db, corpId: string, run: Batch) {
  const json = JSON.stringify(firstWords(only(run, "sop.step-claimed").map(({ data }) => data)));
  await tallied(tx, corpId, {
    write: sql`changed as (update enrolment_step s set state = 'claimed', grade = 'C', evidence = r.evidence, claimed_at = r.at, reason = null
      from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, step text, evidence text, at timestamptz)
        join ${before(corpId)}
      where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.step = r.step
        and s.state in ('waiting', 'planned')
      returning s.enrolment_id, s.step, s.sop_id, o.state as was)`,
    moves: sql`select enrolment_id, step, sop_id, was, 'claimed' as now, 0 as met from changed`,
  });
}

async function done(tx: Db, corpId: string, run: Batch) {
  const json = JSON.stringify(firstWords(only(run, "sop.step-done").map(({ data }) => data)));
  await tallied(tx, corpId, {
    write: sql`changed as (update enrolment_step s set state = 'done', grade = r.grade, evidence = r.evidence, done_at = r.at, reason = null
      from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, step text, grade text, evidence text, at timestamptz)
        join ${before(corpId)}
      where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.step = r.step
        and s.state in ('waiting', 'planned', 'claimed')
      returning s.enrolment_id, s.step, s.sop_id, o.state as was, (s.metric_at is not null)::int as met)`,
    moves: sql`select enrolment_id, step, sop_id, was, 'done' as now, met from changed`,
  });
}

async function close(tx: Db, corpId: string, run: Batch) {
  const json = JSON.stringify(firstWords(only(run, "sop.step-closed").flatMap((e) => eachEnrolment({ data: { ...e.data, seq: e.seq } }))));
  await tallied(tx, corpId, {
    write: sql`changed as (update enrolment_step s set state = r.state, reason = r.reason, closed_seq = r.seq
      from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, step text, state text, reason text, seq bigint)
        join ${before(corpId)}
      where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.step = r.step
        and s.state in ('waiting', 'planned')
      returning s.enrolment_id, s.step, s.sop_id, o.state as was, s.state as now)`,
    moves: sql`select enrolment_id, step, sop_id, was, now, 0 as met from changed`,
  });
}

async function metric(tx: Db, corpId: string, run: Batch) {
  const json = JSON.stringify(only(run, "sop.metric-met").map(({ data }) => data));
  await tallied(tx, corpId, {
    write: sql`changed as (update enrolment_step s set metric_at = least(s.metric_at, r.at)
      from (select "enrolmentId", step, min(at) as at from jsonb_to_recordset(${json}::jsonb)
        as x("enrolmentId" text, step text, at timestamptz) group by 1, 2) r join ${before(corpId)}
      where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.step = r.step
      returning s.enrolment_id, s.step, s.sop_id, (o.metric_at is null and s.state = 'done')::int as met)`,
    moves: sql`select enrolment_id, step, sop_id, null as was, null as now, met from changed where met = 1`,
  });
}

/** One fact after the other: from a first taker to a second, both in one batch. */
async function handOver(tx: Db, corpId: string, run: Batch) {
  for (const { data } of only(run, "sop.handed-over")) {
    await sql`update enrolment set sender = ${data.to} where corp_id = ${corpId} and id = any(${data.enrolmentIds})
      and sender = ${data.from} and state = 'active'`.execute(tx);
    await sql`update enrolment_step set sender = ${data.to} where corp_id = ${corpId} and enrolment_id = any(${data.enrolmentIds})
      and sender = ${data.from} and state = 'waiting'`.execute(tx);
  }
}

/** One fact tells of many enrolments. */
function eachEnrolment<Data extends { enrolmentIds: string[] }>({ data: { enrolmentIds, ...rest } }: { data: Data }) {
  return enrolmentIds.map((enrolmentId) => ({ ...rest, enrolmentId }));
}
