import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import type { Topic } from "./preference.ts";

/**
 * Takes somebody out of calls that are planned and not made: their touches for her are given back. Answers to her own acts stay, and with
 * `but` what is about that topic; with `only` nothing but what is about these, with `plannedBy` nothing but what that planned. The calls stay locked until the caller commits, so that no worker makes one meanwhile. Answers with the calls' ids, sorted.
 */
export async function leaveOut(
  ctx: Ctx,
  externalUserId: string,
  { but, only, plannedBy }: { but?: Topic; only?: readonly Topic[]; plannedBy?: string } = {},
): Promise<string[]> {
  const hers = sql`t.corp_id = ${ctx.corpId} and t.budget = 'person' and t.recipient = ${externalUserId} and t.state = 'reserved'
    and t.weight > 0 ${but === undefined ? sql`` : sql`and t.topic is distinct from ${but}`}
    ${only === undefined ? sql`` : sql`and t.topic = any(${[...only]}::text[])`}
    ${plannedBy === undefined ? sql`` : sql`and t.planned_by = ${plannedBy}`}`;
  const { rows } = await sql<{ id: string }>`
    with call as materialized (select a.id from planned_action a
      where a.corp_id = ${ctx.corpId} and a.status in ('planned', 'awaiting_approval') and a.id in (
        select t.action_id from touch t where ${hers})
      order by a.id for update)
    update touch t set state = 'released', reason = 'preference', settled_at = ${ctx.now} from call c
    where t.action_id = c.id and ${hers}
    returning t.action_id as id`.execute(ctx.db);
  return [...new Set(rows.map(({ id }) => id))].toSorted();
}
