import { sql } from "kysely";
import type { Unit } from "#actions";
import { plainColumn, textColumn } from "#kit/pg-array";

/** What became of a recipient. The first word on her counts. */
export type Became = {
  sendId: string;
  no: number;
  recipient: string;
  state: "delivered" | "failed" | "refused";
  reason: string | null;
  at: Date;
};

type Moved = { sendId: string; no: number; state: string; n: number };

export async function settlePeople(unit: Unit, people: readonly Became[]): Promise<void> {
  if (people.length === 0) return;
  const { rows } = await sql<Moved>`with moved as (
      update send_recipient r set state = x.state, reason = x.reason, at = to_timestamp(x.at)
      from (select distinct on (send_id, no, recipient) * from unnest(${textColumn(people.map(({ sendId }) => sendId))}::text[],
          ${plainColumn(people.map(({ no }) => no))}::int[], ${textColumn(people.map(({ recipient }) => recipient))}::text[],
          ${textColumn(people.map(({ state }) => state))}::text[], ${textColumn(people.map(({ reason }) => reason))}::text[],
          ${plainColumn(people.map(({ at }) => at.getTime() / 1000))}::float8[]) with ordinality as u(send_id, no, recipient, state, reason, at, place)
        order by send_id, no, recipient, place) x
      where r.corp_id = ${unit.corpId} and r.send_id = x.send_id and r.task_no = x.no and r.recipient = x.recipient and r.state = 'planned'
      returning r.send_id, r.task_no, r.state)
    select send_id as "sendId", task_no as no, state, count(*)::int as n from moved group by 1, 2, 3`.execute(unit.db);
  await count(unit, rows);
}

/** Everybody of a task of whom nothing was heard: it was not sent to them. */
export async function settleRest(unit: Unit, tasks: ReadonlyArray<{ sendId: string; no: number; reason: string }>): Promise<void> {
  if (tasks.length === 0) return;
  const { rows } = await sql<Moved>`with moved as (
      update send_recipient r set state = 'unsent', reason = x.reason, at = ${unit.now}
      from (select distinct on ("sendId", no) * from jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) as j("sendId" text, no int, reason text)) x
      where r.corp_id = ${unit.corpId} and r.send_id = x."sendId" and r.task_no = x.no and r.state = 'planned'
      returning r.send_id, r.task_no, r.state)
    select send_id as "sendId", task_no as no, state, count(*)::int as n from moved group by 1, 2, 3`.execute(unit.db);
  await count(unit, rows);
  await sql`update send_task t set state = 'closed', reason = x.reason, closed_at = ${unit.now}
    from jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) as x("sendId" text, no int, reason text)
    where t.corp_id = ${unit.corpId} and t.send_id = x."sendId" and t.no = x.no and t.state in ('open', 'planned', 'created')`.execute(
    unit.db,
  );
}

async function count(unit: Unit, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0) return;
  await sql`update send_task t set delivered = t.delivered + x.delivered, failed = t.failed + x.failed, unsent = t.unsent + x.unsent
    from (select "sendId", no, coalesce(sum(n) filter (where state = 'delivered'), 0)::int as delivered,
        coalesce(sum(n) filter (where state = 'failed'), 0)::int as failed, coalesce(sum(n) filter (where state = 'unsent'), 0)::int as unsent
      from jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) as j("sendId" text, no int, state text, n int) group by 1, 2) x
    where t.corp_id = ${unit.corpId} and t.send_id = x."sendId" and t.no = x.no`.execute(unit.db);
  await sql`update send s set delivered = s.delivered + x.delivered, failed = s.failed + x.failed, unsent = s.unsent + x.unsent,
      refused = s.refused + x.refused
    from (select "sendId", coalesce(sum(n) filter (where state = 'delivered'), 0)::int as delivered,
        coalesce(sum(n) filter (where state = 'failed'), 0)::int as failed, coalesce(sum(n) filter (where state = 'unsent'), 0)::int as unsent,
        coalesce(sum(n) filter (where state = 'refused'), 0)::int as refused
      from jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) as j("sendId" text, no int, state text, n int) group by 1) x
    where s.corp_id = ${unit.corpId} and s.id = x."sendId"`.execute(unit.db);
}

/** Sends of which nothing is under way any more are over. */
export async function finishSends(unit: Unit, sendIds: readonly string[]): Promise<void> {
  if (sendIds.length === 0) return;
  await sql`update send s set state = case when s.state = 'running' then 'done' else s.state end, finished_at = ${unit.now}
    where s.corp_id = ${unit.corpId} and s.id = any(${[...new Set(sendIds)]}) and s.state in ('running', 'cancelled') and s.finished_at is null
      and s.next_at is null and not exists (select from send_task t where t.corp_id = s.corp_id and t.send_id = s.id
        and t.state in ('open', 'planned', 'created'))`.execute(unit.db);
}
