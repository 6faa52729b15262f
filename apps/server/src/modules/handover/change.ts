import { type RawBuilder, sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { cancelPlanned, gateSettings, runUnit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { servingStaff } from "#modules/org";
import { onDays, tellGiven, today } from "./place.ts";
import { seen, tellPlanned } from "./plan.ts";
import { readHandover, readItems } from "./read.ts";
import type { Given, Handover, Item } from "./types.ts";

type Which = ParsedInputOf<typeof api.handover.keep>;

/** What a person may still decide about: WeCom has not been asked, or has said no. */
const OPEN = sql`i.state in ('planned', 'back', 'person', 'kept', 'gone')`;

async function chosen(ctx: Ctx, { handoverId, items }: Which): Promise<Item[]> {
  const which: RawBuilder<unknown> =
    items === undefined
      ? sql`i.state = 'person'`
      : sql`${OPEN} and (i.kind, i.key) in (select kind, key from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as r(kind text, key text))`;
  return readItems(ctx, sql`i.handover_id = ${handoverId} and ${which}`, 5000);
}

async function openPlan(ctx: Ctx, id: string): Promise<Handover> {
  const plan = await readHandover(ctx, id);
  if (plan.state === "done" || plan.state === "cancelled") throw new Problem("handoverEnded", {}, 409);
  return plan;
}

/** Another taker, or the same once more. */
export async function giveItems(ctx: Ctx, input: ParsedInputOf<typeof api.handover.give>): Promise<OutputOf<typeof api.handover.give>> {
  const result = await withUnit(ctx, async (unit) => {
    const plan = await openPlan(unit, input.handoverId);
    const [taker] = await servingStaff(unit, [input.to]);
    if (!taker || taker.userId === plan.userId) throw new Problem("handoverTaker", { userId: input.to });
    const items = await chosen(unit, input);
    const settings = await gateSettings(unit.db, unit.corpId);
    const given = items.map(({ kind, key }): Given => ({ kind, key, to: input.to, why: "person" }));
    tellGiven(unit, plan, await onDays(unit, plan, given, today(unit.now, settings)), settings);
    await unit.audit("handover.give", `staff:${plan.userId}`, { handoverId: plan.id, to: input.to, items: items.length });
    return { given: items.length, skipped: (input.items?.length ?? items.length) - items.length };
  });
  await seen(ctx);
  return result;
}

/** They stay as they are. */
export async function keepItems(ctx: Ctx, input: Which): Promise<OutputOf<typeof api.handover.keep>> {
  const result = await withUnit(ctx, async (unit) => {
    const plan = await openPlan(unit, input.handoverId);
    const items = await chosen(unit, input);
    if (items.length > 0) {
      unit.fact({
        type: "handover.set-aside",
        subject: `staff:${plan.userId}`,
        occurredAt: unit.now,
        data: {
          handoverId: plan.id,
          items: items.map(({ kind, key }) => ({ kind, key, state: "kept" as const, reason: "decided" })),
        },
      });
    }
    await unit.audit("handover.keep", `staff:${plan.userId}`, { handoverId: plan.id, items: items.length });
    return { kept: items.length, skipped: (input.items?.length ?? items.length) - items.length };
  });
  await seen(ctx);
  return result;
}

/** Nothing further is asked for. What WeCom was asked for goes its way, and is still recorded. */
export async function cancelHandover(ctx: Ctx, { handoverId }: { handoverId: string }): Promise<{ ok: true }> {
  await ctx.db.transaction().execute(async (tx) => {
    await runUnit({ ...ctx, db: tx }, async (unit) => {
      const plan = await openPlan(unit, handoverId);
      const data = { handoverId, how: "cancelled" as const };
      unit.fact({ type: "handover.ended", subject: `staff:${plan.userId}`, occurredAt: unit.now, sourceKey: `${handoverId}:ended`, data });
      await unit.audit("handover.cancel", `staff:${plan.userId}`, { handoverId });
    });
    const { rows } = await sql<{ id: string }>`select distinct action_id as id from handover_item
      where corp_id = ${ctx.corpId} and handover_id = ${handoverId} and state = 'asked'`.execute(tx);
    const ids = rows.map(({ id }) => id);
    await cancelPlanned(tx, ctx.corpId, ids, { reason: "cancelled", actor: ctx.actor, now: ctx.now });
  });
  await seen(ctx);
  return { ok: true };
}

/** Plans, one for each taker, that give back what was moved in service. A person starts them. */
export async function undoHandover(ctx: Ctx, { handoverId }: { handoverId: string }): Promise<{ handoverIds: string[] }> {
  const handoverIds = await withUnit(ctx, async (unit) => {
    const plan = await readHandover(unit, handoverId);
    const back = plan.kind === "onjob" ? await servingStaff(unit, [plan.userId]) : [];
    const items = await readItems(unit, sql`i.handover_id = ${handoverId} and i.state = 'done'`, 100_000);
    const { rows } =
      await sql`select from handover where corp_id = ${unit.corpId} and undo_of = ${handoverId} and state <> 'cancelled'`.execute(unit.db);
    if (back.length === 0 || items.length === 0 || plan.undoOf !== null || rows.length > 0) throw new Problem("handoverNoUndo", {}, 409);
    const settings = await gateSettings(unit.db, unit.corpId);
    const ids: string[] = [];
    for (const [userId, mine] of Map.groupBy(items, (item) => item.to)) {
      const next = {
        ...plan,
        id: newId("hnd", unit.now),
        userId,
        takers: [plan.userId],
        spoiled: [],
        undoOf: plan.id,
        reason: "moves" as const,
      };
      tellPlanned(unit, next);
      const given = mine.map(({ kind, key }): Given => ({ kind, key, to: plan.userId, why: "person" }));
      tellGiven(unit, next, await onDays(unit, next, given, today(unit.now, settings)), settings);
      ids.push(next.id);
    }
    await unit.audit("handover.undo", `staff:${plan.userId}`, { handoverId, items: items.length });
    return ids;
  });
  await seen(ctx);
  return { handoverIds };
}
