import { sql } from "kysely";
import type { Unit } from "#actions";
import { peopleOfTask } from "./people.ts";

/** A task by its place. */
export type TaskKey = { sendId: string; no: number };

/** Tasks that are over, with why, where that is so for everybody whom it left out. */
export async function closeTasks(unit: Unit, tasks: ReadonlyArray<TaskKey & { reason: string }>): Promise<void> {
  if (tasks.length === 0) return;
  await sql`update send_task t set state = 'closed', reason = x.reason, closed_at = ${unit.now}
    from (select distinct on ("sendId", no) * from jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) as j("sendId" text, no int, reason text)) x
    where t.corp_id = ${unit.corpId} and t.send_id = x."sendId" and t.no = x.no and t.state in ('planned', 'created')`.execute(unit.db);
}

/**
 * Open tasks that will never be: their people were put to no gate, and stand aside with the reason. Answers how many.
 */
export async function setAside(
  unit: Unit,
  tasks: ReadonlyArray<TaskKey & { state: "refused" | "unsent"; reason: string }>,
): Promise<number> {
  if (tasks.length === 0) return 0;
  const { rows } = await sql<{
    n: number;
  }>`with none as materialized (select t.send_id, t.no, t.size, t.recipients, x.state, x.reason from send_task t
      join jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) as x("sendId" text, no int, state text, reason text)
        on t.send_id = x."sendId" and t.no = x.no where t.corp_id = ${unit.corpId} and t.state = 'open'),
    people as (insert into send_aside (corp_id, send_id, task_no, recipient, state, reason, at)
      select ${unit.corpId}, send_id, no, unnest(recipients), state, reason, ${unit.now} from none),
    closed as (update send_task t set state = case x.state when 'refused' then 'none' else 'closed' end, reason = x.reason, closed_at = ${unit.now},
        recipients = null, unsent = case x.state when 'unsent' then x.size else 0 end
      from none x where t.corp_id = ${unit.corpId} and t.send_id = x.send_id and t.no = x.no)
    select coalesce(sum(size), 0)::int as n from none`.execute(unit.db);
  return rows[0]?.n ?? 0;
}

/** Counts tasks anew by the gate's ledger, which knows what became of each of their people, and their sends by what changed. */
export async function countTasks(unit: Unit, tasks: readonly TaskKey[]): Promise<void> {
  if (tasks.length === 0) return;
  await sql`with task as materialized (select t.* from send_task t
      join (select distinct "sendId", no from jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) as j("sendId" text, no int)) x
        on t.send_id = x."sendId" and t.no = x.no
      where t.corp_id = ${unit.corpId} and t.action_id is not null),
    person as (select t.send_id, t.no, p.state, p.reason, count(*)::int as n
      from task t cross join lateral (${peopleOfTask()}) p group by 1, 2, 3, 4),
    fresh as materialized (select send_id, no, coalesce(sum(n) filter (where state = 'delivered'), 0)::int as delivered,
        coalesce(sum(n) filter (where state = 'failed'), 0)::int as failed, coalesce(sum(n) filter (where state = 'unsent'), 0)::int as unsent,
        coalesce(sum(n) filter (where reason in ('left-out', 'displaced')), 0)::int as left_out from person group by 1, 2),
    why as materialized (select send_id, no, jsonb_object_agg(reason, n) as reasons
      from (select send_id, no, reason, sum(n) as n from person where reason is not null group by 1, 2, 3) r group by 1, 2),
    written as (update send_task t set delivered = f.delivered, failed = f.failed, unsent = f.unsent, left_out = f.left_out,
        reasons = coalesce((select w.reasons from why w where w.send_id = f.send_id and w.no = f.no), '{}')
      from fresh f where t.corp_id = ${unit.corpId} and t.send_id = f.send_id and t.no = f.no)
    update send s set delivered = s.delivered + d.delivered, failed = s.failed + d.failed, unsent = s.unsent + d.unsent, refused = s.refused + d.left_out
    from (select send_id, sum(f.delivered - t.delivered)::int as delivered, sum(f.failed - t.failed)::int as failed,
        sum(f.unsent - t.unsent)::int as unsent, sum(f.left_out - t.left_out)::int as left_out
      from fresh f join task t using (send_id, no) group by 1) d
    where s.corp_id = ${unit.corpId} and s.id = d.send_id`.execute(unit.db);
}

/** Sends of which nothing is under way any more are over. */
export async function finishSends(unit: Unit, sendIds: readonly string[]): Promise<void> {
  if (sendIds.length === 0) return;
  await sql`update send s set state = case when s.state = 'running' then 'done' else s.state end, finished_at = ${unit.now}
    where s.corp_id = ${unit.corpId} and s.id = any(${[...new Set(sendIds)]}) and s.state in ('running', 'cancelled') and s.finished_at is null
      and s.next_at is null and not exists (select from send_task t where t.corp_id = s.corp_id and t.send_id = s.id
        and t.state in ('open', 'planned', 'created'))`.execute(unit.db);
}
