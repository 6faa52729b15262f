import { sql } from "kysely";
import type { api, Moment, MomentPlan, MomentPreview, ParsedInputOf } from "@shuke/contract";
import { cancelPlanned, gateSettings, nextOpen, type Unit, withUnit } from "#actions";
import { actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { localStamp } from "#kit/tz";
import { finish } from "./finish.ts";
import { readMoment } from "./rows.ts";
import { getMoment } from "./screens.ts";
import type { MomentRow } from "./types.ts";
import { previewOf, staffOf } from "./whom.ts";
import { checkWords } from "./words.ts";

export async function saveMoment(ctx: Ctx, input: ParsedInputOf<typeof api.moments.save>): Promise<Moment> {
  const { plan } = input;
  refuseWindow(ctx, plan);
  const id = input.id ?? newId("mmt", ctx.now);
  await withUnit(ctx, async (unit) => {
    await checkWords(unit, plan);
    if (input.id === undefined) {
      await sql`insert into moment (corp_id, id, name, plan, saved_at, saved_by, created_at)
        values (${unit.corpId}, ${id}, ${plan.name}, ${JSON.stringify(plan)}, ${unit.now}, ${actorName(unit.actor)}, ${unit.now})`.execute(
        unit.db,
      );
    } else {
      const row = await readMoment(unit, id, true);
      if (row.state !== "draft") throw new Problem("momentHandedIn", { name: row.name }, 409);
      await refuseUnseen(unit, row, input.revision);
      await sql`update moment set name = ${plan.name}, plan = ${JSON.stringify(plan)}, revision = revision + 1, saved_at = ${unit.now},
          saved_by = ${actorName(unit.actor)} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    }
    await unit.audit("moments.save", `moment:${id}`, { plan });
  });
  return getMoment(ctx, { id });
}

function refuseWindow({ now }: Ctx, { from, until }: MomentPlan): void {
  const begins = from === null ? now.getTime() : Date.parse(from);
  if (Date.parse(until) <= Math.max(begins, now.getTime())) throw new Problem("momentWindow", {});
}

/** Somebody else's words are never written over, nor published, unseen. */
async function refuseUnseen(unit: Unit, row: MomentRow, revision: number | undefined): Promise<void> {
  if (revision === undefined || revision === row.revision) return;
  const { timeZone } = await gateSettings(unit.db, unit.corpId);
  throw new Problem("momentSavedMeanwhile", { by: row.savedBy, time: localStamp(row.savedAt, timeZone) }, 409);
}

export const previewMoment = (ctx: Ctx, { plan }: ParsedInputOf<typeof api.moments.preview>): Promise<MomentPreview> =>
  previewOf(ctx, plan);

/** Staff have it on their phones in waking hours only. */
export async function submitMoment(ctx: Ctx, { id, revision }: ParsedInputOf<typeof api.moments.submit>): Promise<Moment> {
  await withUnit(ctx, async (unit) => {
    const row = await readMoment(unit, id, true);
    if (row.state !== "draft") throw new Problem("momentHandedIn", { name: row.name }, 409);
    await refuseUnseen(unit, row, revision);
    refuseWindow(unit, row.plan);
    await checkWords(unit, row.plan);
    if ((await staffOf(unit, row.plan)).length === 0) throw new Problem("momentNobody", {});
    const settings = await gateSettings(unit.db, unit.corpId);
    const from = new Date(Math.max(unit.now.getTime(), row.plan.from === null ? 0 : Date.parse(row.plan.from)));
    await sql`update moment set state = 'scheduled', submitted_at = ${unit.now}, submitted_by = ${actorName(unit.actor)},
        next_at = ${nextOpen(from, settings)} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit("moments.submit", `moment:${id}`, {});
  });
  return getMoment(ctx, { id });
}

/** What WeCom has already is called off there once the watch of it comes by (inbox/sync). */
export async function cancelMoment(ctx: Ctx, { id, why }: ParsedInputOf<typeof api.moments.cancel>): Promise<Moment> {
  await withUnit(ctx, async (unit) => {
    const row = await readMoment(unit, id, true);
    if (row.state === "done" || row.state === "cancelled") throw new Problem("momentOver", { name: row.name }, 409);
    const { rows } = await sql<{ actionId: string | null }>`select action_id as "actionId" from moment
      where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    const actionId = rows[0]?.actionId ?? null;
    const waits = actionId !== null && (await isWaiting(unit, actionId));
    if (waits) await cancelPlanned(unit.db, unit.corpId, [actionId], { reason: "called off", actor: unit.actor, now: unit.now });
    if (row.state !== "asked" || waits) await finish(unit, id, "cancelled");
    await sql`update moment set state = 'cancelled', reason = 'cancelled', next_at = null where corp_id = ${unit.corpId} and id = ${id}`.execute(
      unit.db,
    );
    await sql`update sync_due set due_at = ${unit.now} where corp_id = ${unit.corpId} and family = 'moment' and key = ${id}`.execute(
      unit.db,
    );
    await unit.audit("moments.cancel", `moment:${id}`, { why });
  });
  return getMoment(ctx, { id });
}

async function isWaiting(unit: Unit, actionId: string): Promise<boolean> {
  const { rows } = await sql`select from planned_action where corp_id = ${unit.corpId} and id = ${actionId}
    and status in ('planned', 'awaiting_approval')`.execute(unit.db);
  return rows.length > 0;
}
