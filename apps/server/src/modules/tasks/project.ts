import { sql } from "kysely";
import type { Db } from "#db/connect";
import { writeRows } from "#db/write-rows";
import { byType, type Handler, type StoredEvent } from "#log";

/** The list of what people have to do, from task.* facts. The first claim and the first end of a task count, but a claim that is shown after all is done. */
export const tasksProjection: Handler = {
  kind: "project",
  name: "tasks",
  version: 1,
  on: [
    "task.opened",
    "task.claimed",
    "task.done",
    "task.unproven",
    "task.cancelled",
    "task.reminded",
    "task.escalated",
    "task.handed-over",
  ],
  tables: ["task"],
  kindOf: byType,
  async project(tx, corpId, batch) {
    await write(tx, corpId, batch);
  },
};

async function write(tx: Db, corpId: string, run: readonly StoredEvent[]) {
  const rows = run.map(({ data, occurredAt, seq }) => ({ ...data, at: occurredAt.toISOString(), n: seq }));
  switch (run[0]?.type) {
    case "task.opened":
      return writeRows(
        tx,
        rows,
        (json) => sql`
          insert into task (corp_id, id, kind, assignee, subject, state, due_at, opened_at, params, planned_by, why)
          select distinct on ("taskId") ${corpId}, "taskId", kind, assignee, subject, 'open', "dueAt", at, params, "plannedBy", why
          from jsonb_to_recordset(${json}::jsonb) as r("taskId" text, kind text, assignee text, subject text,
            "dueAt" timestamptz, at timestamptz, params jsonb, "plannedBy" text, why text, n bigint)
          order by "taskId", n on conflict do nothing`,
      );
    case "task.claimed":
      return writeRows(
        tx,
        rows,
        (json) => sql`
          update task t set state = 'claimed', claimed_at = r.at, claimed_by = r.by, note = r.note
          from (select distinct on ("taskId") * from jsonb_to_recordset(${json}::jsonb)
            as x("taskId" text, by text, note text, at timestamptz, n bigint) order by "taskId", n) r
          where t.corp_id = ${corpId} and t.id = r."taskId" and t.state = 'open'`,
      );
    case "task.done":
      return writeRows(
        tx,
        rows,
        (json) => sql`
          update task t set state = 'done', done_at = r.at, ended_at = coalesce(t.ended_at, r.at), grade = r.grade, evidence = r.evidence
          from (select distinct on ("taskId") * from jsonb_to_recordset(${json}::jsonb)
            as x("taskId" text, grade text, evidence text, at timestamptz, n bigint) order by "taskId", n) r
          where t.corp_id = ${corpId} and t.id = r."taskId" and t.state in ('open', 'claimed', 'unproven')`,
      );
    case "task.unproven":
      return writeRows(
        tx,
        rows,
        (json) => sql`
          update task t set state = 'unproven', ended_at = r.at, grade = 'C'
          from (select distinct on ("taskId") * from jsonb_to_recordset(${json}::jsonb)
            as x("taskId" text, at timestamptz, n bigint) order by "taskId", n) r
          where t.corp_id = ${corpId} and t.id = r."taskId" and t.state in ('open', 'claimed')`,
      );
    case "task.cancelled":
      return writeRows(
        tx,
        rows,
        (json) => sql`
          update task t set state = 'cancelled', note = r.reason, ended_at = r.at
          from (select distinct on ("taskId") * from jsonb_to_recordset(${json}::jsonb)
            as x("taskId" text, reason text, at timestamptz, n bigint) order by "taskId", n) r
          where t.corp_id = ${corpId} and t.id = r."taskId" and t.state in ('open', 'claimed')`,
      );
    case "task.escalated":
      return writeRows(
        tx,
        rows,
        (json) => sql`
          update task t set escalated_at = r.at, escalated_to = r."to"
          from (select distinct on ("taskId") * from jsonb_to_recordset(${json}::jsonb)
            as x("taskId" text, "to" text, at timestamptz, n bigint) order by "taskId", n) r
          where t.corp_id = ${corpId} and t.id = r."taskId" and t.escalated_at is null`,
      );
    case "task.handed-over":
      // One after the other: it may go on twice in one batch.
      for (const row of run) {
        if (row.type !== "task.handed-over") continue;
        await sql`update task set assignee = ${row.data.to} where corp_id = ${corpId} and id = ${row.data.taskId}
          and assignee = ${row.data.from} and state in ('open', 'claimed')`.execute(tx);
      }
      return;
    default:
      return writeRows(
        tx,
        rows,
        (json) => sql`
          update task t set reminders = t.reminders + r.n
          from (select "taskId", count(*)::int as n from jsonb_to_recordset(${json}::jsonb) as x("taskId" text) group by 1) r
          where t.corp_id = ${corpId} and t.id = r."taskId"`,
      );
  }
}
