import { sql } from "kysely";
import type { Db } from "#db/connect";

/** Why a touch was given back: its send was called off before anybody could see it, so the same step may be asked for again. */
export const RECALLED = "recalled";

export type Recalled = {
  actionId: string;
  /** WeCom's task, where it was made already: it has to be called off there, too. */ msgid: string | null;
};

/**
 * Sends through one member of staff that nobody has seen: those not called yet, and with `gone` also WeCom's tasks that wait for a
 * confirmation which will never come. Their touches are given back, to be asked for again. The rows stay locked, so that the caller can
 * cancel them (`cancelPlanned`) after the facts that say what becomes of them.
 */
export async function recallSends(tx: Db, corpId: string, sender: string, options: { gone: boolean; now: Date }): Promise<Recalled[]> {
  const { rows: uncalled } = await sql<Recalled>`select p.id as "actionId", null as msgid
    from action_unsent q join planned_action p on p.corp_id = ${corpId} and p.id = q.id
    where q.corp_id = ${corpId} and q.lane = 'externalcontact/add_msg_template' and q.status = 'planned' and p.status = 'planned'
      and p.payload ->> 'sender' = ${sender} order by p.id for update of p skip locked`.execute(tx);
  const { rows: waiting } = await sql<Recalled>`select action_id as "actionId", msgid from mass_task
    where ${options.gone} and corp_id = ${corpId} and sender = ${sender} and confirmed_at is null and closed_at is null
    order by msgid`.execute(tx);
  const recalled = [...uncalled, ...waiting];
  await sql`update touch set state = 'released', reason = ${RECALLED}, settled_at = ${options.now}
    where corp_id = ${corpId} and action_id = any(${recalled.map(({ actionId }) => actionId)}) and state = 'reserved'
      and budget <> 'staff'`.execute(tx);
  return recalled;
}
