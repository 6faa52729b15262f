import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
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
  await withUnit(ctx, async (unit) => {
    const plan = await readHandover(unit, handoverId);
    if (plan.state === "running") return;
    if (plan.state !== "planned") throw new Problem("handoverNotStarted", {}, 409);
    unit.fact({
      type: "handover.started",
      subject: `staff:${plan.userId}`,
      occurredAt: unit.now,
      sourceKey: `${handoverId}:started`,
      data: { handoverId },
    });
    // Whoever moves to another store goes on with the steps until the day of the move.
    if (plan.reason !== "moves") await hold(unit, plan);
    await unit.audit("handover.execute", `staff:${plan.userId}`, { handoverId });
  });
  await seen(ctx);
  return statusOf(ctx, { handoverId });
}

async function hold(unit: Unit, plan: Handover): Promise<void> {
  const items = await readItems(unit, sql`i.handover_id = ${plan.id} and i.state = 'planned'`, 100_000);
  const holds = items.flatMap(({ key, runAt }) => (runAt ? [{ recipient: key, until: runAt }] : []));
  await holdSteps(
    unit,
    plan.userId,
    holds.map(({ recipient, until }) => ({ recipient, until: new Date(Math.max(until.getTime(), unit.now.getTime()) + HOLD_MS) })),
  );
}
