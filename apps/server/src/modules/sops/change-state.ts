import { sql } from "kysely";
import { type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";

/** How many it concerns: people with something to come, steps that wait, steps that are with staff or WeCom already. */
export type Concerned = { underWay: number; waiting: number; planned: number };

/** Nothing further is planned; what is planned already goes on. */
export const pauseSop = (ctx: Ctx, input: { sopId: string }) => changeState(ctx, input.sopId, "paused");

/** Steps whose hour has passed meanwhile are late: left out, done or asked about as they say, never a backlog (late.ts). */
export const resumeSop = (ctx: Ctx, input: { sopId: string }) => changeState(ctx, input.sopId, "active");

/** For good: everybody under way leaves. What is with staff or WeCom already is still proved or missed. */
export const stopSop = (ctx: Ctx, input: { sopId: string }) => changeState(ctx, input.sopId, "stopped");

const verbs = { paused: "pause", active: "resume", stopped: "stop" } as const;

async function changeState(ctx: Ctx, sopId: string, state: keyof typeof verbs): Promise<Concerned> {
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ state: string }>`select state from sop
      where corp_id = ${unit.corpId} and id = ${sopId} for update`.execute(unit.db);
    const before = rows[0]?.state;
    if (before === undefined) throw new Problem("sopUnknown", {}, 404);
    if (before === "draft") throw new Problem("sopNotPublished", {}, 409);
    if (before === "stopped" && state !== "stopped") throw new Problem("sopStopped", {}, 409);
    const concerned = await whomItConcerns(unit, sopId);
    if (before === state) return concerned;
    const resumed = state === "active" ? sql`, resumed_at = ${unit.now}` : sql``;
    await sql`update sop set state = ${state} ${resumed} where corp_id = ${unit.corpId} and id = ${sopId}`.execute(unit.db);
    await unit.audit(`sops.${verbs[state]}`, `sop:${sopId}`, concerned);
    if (state === "stopped") {
      unit.fact({ type: "sop.stopped", subject: `sop:${sopId}`, occurredAt: unit.now, sourceKey: `stop:${sopId}`, data: { sopId } });
    }
    return concerned;
  });
}

export async function whomItConcerns(unit: Pick<Unit, "db" | "corpId">, sopId: string): Promise<Concerned> {
  const { rows } = await sql<{ under_way: number; waiting: number; planned: number }>`
    with step as (select enrolment_id, state from enrolment_step
        where corp_id = ${unit.corpId} and sop_id = ${sopId} and state in ('waiting', 'planned')),
      person as (select enrolment_id from step union select enrolment_id from sop_park
        where corp_id = ${unit.corpId} and sop_id = ${sopId})
    select (select count(*)::int from person) as under_way, count(*) filter (where state = 'waiting')::int as waiting,
      count(*) filter (where state = 'planned')::int as planned from step`.execute(unit.db);
  const { under_way: underWay = 0, waiting = 0, planned = 0 } = rows[0] ?? {};
  return { underWay, waiting, planned };
}
