import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

/** Names of live codes by id; a channel that is none of our codes keeps its own text. */
export async function codeNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => id !== "");
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`select id, name from live_code
    where corp_id = ${ctx.corpId} and id = any(${wanted})`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Names of SOPs and their steps by `sopId` and `sopId/step`. */
export async function sopNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string; step: string | null; stepName: string | null }>`
    select s.id, s.name ->> 'zh' as name, d ->> 'key' as step, d -> 'name' ->> 'zh' as "stepName"
    from sop s join sop_version v on v.corp_id = s.corp_id and v.sop_id = s.id and v.version = s.version
    left join lateral jsonb_array_elements(v.definition -> 'steps') d on true
    where s.corp_id = ${ctx.corpId} and s.id = any(${wanted})`.execute(ctx.db);
  const names = new Map<string, string>();
  for (const row of rows) {
    names.set(row.id, row.name);
    if (row.step !== null) names.set(`${row.id}/${row.step}`, row.stepName ?? row.step);
  }
  return names;
}
