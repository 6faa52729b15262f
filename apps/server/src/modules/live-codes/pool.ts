import { sql } from "kysely";
import type { Unit } from "#actions";

/** Puts groups at the end of a pool. A group that belongs to a code already stays where it is. Answers which are new. */
export async function addToPool(unit: Unit, codeId: string, chatIds: readonly string[], by: "operator" | "wecom"): Promise<string[]> {
  if (chatIds.length === 0) return [];
  const { rows } = await sql<{ chat_id: string }>`
    insert into live_code_group (corp_id, chat_id, live_code_id, place, added_by, added_at)
    select ${unit.corpId}, c.chat_id, ${codeId}, c.n + coalesce((select max(place) from live_code_group
      where corp_id = ${unit.corpId} and live_code_id = ${codeId}), 0), ${by}, ${unit.now}
    from unnest(${chatIds}::text[]) with ordinality as c(chat_id, n)
    on conflict do nothing returning chat_id`.execute(unit.db);
  return rows.map((row) => row.chat_id);
}

/** The operator's new list: groups that are not in it leave the pool, the order is the operator's. */
export async function replacePool(unit: Unit, codeId: string, chatIds: readonly string[]): Promise<void> {
  await sql`delete from live_code_group where corp_id = ${unit.corpId} and live_code_id = ${codeId}
    and not (chat_id = any(${chatIds}))`.execute(unit.db);
  await addToPool(unit, codeId, chatIds, "operator");
  await sql`update live_code_group g set place = c.n
    from unnest(${chatIds}::text[]) with ordinality as c(chat_id, n)
    where g.corp_id = ${unit.corpId} and g.live_code_id = ${codeId} and g.chat_id = c.chat_id`.execute(unit.db);
}
