import { sql } from "kysely";
import type { Db } from "#db/connect";
import { type Actor, system } from "#kit/actor";
import { append } from "#log";

type Ended = { id: string; kind: string; planned_by: string };

/**
 * Actions whose time is over before they were called are expired: their budget is given back, and the fact says so. What
 * another worker has begun to end is left to it.
 */
export async function endOverdue(db: Db, corpId: string, now: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows: ended } = await sql<Ended>`with overdue as materialized (
        select p.id from action_unsent q join planned_action p on p.corp_id = ${corpId} and p.id = q.id
        where q.corp_id = ${corpId} and q.status in ('planned', 'awaiting_approval') and q.run_until <= ${now}
          and p.status in ('planned', 'awaiting_approval')
        for update of p skip locked),
      unsent as (update action_unsent q set status = 'expired', finished_at = ${now}
        from overdue where q.corp_id = ${corpId} and q.id = overdue.id)
      update planned_action a set status = 'expired', finished_at = ${now}
      from overdue where a.corp_id = ${corpId} and a.id = overdue.id returning a.id, a.kind, a.planned_by`.execute(tx);
    await close(tx, corpId, ended, { how: "expired", reason: "its time was over", actor: system("dispatch"), now });
    return ended.length;
  });
}

/** Cancels planned actions in the caller's transaction, which must append nothing afterwards. Sent ones stay sent. */
export async function cancelPlanned(
  tx: Db,
  corpId: string,
  ids: readonly string[],
  by: { reason: string; actor: Actor; now: Date },
): Promise<string[]> {
  // Locked in one order: two who cancel some of the same would wait for each other in a circle.
  const { rows } = await sql<Ended>`with chosen as materialized (
      select id from planned_action where corp_id = ${corpId} and id = any(${ids}) and status in ('planned', 'awaiting_approval')
      order by id for update),
    unsent as (update action_unsent q set status = 'cancelled', finished_at = ${by.now}
      from chosen where q.corp_id = ${corpId} and q.id = chosen.id)
    update planned_action a set status = 'cancelled', finished_at = ${by.now}, last_error = ${by.reason}
    from chosen where a.corp_id = ${corpId} and a.id = chosen.id returning a.id, a.kind, a.planned_by`.execute(tx);
  await close(tx, corpId, rows, { how: "cancelled", ...by });
  return rows.map((row) => row.id);
}

async function close(
  tx: Db,
  corpId: string,
  ended: readonly Ended[],
  by: { how: "expired" | "cancelled"; reason: string; actor: Actor; now: Date },
) {
  if (ended.length === 0) return;
  await sql`update touch set state = 'released', reason = ${by.how}, settled_at = ${by.now}
    where corp_id = ${corpId} and action_id = any(${ended.map((row) => row.id)}) and state = 'reserved'`.execute(tx);
  const facts = ended
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((row) => ({
      type: "action.ended" as const,
      subject: `action:${row.id}`,
      data: { actionId: row.id, kind: row.kind, plannedBy: row.planned_by, how: by.how, reason: by.reason },
      occurredAt: by.now,
      sourceKey: `${row.id}:ended`,
    }));
  await append(tx, corpId, facts, by);
}
