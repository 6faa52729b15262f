import { sql } from "kysely";
import type { api, Column, ColumnPlan, ParsedInputOf } from "@shuke/contract";
import { gateSettings, withUnit } from "#actions";
import { actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { localStamp } from "#kit/tz";
import { checkContent } from "#modules/assets";
import { getColumn } from "./list-columns.ts";
import { readColumn, readColumns } from "./rows.ts";

export async function createColumn(ctx: Ctx, { plan }: ParsedInputOf<typeof api.columns.create>): Promise<Column> {
  await refuseUnfit(ctx, plan, null);
  const id = newId("col", ctx.now);
  await writeColumn(ctx, id, plan, null);
  return getColumn(ctx, id);
}

export async function updateColumn(ctx: Ctx, { id, plan, revision }: ParsedInputOf<typeof api.columns.update>): Promise<Column> {
  await refuseUnfit(ctx, plan, id);
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  await withUnit(ctx, async (unit) => {
    const row = await readColumn(unit, id, true);
    if (revision !== undefined && revision !== row.revision)
      throw new Problem("columnSavedMeanwhile", { by: row.savedBy, time: localStamp(row.savedAt, timeZone), revision: row.revision }, 409);
    await sql`update calendar_column set name = ${plan.name}, plan = ${JSON.stringify(plan)}, revision = revision + 1, saved_at = ${unit.now},
        saved_by = ${actorName(unit.actor)} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit("columns.update", `column:${id}`, { plan });
  });
  return getColumn(ctx, id);
}

/** Its slots stay where they are: a draft of a column that was put away is refused when the week is published. */
export async function archiveColumn(ctx: Ctx, { id, archived }: ParsedInputOf<typeof api.columns.archive>): Promise<Column> {
  const { plan } = await readColumn(ctx, id);
  if (!archived) await refuseUnfit(ctx, plan, id);
  await withUnit(ctx, async (unit) => {
    await sql`update calendar_column set archived_at = ${archived ? unit.now : null}, revision = revision + 1, saved_at = ${unit.now},
        saved_by = ${actorName(unit.actor)} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit("columns.archive", `column:${id}`, { archived });
  });
  return getColumn(ctx, id);
}

/** From a playbook: known by its name; what operators change in it stays. */
export async function installColumn(ctx: Ctx, playbook: string, plan: ColumnPlan): Promise<"created" | "kept"> {
  if ((await readColumns(ctx)).some((row) => row.plan.name === plan.name)) return "kept";
  await writeColumn(ctx, newId("col", ctx.now), plan, playbook);
  return "created";
}

async function writeColumn(ctx: Ctx, id: string, plan: ColumnPlan, playbook: string | null): Promise<void> {
  await withUnit(ctx, async (unit) => {
    await sql`insert into calendar_column (corp_id, id, name, plan, playbook, saved_at, saved_by, created_at) values (${unit.corpId}, ${id},
        ${plan.name}, ${JSON.stringify(plan)}, ${playbook}, ${unit.now}, ${actorName(unit.actor)}, ${unit.now})`.execute(unit.db);
    await unit.audit("columns.create", `column:${id}`, { plan });
  });
}

async function refuseUnfit(ctx: Ctx, plan: ColumnPlan, id: string | null): Promise<void> {
  const others = (await readColumns(ctx)).filter((row) => row.id !== id && row.archivedAt === null);
  if (others.some((row) => row.plan.name === plan.name)) throw new Problem("columnNameTaken", { name: plan.name }, 409);
  if (plan.contentId !== null) await checkContent(ctx, plan.contentId, "mass");
}
