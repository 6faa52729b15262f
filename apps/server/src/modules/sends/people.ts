import { type RawBuilder, sql } from "kysely";

/**
 * Everybody of a send, one row each: `recipient`, `no` (of her task; 0: none), `state`, `reason`, `at`. Whoever was put to the gate is in its ledger
 * (`touch`), by her task's action, and nowhere else; whoever was not is in her task's list as long as that is open, or aside with the reason.
 */
export const peopleOf = (corpId: string, sendId: string | RawBuilder<string>): RawBuilder<unknown> => sql`
  select a.recipient, a.task_no as no, a.state, a.reason, a.at from send_aside a where a.corp_id = ${corpId} and a.send_id = ${sendId}
  union all select p.* from send_task t cross join lateral (${peopleOfTask()}) p where t.corp_id = ${corpId} and t.send_id = ${sendId}`;

/** Those of the task `t` who are not aside. */
export const peopleOfTask =
  (): RawBuilder<unknown> => sql`select o.recipient, t.no, 'planned' as state, null as reason, null::timestamptz as at
    from unnest(t.recipients) o(recipient)
  union all select x.recipient, t.no, ${STATE}, ${REASON}, case when x.state = 'delivered' then x.at else coalesce(x.settled_at, case when x.state = 'refused' then x.created_at end) end
    from touch x where x.corp_id = t.corp_id and x.action_id = t.action_id and x.budget <> 'staff'`;

/** What the gate's ledger calls it, in the words of sends. Who wants less was taken out of a call that was planned. */
const STATE = sql`case when x.state = 'reserved' then 'planned' when x.state <> 'released' then x.state
  when x.reason = 'preference' then 'refused' else 'unsent' end`;
const REASON = sql`case when x.state <> 'released' then x.reason when x.reason = 'preference' then 'left-out' else coalesce(t.reason, x.reason) end`;
