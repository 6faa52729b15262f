import { sql } from "kysely";
import type { TagChange } from "@shuke/contract";
import { actionId, type PlanRequest, type Unit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { told } from "#kit/problem";
import { newId } from "#kit/ids";
import { refusalOf } from "./refusals.ts";

export type Asked = Pick<TagChange, "kind" | "label" | "toLabel" | "tagIds" | "groupId">;

/** One change of corp tags: the call to WeCom, and what it is about in the words of the moment. */
export async function askWecom(
  unit: Unit,
  plan: Pick<PlanRequest<"corp-tag.create" | "corp-tag.edit" | "corp-tag.delete">, "kind" | "payload">,
  change: Asked,
): Promise<void> {
  const dedupeKey = `${plan.kind}:${newId("try", unit.now)}`;
  // Kind and payload came as a pair; the spread loses that.
  unit.plan({ ...plan, dedupeKey, plannedBy: "tags:console", runAfter: unit.now } as PlanRequest);
  await sql`insert into tag_change (corp_id, action_id, kind, label, to_label, tag_ids, group_id, asked_by, asked_at)
    values (${unit.corpId}, ${actionId(unit.corpId, dedupeKey)}, ${change.kind}, ${change.label}, ${change.toLabel},
      ${change.tagIds}, ${change.groupId}, ${JSON.stringify(unit.actor)}, ${unit.now})`.execute(unit.db);
}

const SHOWN_MS = 7 * 86_400_000;

/** Changes of the last week that WeCom has not made: waiting, or refused and not put away. */
export async function openChanges(ctx: Ctx): Promise<TagChange[]> {
  const since = new Date(ctx.now.getTime() - SHOWN_MS);
  const { rows } = await sql<Omit<TagChange, "state" | "problem" | "askedAt"> & { status: string; error: string | null; askedAt: Date }>`
    select t.action_id as "actionId", t.kind, t.label, t.to_label as "toLabel", t.tag_ids as "tagIds", t.group_id as "groupId",
      a.status, a.last_error as error, t.asked_at as "askedAt", coalesce(t.asked_by ->> 'name', t.asked_by ->> 'id', '') as "askedBy"
    from tag_change t join planned_action a on a.corp_id = t.corp_id and a.id = t.action_id
    where t.corp_id = ${ctx.corpId} and t.asked_at > ${since} and t.dismissed_at is null and a.status <> 'sent'
    order by t.asked_at desc, t.action_id limit 100`.execute(ctx.db);
  return rows.map(({ status, error, askedAt, ...row }) => {
    const isOver = status === "failed" || status === "cancelled" || status === "expired";
    return {
      ...row,
      state: isOver ? "refused" : "asked",
      problem: isOver || error !== null ? told(refusalOf(error ?? status), ctx.language) : null,
      askedAt: askedAt.toISOString(),
    };
  });
}
