import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { cancelPlanned, recallSends, runUnit, type Unit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { standingOf } from "#modules/org";
import { holdSteps } from "#modules/sops";
import { WECOM } from "./days.ts";
import { seen } from "./plan.ts";
import { readHandover, readItems } from "./read.ts";
import { statusOf } from "./status.ts";
import type { Handover } from "./types.ts";

/** After WeCom's day, until its answer has been asked for. */
const HOLD_MS = (WECOM.waitHours + 1) * 3_600_000;

/** Starts a plan. Whoever is called twice starts once. */
export async function executeHandover(
  ctx: Ctx,
  { handoverId }: ParsedInputOf<typeof api.handover.execute>,
): Promise<OutputOf<typeof api.handover.execute>> {
  await ctx.db.transaction().execute(async (tx) => {
    const recalled = await runUnit({ ...ctx, db: tx }, (unit) => start(unit, handoverId));
    await cancelPlanned(tx, ctx.corpId, recalled, { reason: "handover", actor: ctx.actor, now: ctx.now });
  });
  await seen(ctx);
  return statusOf(ctx, { handoverId });
}

/** Answers the planned sends of the leaver that are to be called off. */
async function start(unit: Unit, handoverId: string): Promise<string[]> {
  const plan = await readHandover(unit, handoverId);
  if (plan.state === "running") return [];
  if (plan.state !== "planned") throw new Problem("handoverNotStarted", {}, 409);
  // Whoever left since the plan was made is handed over in WeCom's other way.
  const standing = await standingOf(unit, plan.userId);
  if ((standing?.removed ?? false) !== (plan.kind === "resigned")) throw new Problem("handoverStandingChanged", {}, 409);
  unit.fact({
    type: "handover.started",
    subject: `staff:${plan.userId}`,
    occurredAt: unit.now,
    sourceKey: `${handoverId}:started`,
    data: { handoverId },
  });
  await unit.audit("handover.execute", `staff:${plan.userId}`, { handoverId });
  // Whoever moves to another store goes on with the steps until the day of the move.
  return plan.reason === "moves" ? [] : hold(unit, plan);
}

/** Nothing is sent through the leaver from now on: it waits for the taker. Somebody on leave may still have confirmed, who left has not. */
async function hold(unit: Unit, plan: Handover): Promise<string[]> {
  const items = await readItems(unit, sql`i.handover_id = ${plan.id} and i.state = 'planned'`, 100_000);
  const holds = items.flatMap(({ key, runAt }) => {
    return runAt ? [{ recipient: key, until: new Date(Math.max(runAt.getTime(), unit.now.getTime()) + HOLD_MS) }] : [];
  });
  const recalled = await recallSends(unit.db, unit.corpId, plan.userId, { gone: plan.kind === "resigned", now: unit.now });
  const ids = recalled.map(({ actionId }) => actionId);
  await holdSteps(unit, plan.userId, holds, ids);
  for (const { msgid, actionId } of recalled) {
    if (msgid === null) continue;
    unit.plan({
      kind: "mass-task.cancel",
      dedupeKey: `cancel:${msgid}`,
      plannedBy: `handover:${plan.id}`,
      runAfter: unit.now,
      payload: { msgid, actionId, sender: plan.userId, why: "handover" },
    });
  }
  return ids;
}
