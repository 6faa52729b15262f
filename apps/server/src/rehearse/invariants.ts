import { sql } from "kysely";
import type { Db } from "#db/connect";
import { judgeWelcomes, type Outage, readWelcomes } from "./welcomes.ts";

export type Invariant = { name: string; checked: number; violations: number; examples?: string[] };

type Found = { checked: number; violations: number; examples: string[] | null };

/** Budgets of the rehearsed corp (defaults of actions/settings.ts). */
const PERSON = { cap: 3, days: 7 };
const STAFF = { confirmations: 3, tasks: 5 };

/**
 * Laws that must have held, counted over what really happened. Whatever could not occur in this run is left out, so that
 * `checked` never is zero and nothing is called kept that was not tried.
 */
export async function checkInvariants(db: Db, corpId: string, outages: readonly Outage[] = []): Promise<Invariant[]> {
  const { law } = judgeWelcomes(await readWelcomes(db, corpId), outages);
  const found: Invariant[] = law.checked > 0 ? [law] : [];
  for (const [name, query] of Object.entries(queries(corpId))) {
    const { rows } = await query.execute(db);
    const row = rows[0];
    if (!row || row.checked === 0) continue;
    found.push({ name, checked: row.checked, violations: row.violations, ...(row.examples ? { examples: row.examples } : {}) });
  }
  return found;
}

const queries = (corpId: string) => ({
  personBudget: sql<Found>`
    with got as (
      select r->>'recipient' as who, (r->>'at')::timestamptz as at from event e, jsonb_array_elements(e.data->'results') r
      where e.corp_id = ${corpId} and e.type = 'mass-task.delivered' and r->>'status' = '1' and r->>'recipient' like 'wm%'
    ), windows as (
      select who, at, count(*) over (partition by who order by at
        range between ${`${PERSON.days} days`}::interval preceding and current row) as n from got
    )
    select count(distinct who)::int as checked, count(distinct who) filter (where n > ${PERSON.cap})::int as violations,
      (array_agg(distinct who) filter (where n > ${PERSON.cap}))[1:5] as examples from windows`,

  staffAttention: sql<Found>`
    with asked as (
      select data->>'sender' as staff, 'confirmation' as kind, occurred_at from event
        where corp_id = ${corpId} and type = 'mass-task.created'
      union all
      select data->>'assignee', 'task', occurred_at from event
        where corp_id = ${corpId} and type = 'task.opened' and data->>'kind' in ('sop-step', 'hand-post')
    ), days as (
      select staff, kind, (occurred_at at time zone (select time_zone from corp where corp_id = ${corpId}))::date as day,
        count(*) as n from asked group by 1, 2, 3
    )
    select count(*)::int as checked,
      count(*) filter (where n > case kind when 'task' then ${STAFF.tasks}::int else ${STAFF.confirmations}::int end)::int as violations,
      (array_agg(staff || ' ' || day || ' ' || kind || ' ' || n) filter
        (where n > case kind when 'task' then ${STAFF.tasks}::int else ${STAFF.confirmations}::int end))[1:5] as examples from days`,

  quietHours: sql<Found>`
    with sent as (
      select r->>'recipient' as who, (r->>'at')::timestamptz as at from event e, jsonb_array_elements(e.data->'results') r
        where e.corp_id = ${corpId} and e.type = 'mass-task.delivered' and r->>'status' = '1'
      union all
      select data->>'actionId', occurred_at from event where corp_id = ${corpId} and type = 'action.sent'
        and data->>'kind' in ('mass-task.create', 'mass-task.remind', 'staff-notice.send', 'staff-picture.send')
    ), local as (
      select who, at, (at at time zone (select time_zone from corp where corp_id = ${corpId}))::time as t from sent
    )
    select count(*)::int as checked, count(*) filter (where t >= '21:30' or t < '08:30')::int as violations,
      (array_agg(who || ' ' || at) filter (where t >= '21:30' or t < '08:30'))[1:5] as examples from local`,

  stepOnce: sql<Found>`
    with got as (
      select r->>'recipient' as who, c.data->>'plannedBy' as step from event e
        cross join jsonb_array_elements(e.data->'results') r
        join event c on c.corp_id = e.corp_id and c.type = 'mass-task.created' and c.data->>'msgid' = e.data->>'msgid'
      where e.corp_id = ${corpId} and e.type = 'mass-task.delivered' and r->>'status' = '1'
    ), counted as (select who, step, count(*) as n from got group by 1, 2)
    select count(*)::int as checked, count(*) filter (where n > 1)::int as violations,
      (array_agg(who || ' ' || step) filter (where n > 1))[1:5] as examples from counted`,

  doneHasEvidence: sql<Found>`
    with done as (
      select s.recipient, s.step, s.evidence, s.grade,
        case when s.evidence like 'mass-task:%' then exists (
            select from event e, jsonb_array_elements(e.data->'results') r
            where e.corp_id = s.corp_id and e.type = 'mass-task.delivered' and e.data->>'msgid' = substr(s.evidence, 11)
              and r->>'recipient' = s.recipient and r->>'status' = '1')
          when s.evidence like 'event:%' then exists (select from event e where e.corp_id = s.corp_id
            and e.seq = substr(s.evidence, 7)::bigint and e.type in ('group.detailed', 'page.opened'))
          when s.evidence like 'archive:%' then exists (select from event e, jsonb_array_elements(e.data->'messages') m
            where e.corp_id = s.corp_id and e.type = 'archive.messages' and m->>'msgid' = substr(s.evidence, 9))
          else false end as ok
      from enrolment_step s where s.corp_id = ${corpId} and s.state = 'done'
    )
    select count(*)::int as checked, count(*) filter (where not ok)::int as violations,
      (array_agg(recipient || ' ' || step) filter (where not ok))[1:5] as examples from done`,

  stepStatesSum: sql<Found>`
    with expected as (
      select e.id, jsonb_array_length(v.definition->'steps') as n from enrolment e
      join sop_version v on v.corp_id = e.corp_id and v.sop_id = e.sop_id and v.version = e.version
      -- Where ways part, nobody goes through all steps.
      where e.corp_id = ${corpId} and not v.definition ? 'nodes'
    ), counted as (
      select x.id, x.n, (select count(*) from enrolment_step s where s.corp_id = ${corpId} and s.enrolment_id = x.id) as got
      from expected x
    )
    select count(*)::int as checked, count(*) filter (where n <> got)::int as violations,
      (array_agg(id) filter (where n <> got))[1:5] as examples from counted`,

  gaplessEvents: sql<Found>`
    select count(*)::int as checked, (max(seq) - count(*))::int as violations, null::text[] as examples
    from event where corp_id = ${corpId}`,

  /** Every piece that came is somewhere, once: what was kept is what holds say, what was taken is what sales say. */
  stockLedger: sql<Found>`
    with ledger as (
      select a.id, a.reserved + a.taken + a.free <> a.arrived or least(a.reserved, a.taken, a.free) < 0
        or a.held <> (select coalesce(sum(h.quantity), 0) from stock_hold h where h.corp_id = a.corp_id and h.arrival_id = a.id and h.state = 'open')
        or a.taken <> (select coalesce(sum(s.quantity), 0) from stock_sale s where s.corp_id = a.corp_id and s.arrival_id = a.id) as wrong
      from stock_arrival a where a.corp_id = ${corpId}
    )
    select count(*)::int as checked, count(*) filter (where wrong)::int as violations, (array_agg(id) filter (where wrong))[1:5] as examples from ledger`,

  /** Nobody hears twice of one arrival. */
  stockToldOnce: sql<Found>`
    with got as (
      select w.arrival_id, r->>'recipient' as who, count(*) as n from stock_wave w
        join event c on c.corp_id = w.corp_id and c.type = 'mass-task.created' and c.data->>'plannedBy' = 'send:' || w.id
        join event e on e.corp_id = w.corp_id and e.type = 'mass-task.delivered' and e.data->>'msgid' = c.data->>'msgid'
        cross join jsonb_array_elements(e.data->'results') r
      where w.corp_id = ${corpId} and r->>'status' = '1' group by 1, 2
    )
    select count(*)::int as checked, count(*) filter (where n > 1)::int as violations,
      (array_agg(who || ' ' || arrival_id) filter (where n > 1))[1:5] as examples from got`,

  // Besides its outcome, each stands where it should: what was sent waits nowhere, all else as what it is, and nobody has it in hand.
  actionsSettled: sql<Found>`
    with last as (select max(recorded_at) as at from event where corp_id = ${corpId}),
    action as (select a.id, a.kind, a.status, a.status in ('claimed', 'unknown') or (a.status = 'planned' and a.run_until < last.at)
        or h.id is not null or (q.status = 'unknown' and q.ask_after is null) or q.status is distinct from nullif(a.status, 'sent') as bad
      from last, planned_action a left join action_unsent q on q.corp_id = a.corp_id and q.id = a.id
        left join (select i.id from action_held h cross join unnest(h.ids) i(id) where h.corp_id = ${corpId}) h on h.id = a.id where a.corp_id = ${corpId})
    select count(*)::int as checked, count(*) filter (where bad)::int as violations,
      (array_agg(id || ' ' || kind || ' ' || status) filter (where bad))[1:5] as examples from action`,
});

/** Steps of people whose windows are over: each must have ended. Only where the run gave everybody enough days. */
export async function stepsFinal(db: Db, corpId: string, now: Date): Promise<Invariant | null> {
  const { rows } = await sql<Found>`select count(*)::int as checked,
      count(*) filter (where state in ('waiting', 'planned'))::int as violations,
      (array_agg(recipient || ' ' || step || ' ' || state) filter (where state in ('waiting', 'planned')))[1:5] as examples
    from enrolment_step where corp_id = ${corpId} and until < ${new Date(now.getTime() - 6 * 3_600_000)}`.execute(db);
  const row = rows[0];
  if (!row || row.checked === 0) return null;
  return { name: "stepsFinal", checked: row.checked, violations: row.violations, ...(row.examples ? { examples: row.examples } : {}) };
}
