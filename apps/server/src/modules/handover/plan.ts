import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings, type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { catchUp } from "#log";
import { friendsOf } from "#modules/customers";
import { ownedBy } from "#modules/groups";
import { standingOf } from "#modules/org";
import { instantOf, place, tellGiven, type Thing, today } from "./place.ts";
import { handoverProjection } from "./project.ts";
import { readHandovers } from "./read.ts";
import { statusOf } from "./status.ts";
import { placesOf, proposeTakers, readTakers } from "./takers.ts";
import type { Handover, Unplaced } from "./types.ts";

type Input = ParsedInputOf<typeof api.handover.plan>;

/** Plans whom everything of somebody goes to. Nothing is sent before the plan is executed. */
export async function planHandover(ctx: Ctx, input: Input): Promise<OutputOf<typeof api.handover.plan>> {
  const id = await withUnit(ctx, async (unit) => {
    const standing = await standingOf(unit, input.userId);
    if (!standing) throw new Problem("handoverUnknownStaff", { userId: input.userId });
    await replaceOlder(unit, input.userId, standing.name);
    const kind = standing.removed ? ("resigned" as const) : ("onjob" as const);
    const takers = input.takers ?? (await proposeTakers(unit, input.userId, (await placesOf(unit, [standing])).get(input.userId) ?? []));
    const plan = { ...input, id: newId("hnd", unit.now), kind, takers, spoiled: [], undoOf: null };
    if ((await readTakers(unit, plan)).length === 0) throw new Problem("handoverNoTakers");
    const things = await everythingOf(unit, input.userId);
    if (things.length === 0) throw new Problem("handoverNothing", { name: standing.name });
    const settings = await gateSettings(unit.db, unit.corpId);
    tellPlanned(unit, plan);
    const { dated, unplaced } = await place(unit, plan, things, today(unit.now, settings));
    tellGiven(unit, plan, dated, settings);
    tellUnplaced(unit, plan, unplaced, instantOf(today(unit.now, settings), unit.now, settings));
    await unit.audit("handover.plan", `staff:${input.userId}`, { handoverId: plan.id, takers, things: things.length });
    return plan.id;
  });
  await seen(ctx);
  return statusOf(ctx, { handoverId: id });
}

/** What this verb decided is shown in its answer, so the projection reads it first. */
export async function seen(ctx: Ctx): Promise<void> {
  await ctx.db.transaction().execute((tx) => catchUp(tx, ctx.corpId, handoverProjection, ctx.now));
}

/** One plan per leaver: an unstarted one is replaced, one that runs is changed instead. */
async function replaceOlder(unit: Unit, userId: string, name: string): Promise<void> {
  const open = await readHandovers(unit, sql`h.user_id = ${userId} and h.state in ('planned', 'running') and h.undo_of is null`);
  if (open.some(({ state }) => state === "running")) throw new Problem("handoverBusy", { name }, 409);
  for (const { id } of open) {
    unit.fact({ type: "handover.ended", subject: `staff:${userId}`, occurredAt: unit.now, data: { handoverId: id, how: "cancelled" } });
  }
}

async function everythingOf(unit: Unit, userId: string): Promise<Thing[]> {
  const chats = (await ownedBy(unit, [userId])).get(userId) ?? [];
  const people = await friendsOf(unit, userId, []);
  return [
    ...chats.map((key) => ({ kind: "group" as const, key })),
    ...people.map(({ externalUserId }) => ({ kind: "customer" as const, key: externalUserId })),
  ];
}

export function tellPlanned(
  unit: Unit,
  plan: Pick<Handover, "id" | "userId" | "kind" | "reason" | "message" | "takers" | "perTaker" | "undoOf">,
): void {
  const { id, userId, kind, reason, message, takers, perTaker, undoOf } = plan;
  const data = { handoverId: id, userId, kind, reason, message, takers: [...takers], perTaker, undoOf };
  unit.fact({ type: "handover.planned", subject: `staff:${userId}`, occurredAt: unit.now, data });
}

/** Whom nobody has room for: in the plan all the same, so that nobody is forgotten, and a person decides. */
function tellUnplaced(unit: Unit, plan: Pick<Handover, "id" | "userId">, unplaced: readonly Unplaced[], runAt: Date): void {
  for (let from = 0; from < unplaced.length; from += 500) {
    const some = unplaced.slice(from, from + 500);
    const base = { subject: `staff:${plan.userId}`, occurredAt: unit.now };
    const items = some.map(({ kind, key }) => ({ kind, key, to: "", why: "", runAt: runAt.toISOString() }));
    unit.fact({ ...base, type: "handover.given", data: { handoverId: plan.id, items } });
    const aside = some.map(({ kind, key, reason }) => ({ kind, key, state: "person" as const, reason }));
    unit.fact({ ...base, type: "handover.set-aside", data: { handoverId: plan.id, items: aside } });
  }
}
