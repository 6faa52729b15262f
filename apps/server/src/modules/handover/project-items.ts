import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { EventMap } from "#log";

type Data<T extends keyof EventMap> = EventMap[T];

/** The last word on each thing, as long as WeCom has not been asked for it. */
export async function given(tx: Db, corpId: string, { handoverId, items }: Data<"handover.given">) {
  await sql`insert into handover_item as i (corp_id, handover_id, kind, key, to_user, why, state, run_at, next_at)
    select ${corpId}, ${handoverId}, r.kind, r.key, r."to", r.why, 'planned', r."runAt", case when h.state = 'running' then r."runAt" end
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as r(kind text, key text, "to" text, "runAt" timestamptz, why text)
    join handover h on h.corp_id = ${corpId} and h.id = ${handoverId} and h.state in ('planned', 'running')
    on conflict (corp_id, handover_id, kind, key) do update set to_user = excluded.to_user, why = excluded.why, run_at = excluded.run_at,
      next_at = excluded.next_at, state = 'planned',
      tried = case when i.tries > 0 and i.to_user not in ('', excluded.to_user) then i.tried || i.to_user else i.tried end
    where i.state not in ('asked', 'waiting', 'done')`.execute(tx);
}

export async function asked(tx: Db, corpId: string, { handoverId, kind, to, keys, actionId }: Data<"handover.asked">, at: Date) {
  await sql`update handover_item set state = 'asked', tries = tries + 1, asked_at = ${at}, action_id = ${actionId}, reason = null,
      next_at = null
    where corp_id = ${corpId} and handover_id = ${handoverId} and kind = ${kind} and key = any(${keys}) and to_user = ${to}
      and state = 'planned'`.execute(tx);
}

export async function answered(tx: Db, corpId: string, data: Data<"handover.answered">) {
  const { handoverId, kind, actionId, accepted, refused, waitUntil } = data;
  const mine = sql`corp_id = ${corpId} and handover_id = ${handoverId} and kind = ${kind} and action_id = ${actionId}`;
  await sql`update handover_item set state = 'waiting', wait_until = ${waitUntil}, next_at = ${waitUntil}
    where ${mine} and key = any(${accepted}) and state = 'asked'`.execute(tx);
  await sql`update handover_item i set state = 'back', reason = r.errcode::text, next_at = to_timestamp(0)
    from jsonb_to_recordset(${JSON.stringify(refused)}::jsonb) as r(key text, errcode int)
    where ${mine} and i.key = r.key and i.state = 'asked'`.execute(tx);
}

export async function checking(tx: Db, corpId: string, { handoverId, kind, keys, againAt }: Data<"handover.checking">) {
  await sql`update handover_item set next_at = ${againAt} where corp_id = ${corpId} and handover_id = ${handoverId}
    and kind = ${kind} and key = any(${keys}) and state = 'waiting'`.execute(tx);
}

/** That it is done is true whatever was believed; everything else is about what waits. */
export async function resulted(tx: Db, corpId: string, { handoverId, kind, to, results, againAt }: Data<"handover.resulted">) {
  await sql`update handover_item i set
      state = case r.how when 'done' then 'done' when 'waiting' then i.state else 'back' end,
      reason = case when r.how in ('done', 'waiting') then null else r.how end,
      done_at = case when r.how = 'done' then r.at else i.done_at end,
      next_at = case r.how when 'done' then null when 'waiting' then ${againAt}::timestamptz else to_timestamp(0) end
    from jsonb_to_recordset(${JSON.stringify(results)}::jsonb) as r(key text, how text, at timestamptz)
    where i.corp_id = ${corpId} and i.handover_id = ${handoverId} and i.kind = ${kind} and i.key = r.key and i.to_user = ${to}
      and (i.state = 'waiting' or (i.state in ('asked', 'back') and r.how = 'done'))`.execute(tx);
}

export async function setAside(tx: Db, corpId: string, { handoverId, items }: Data<"handover.set-aside">, at: Date) {
  await sql`update handover_item i set state = r.state, reason = r.reason, next_at = null,
      done_at = case when r.state = 'done' then ${at}::timestamptz else i.done_at end
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as r(kind text, key text, state text, reason text)
    where i.corp_id = ${corpId} and i.handover_id = ${handoverId} and i.kind = r.kind and i.key = r.key
      and i.state in ('planned', 'back', 'person', 'kept', 'gone')`.execute(tx);
}

/**
 * What the leaver still holds. What the plan did not know comes in; what we took for ended but is there comes back. The list proves
 * that nobody is forgotten only where it shows nothing that moves.
 */
export async function found(tx: Db, corpId: string, { handoverId, items, complete }: Data<"handover.found">) {
  const json = JSON.stringify(items);
  const { rows } = await sql<{ n: number }>`with came as (
      insert into handover_item as i (corp_id, handover_id, kind, key, state, reason, next_at)
      select ${corpId}, ${handoverId}, r.kind, r.key, 'back', 'found', to_timestamp(0)
      from jsonb_to_recordset(${json}::jsonb) as r(kind text, key text)
      join handover h on h.corp_id = ${corpId} and h.id = ${handoverId} and h.state = 'running'
      on conflict (corp_id, handover_id, kind, key) do update set state = 'back', reason = 'found', next_at = to_timestamp(0)
      where i.state in ('done', 'cancelled') returning 1)
    select count(*)::int as n from came`.execute(tx);
  const fresh = rows[0]?.n ?? 0;
  await sql`update handover set listed = ${complete && fresh === 0}, list_action = null,
      list_at = case when ${fresh > 0} then null else list_at end
    where corp_id = ${corpId} and id = ${handoverId}`.execute(tx);
}
