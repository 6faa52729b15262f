import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

export type TagName = { id: string; name: string; group: string; groupId: string };

/** Ids of tags called `group/name`; what WeCom does not have yet is `missing`. */
export async function tagIdsByName(ctx: Ctx, names: readonly string[]): Promise<{ found: Map<string, string>; missing: string[] }> {
  const found = new Map<string, string>();
  if (names.length === 0) return { found, missing: [] };
  const { rows } = await sql<{ full: string; id: string }>`
    select distinct on (1) group_name || '/' || name as full, id from tag
    where corp_id = ${ctx.corpId} and removed_at is null and group_name || '/' || name = any(${names})
    order by 1, id`.execute(ctx.db);
  for (const row of rows) found.set(row.full, row.id);
  return { found, missing: [...new Set(names)].filter((name) => !found.has(name)) };
}

/** Names of tags by id, deleted ones too: a timeline speaks of what was. */
export async function tagNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, TagName>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<TagName>`select id, name, group_name as "group", group_id as "groupId" from tag
    where corp_id = ${ctx.corpId} and id = any(${ids})`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** All tags that exist, in WeCom's order: groups and tags by their weight, the heavier first. */
export async function allTags(ctx: Ctx): Promise<TagName[]> {
  const { rows } = await sql<TagName>`select id, name, group_name as "group", group_id as "groupId" from tag
    where corp_id = ${ctx.corpId} and removed_at is null
    order by group_order desc, group_name, group_id, sort_order desc, name, id`.execute(ctx.db);
  return rows;
}
