import { sql } from "kysely";
import type { Db } from "#db/connect";
import { byType, type Handler, only, type StoredEvent } from "#log";
import { moved, stopped, versionMoved } from "./project-moves.ts";

/**
 * Enrolments and their steps, rebuilt from sop.* facts. Every step ends in exactly one of done, missed, skipped, refused
 * or exited; a step that has ended is not moved again, whatever comes later.
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
    "sop.step-done",
    "sop.step-closed",
    "sop.metric-met",
    "sop.handed-over",
  ],
  tables: ["enrolment", "enrolment_step", "sop_park"],
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
    else if (type === "sop.step-done") await done(tx, corpId, batch);
    else if (type === "sop.step-closed") await close(tx, corpId, batch);
    else if (type === "sop.metric-met") await metric(tx, corpId, batch);
    else if (type === "sop.handed-over") await handOver(tx, corpId, batch);
  },
};

type Batch = readonly StoredEvent[];

/** Of several words about one step (or enrolment) the last; for the first word the rows come reversed. */
export function lastWords<Row extends { enrolmentId: string; step?: string }>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [`${row.enrolmentId} ${row.step ?? ""}`, row])).values()];
}

function firstWords<Row extends { enrolmentId: string; step?: string }>(rows: readonly Row[]): Row[] {
  return lastWords(rows.toReversed());
}

async function enrol(tx: Db, corpId: string, run: Batch) {
  // The first enrolment of an id counts, with its own steps.
  const json = JSON.stringify(firstWords(only(run, "sop.enrolled").map(({ data }) => data)));
  await sql`with fresh as (
      insert into enrolment (corp_id, id, sop_id, version, subject, recipient, sender, store_id, chat_id, started_at, state, ended)
      select ${corpId}, "enrolmentId", "sopId", version, subject, recipient, sender, "storeId", "chatId", "startedAt", 'active', ended
      from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, "sopId" text, version int, subject text, recipient text,
        sender text, "storeId" text, "chatId" text, "startedAt" timestamptz, ended text)
      on conflict do nothing returning id),
    parked as (
      insert into sop_park (corp_id, enrolment_id, sop_id, version, recipient, node, from_at, at, event)
      select ${corpId}, r."enrolmentId", r."sopId", r.version, r.recipient, p.node, p."from", p.at, p.event
      from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, "sopId" text, version int, recipient text, park jsonb)
        join fresh on fresh.id = r."enrolmentId",
        jsonb_to_record(r.park) as p(node text, "from" timestamptz, at timestamptz, event text)
      where jsonb_typeof(r.park) = 'object')
    insert into enrolment_step (corp_id, enrolment_id, step, sop_id, recipient, sender, due_at, until, state)
    select ${corpId}, r."enrolmentId", s.key, r."sopId", r.recipient, r.sender, s."dueAt", s.until, 'waiting'
    from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, "sopId" text, recipient text, sender text, steps jsonb)
      join fresh on fresh.id = r."enrolmentId",
      jsonb_to_recordset(r.steps) as s(key text, "dueAt" timestamptz, until timestamptz)
    on conflict do nothing`.execute(tx);
}

async function exit(tx: Db, corpId: string, run: Batch) {
  const json = JSON.stringify(firstWords(only(run, "sop.exited").map((e) => ({ ...e.data, at: e.occurredAt.toISOString() }))));
  await sql`update enrolment e set state = 'exited', exit_reason = r.reason, exited_at = r.at
    from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, reason text, at timestamptz)
    where e.corp_id = ${corpId} and e.id = r."enrolmentId" and e.state = 'active'`.execute(tx);
  await sql`update enrolment_step s set state = 'exited', reason = r.reason
    from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, reason text)
    where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.state = 'waiting'`.execute(tx);
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

async function plan(tx: Db, corpId: string, run: Batch) {
  const json = JSON.stringify(firstWords(only(run, "sop.step-planned").flatMap(eachEnrolment)));
  await sql`update enrolment_step s set state = 'planned', action_id = r."actionId"
    from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, step text, "actionId" text)
    where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.step = r.step and s.state = 'waiting'`.execute(tx);
}

/** A call-off changes which later words count, so it is written by itself. */
function apart(batch: Batch): Batch[] {
  return only(batch, "sop.step-postponed").some(({ data }) => data.reason === "handover") ? batch.map((event) => [event]) : [batch];
}

async function postpone(tx: Db, corpId: string, run: Batch) {
  const json = JSON.stringify(lastWords(only(run, "sop.step-postponed").flatMap(eachEnrolment)));
  // A send that was called off before anybody saw it (`handover`) waits again; any other planned step is on its way.
  await sql`update enrolment_step s set due_at = r."dueAt", reason = r.reason, held_at = null,
    state = 'waiting', action_id = null
    from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, step text, "dueAt" timestamptz, reason text)
    where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.step = r.step
      and (s.state = 'waiting' or (s.state = 'planned' and r.reason = 'handover'))`.execute(tx);
}

async function done(tx: Db, corpId: string, run: Batch) {
  const json = JSON.stringify(firstWords(only(run, "sop.step-done").map(({ data }) => data)));
  await sql`update enrolment_step s set state = 'done', grade = r.grade, evidence = r.evidence, done_at = r.at, reason = null
    from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, step text, grade text, evidence text, at timestamptz)
    where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.step = r.step
      and s.state in ('waiting', 'planned')`.execute(tx);
}

async function close(tx: Db, corpId: string, run: Batch) {
  const json = JSON.stringify(firstWords(only(run, "sop.step-closed").flatMap(eachEnrolment)));
  await sql`update enrolment_step s set state = r.state, reason = r.reason
    from jsonb_to_recordset(${json}::jsonb) as r("enrolmentId" text, step text, state text, reason text)
    where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.step = r.step
      and s.state in ('waiting', 'planned')`.execute(tx);
}

async function metric(tx: Db, corpId: string, run: Batch) {
  const json = JSON.stringify(only(run, "sop.metric-met").map(({ data }) => data));
  await sql`update enrolment_step s set metric_at = least(s.metric_at, r.at)
    from (select "enrolmentId", step, min(at) as at from jsonb_to_recordset(${json}::jsonb)
      as x("enrolmentId" text, step text, at timestamptz) group by 1, 2) r
    where s.corp_id = ${corpId} and s.enrolment_id = r."enrolmentId" and s.step = r.step`.execute(tx);
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
