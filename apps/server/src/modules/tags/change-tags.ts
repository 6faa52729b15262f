import { sql } from "kysely";
import type { api, ParsedInputOf } from "@shuke/contract";
import { type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { allTags, type TagName } from "./ask.ts";
import { type Asked, askWecom } from "./changes.ts";
import { movesFor } from "./rules.ts";

/** What WeCom allows to be called at once in one group costs nothing to make in one call. */
export async function createTags(ctx: Ctx, { group, names }: ParsedInputOf<typeof api.tags.create>): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    const known = new Set((await allTags(unit)).filter((tag) => tag.group === group).map((tag) => tag.name));
    const fresh = [...new Set(names)].filter((name) => !known.has(name));
    if (fresh.length === 0) throw new Problem("tagNameTaken", {}, 409);
    await askWecom(
      unit,
      { kind: "corp-tag.create", payload: { groupName: group, names: fresh, key: `${group}/${fresh.join("、")}` } },
      { kind: "create", label: `${group} / ${fresh.join("、")}`, toLabel: "", tagIds: [], groupId: null },
    );
    await unit.audit("tags.create", `tag-group:${group}`, { names: fresh });
    return { ok: true };
  });
}

export async function renameTag(ctx: Ctx, { what, id, name }: ParsedInputOf<typeof api.tags.rename>): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    const all = await allTags(unit);
    const own = what === "tag" ? all.find((tag) => tag.id === id) : all.find((tag) => tag.groupId === id);
    if (!own) throw notFound(what, id);
    const before = what === "tag" ? own.name : own.group;
    if (before === name) return { ok: true };
    const taken =
      what === "tag" ? all.some((tag) => tag.groupId === own.groupId && tag.name === name) : all.some((tag) => tag.group === name);
    if (taken) throw new Problem("tagNameTaken", {}, 409);
    await askWecom(
      unit,
      { kind: "corp-tag.edit", payload: { what, id, name } },
      {
        kind: "rename",
        label: what === "tag" ? `${own.group} / ${before}` : before,
        toLabel: name,
        tagIds: what === "tag" ? [id] : [],
        groupId: what === "group" ? id : null,
      },
    );
    await unit.audit("tags.rename", `${what}:${id}`, { before, name });
    return { ok: true };
  });
}

/** WeCom sorts by weight, the heavier first; only those are weighed anew whose place asks for it. */
export async function orderTags(ctx: Ctx, { what, ids }: ParsedInputOf<typeof api.tags.order>): Promise<{ calls: number }> {
  return withUnit(ctx, async (unit) => {
    const weights = await weightsOf(unit, what);
    const missing = ids.find((id) => !weights.has(id));
    if (missing !== undefined) throw notFound(what, missing);
    const moves = movesFor(ids.map((id) => ({ id, order: weights.get(id)?.order ?? 0 })));
    for (const { id, order } of moves) {
      const asked: Asked = {
        kind: "move",
        label: weights.get(id)?.label ?? id,
        toLabel: "",
        tagIds: what === "tag" ? [id] : [],
        groupId: what === "group" ? id : null,
      };
      await askWecom(unit, { kind: "corp-tag.edit", payload: { what, id, order } }, asked);
    }
    if (moves.length > 0) await unit.audit("tags.order", `${what}s`, { ids });
    return { calls: moves.length };
  });
}

async function weightsOf(unit: Unit, what: "tag" | "group"): Promise<Map<string, { order: number; label: string }>> {
  const columns =
    what === "tag"
      ? sql`id, sort_order as "order", group_name || ' / ' || name as label`
      : sql`distinct group_id as id, group_order as "order", group_name as label`;
  const { rows } = await sql<{ id: string; order: number; label: string }>`select ${columns} from tag
    where corp_id = ${unit.corpId} and removed_at is null`.execute(unit.db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Tags that still exist of those named, or of the group. */
export async function namedTags(ctx: Ctx, input: { tagIds: readonly string[]; groupId: string | null }): Promise<TagName[]> {
  return (await allTags(ctx)).filter((tag) => (input.groupId === null ? input.tagIds.includes(tag.id) : tag.groupId === input.groupId));
}

export async function removeTags(ctx: Ctx, input: ParsedInputOf<typeof api.tags.remove>): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    const tags = await namedTags(unit, input);
    const [first] = tags;
    if (!first) throw notFound("tag", input.groupId ?? input.tagIds.join(", "));
    const label = input.groupId === null ? tags.map((tag) => `${tag.group} / ${tag.name}`).join("、") : first.group;
    const tagIds = tags.map((tag) => tag.id);
    await askWecom(
      unit,
      { kind: "corp-tag.delete", payload: { tagIds, groupId: input.groupId } },
      { kind: "delete", label, toLabel: "", tagIds, groupId: input.groupId },
    );
    await unit.audit("tags.remove", input.groupId === null ? `tag:${tagIds.join(",")}` : `tag-group:${input.groupId}`, { tags });
    return { ok: true };
  });
}

/** A refusal is asked again as it was, or put away: either way it stops being shown. */
export async function retryChange(ctx: Ctx, { actionId, again }: ParsedInputOf<typeof api.tags.retry>): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql<Asked & { action: "corp-tag.create" | "corp-tag.edit" | "corp-tag.delete"; payload: never; status: string }>`
      select t.kind, t.label, t.to_label as "toLabel", t.tag_ids as "tagIds", t.group_id as "groupId", a.kind as action, a.payload, a.status
      from tag_change t join planned_action a on a.corp_id = t.corp_id and a.id = t.action_id
      where t.corp_id = ${unit.corpId} and t.action_id = ${actionId} and t.dismissed_at is null for update of t`.execute(unit.db);
    const [row] = rows;
    if (!row) throw notFound("change", actionId);
    if (!["failed", "cancelled", "expired"].includes(row.status)) throw new Problem("tagStillAsked", {}, 409);
    await sql`update tag_change set dismissed_at = ${unit.now} where corp_id = ${unit.corpId} and action_id = ${actionId}`.execute(unit.db);
    const { action, payload, status: _, ...asked } = row;
    if (again) await askWecom(unit, { kind: action, payload }, asked);
    await unit.audit("tags.retry", `action:${actionId}`, { again });
    return { ok: true };
  });
}
