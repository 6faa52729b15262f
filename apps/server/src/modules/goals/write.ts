import { sql } from "kysely";
import type { api, Goal, GoalMetric, GoalParams, OutputOf, ParsedInputOf } from "@shuke/contract";
import { type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { tagNames } from "#modules/tags";
import { getGoal } from "./board.ts";
import { measureNow } from "./keep-days.ts";
import { readGoal } from "./read.ts";
import { directionOf, unitOf } from "./rules.ts";
import type { GoalRow } from "./types.ts";

type About = Pick<GoalRow, "name" | "metric" | "target" | "startValue" | "startDay" | "deadline" | "curve" | "params" | "owner">;

export async function createGoal(ctx: Ctx, input: ParsedInputOf<typeof api.goals.create>): Promise<Goal> {
  const about: About = { ...input, startValue: input.startValue ?? null, curve: input.curve ?? [], owner: input.owner ?? null };
  const id = await withUnit(ctx, async (unit) => {
    await check(unit, about);
    return insertGoal(unit, about);
  });
  return measured(ctx, id);
}

export async function updateGoal(ctx: Ctx, { id, ...change }: ParsedInputOf<typeof api.goals.update>): Promise<Goal> {
  await withUnit(ctx, async (unit) => {
    const was = await readGoal(unit.db, unit.corpId, id, true);
    const about: About = {
      name: change.name ?? was.name,
      metric: was.metric,
      target: change.target ?? was.target,
      startValue: change.startValue === undefined ? was.startValue : change.startValue,
      startDay: change.startDay ?? was.startDay,
      deadline: change.deadline ?? was.deadline,
      curve: change.curve ?? was.curve,
      params: change.params ?? was.params,
      owner: change.owner === undefined ? was.owner : change.owner,
    };
    await check(unit, about);
    await sql`update goal set name = ${about.name}, target = ${about.target}, start_value = ${about.startValue},
        start_day = ${about.startDay}::date, deadline = ${about.deadline}::date, curve = ${JSON.stringify(about.curve)}::jsonb,
        params = ${JSON.stringify(about.params)}::jsonb, owner = ${about.owner}, updated_at = ${unit.now}
      where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    // Days that were measured by other rules are not the same figure.
    if (JSON.stringify(about.params) !== JSON.stringify(was.params) || about.startDay !== was.startDay) await forget(unit, id);
    await unit.audit("goals.update", `goal:${id}`, change);
  });
  return measured(ctx, id);
}

export async function archiveGoal(
  ctx: Ctx,
  { id, archived }: ParsedInputOf<typeof api.goals.archive>,
): Promise<OutputOf<typeof api.goals.archive>> {
  await withUnit(ctx, async (unit) => {
    await readGoal(unit.db, unit.corpId, id, true);
    await sql`update goal set state = ${archived ? "archived" : "active"}, updated_at = ${unit.now}
      where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit("goals.archive", `goal:${id}`, { archived });
  });
  return { ok: true };
}

export async function addCost(ctx: Ctx, { id, ...cost }: ParsedInputOf<typeof api.goals.addCost>): Promise<Goal> {
  await withUnit(ctx, async (unit) => {
    const { metric } = await readGoal(unit.db, unit.corpId, id, true);
    if (metric !== "break-even") throw new Problem("goalNoCosts");
    await sql`insert into goal_cost (corp_id, goal_id, id, day, label, fen)
      values (${unit.corpId}, ${id}, ${newId("gct", unit.now)}, ${cost.day}::date, ${cost.label}, ${cost.fen})`.execute(unit.db);
    await unit.audit("goals.addCost", `goal:${id}`, cost);
  });
  return measured(ctx, id);
}

export async function removeCost(ctx: Ctx, { id, costId }: ParsedInputOf<typeof api.goals.removeCost>): Promise<Goal> {
  await withUnit(ctx, async (unit) => {
    await readGoal(unit.db, unit.corpId, id, true);
    await sql`delete from goal_cost where corp_id = ${unit.corpId} and goal_id = ${id} and id = ${costId}`.execute(unit.db);
    await unit.audit("goals.removeCost", `goal:${id}`, { costId });
  });
  return measured(ctx, id);
}

async function insertGoal(unit: Unit, about: About, of: { playbook: string; key: string } | null = null): Promise<string> {
  const id = newId("gol", unit.now);
  await sql`insert into goal (corp_id, id, playbook, key, name, metric, params, target, start_value, start_day, deadline, curve, owner, created_at, updated_at)
    values (${unit.corpId}, ${id}, ${of?.playbook ?? null}, ${of?.key ?? null}, ${about.name}, ${about.metric}, ${JSON.stringify(about.params)}::jsonb,
      ${about.target}, ${about.startValue}, ${about.startDay}::date, ${about.deadline}::date, ${JSON.stringify(about.curve)}::jsonb,
      ${about.owner}, ${unit.now}, ${unit.now})`.execute(unit.db);
  await unit.audit("goals.create", `goal:${id}`, { name: about.name, metric: about.metric, target: about.target });
  return id;
}

export type PlaybookGoal = About & { key: string };

/** A goal of a playbook, once: what operators changed in it afterwards stays theirs. */
export async function installGoal(ctx: Ctx, playbook: string, { key, ...about }: PlaybookGoal): Promise<"created" | "same"> {
  const id = await withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ id: string }>`select id from goal
      where corp_id = ${unit.corpId} and playbook = ${playbook} and key = ${key}`.execute(unit.db);
    return rows[0] ? null : insertGoal(unit, about, { playbook, key });
  });
  if (id === null) return "same";
  await measured(ctx, id);
  return "created";
}

async function measured(ctx: Ctx, id: string): Promise<Goal> {
  await measureNow(ctx, await readGoal(ctx.db, ctx.corpId, id));
  return getGoal(ctx, { id });
}

async function forget(unit: Unit, id: string): Promise<void> {
  await sql`delete from goal_day where corp_id = ${unit.corpId} and goal_id = ${id}`.execute(unit.db);
}

/** What each metric cannot be measured without. */
const needs: Partial<Record<GoalMetric, ReadonlyArray<keyof GoalParams>>> = {
  "groups-of-size": ["atLeast"],
  "segment-people": ["segmentId"],
  "step-rate": ["sopId", "step"],
};

async function check(unit: Unit, about: About): Promise<void> {
  if (about.startDay > about.deadline) throw new Problem("goalDays");
  const missing = (needs[about.metric] ?? []).find((key) => about.params[key] === undefined);
  if (missing !== undefined) throw new Problem("goalParamMissing", { what: missing });
  if (unitOf[about.metric] === "share" && (about.target < 0 || about.target > 1)) throw new Problem("goalShare");
  if (unitOf[about.metric] !== "fen" && about.target < 0) throw new Problem("goalNegative");
  const { startValue } = about;
  const isBackwards = startValue !== null && (directionOf(about.metric) === "up" ? startValue > about.target : startValue < about.target);
  if (isBackwards) throw new Problem("goalBackwards");
  const { tagId } = about.params;
  if (about.metric === "tagged-people" && tagId !== undefined && !(await tagNames(unit, [tagId])).has(tagId))
    throw new Problem("goalParamMissing", { what: "tagId" });
}
