import { sql } from "kysely";
import { writeRows } from "#db/write-rows";
import { only, type Handler } from "#log";

/** The list of what people have to do, from task.* facts. */
export const tasksProjection: Handler = {
  kind: "project",
  name: "tasks",
  version: 1,
  on: ["task.opened", "task.claimed", "task.done", "task.cancelled", "task.reminded"],
  tables: ["task"],
  async project(tx, corpId, batch) {
    const opened = only(batch, "task.opened").map(({ data, occurredAt }) => ({ ...data, at: occurredAt.toISOString() }));
    await writeRows(
      tx,
      opened,
      (json) => sql`insert into task (corp_id, id, kind, assignee, subject, state, due_at, opened_at, params, planned_by, why)
      select ${corpId}, "taskId", kind, assignee, subject, 'open', "dueAt", at, params, "plannedBy", why
      from jsonb_to_recordset(${json}::jsonb) as r("taskId" text, kind text, assignee text, subject text,
        "dueAt" timestamptz, at timestamptz, params jsonb, "plannedBy" text, why text)
      on conflict do nothing`,
    );
    const claimed = only(batch, "task.claimed").map(({ data, occurredAt }) => ({ ...data, at: occurredAt.toISOString() }));
    await writeRows(
      tx,
      claimed,
      (json) => sql`update task t set state = 'claimed', claimed_at = r.at, claimed_by = r.by, note = r.note
      from (select distinct on ("taskId") * from jsonb_to_recordset(${json}::jsonb)
        as x("taskId" text, by text, note text, at timestamptz) order by "taskId", at) r
      where t.corp_id = ${corpId} and t.id = r."taskId" and t.state = 'open'`,
    );
    const done = only(batch, "task.done").map(({ data, occurredAt }) => ({ ...data, at: occurredAt.toISOString() }));
    await writeRows(
      tx,
      done,
      (json) => sql`update task t set state = 'done', done_at = r.at, grade = r.grade, evidence = r.evidence
      from (select distinct on ("taskId") * from jsonb_to_recordset(${json}::jsonb)
        as x("taskId" text, grade text, evidence text, at timestamptz) order by "taskId", at) r
      where t.corp_id = ${corpId} and t.id = r."taskId" and t.state in ('open', 'claimed')`,
    );
    const cancelled = only(batch, "task.cancelled").map(({ data }) => data);
    await writeRows(
      tx,
      cancelled,
      (json) => sql`update task t set state = 'cancelled', note = r.reason
      from jsonb_to_recordset(${json}::jsonb) as r("taskId" text, reason text)
      where t.corp_id = ${corpId} and t.id = r."taskId" and t.state in ('open', 'claimed')`,
    );
    const reminded = only(batch, "task.reminded").map(({ data }) => data);
    await writeRows(
      tx,
      reminded,
      (json) => sql`update task t set reminders = t.reminders + r.n
      from (select "taskId", count(*)::int as n from jsonb_to_recordset(${json}::jsonb)
        as x("taskId" text) group by 1) r
      where t.corp_id = ${corpId} and t.id = r."taskId"`,
    );
  },
};
