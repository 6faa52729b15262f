import { sql } from "kysely";
import type { api, Goal, GoalMetric, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { addDays, localDay } from "#kit/tz";
import { staffNames } from "#modules/org";
import { readGoal, readGoals } from "./read.ts";
import { byNeed, daysAhead, daysBetween, directionOf, expectedOn, forecastOf, type Measured, unitOf, verdictOf } from "./rules.ts";
import type { GoalRow } from "./types.ts";

/** The board draws so many days; one goal by itself shows all. */
const DRAWN_DAYS = 60;

export async function goalsBoard(ctx: Ctx, input: ParsedInputOf<typeof api.goals.board>): Promise<OutputOf<typeof api.goals.board>> {
  const rows = await readGoals(ctx.db, ctx.corpId, input.archived ? "archived" : "active");
  const items = await shown(ctx, rows, DRAWN_DAYS);
  return { items: items.toSorted(byNeed), nextCursor: null };
}

export async function getGoal(ctx: Ctx, { id }: { id: string }): Promise<Goal> {
  const row = await readGoal(ctx.db, ctx.corpId, id);
  const [goal] = await shown(ctx, [row]);
  if (!goal) throw new Error(`goal ${id} was read and not shown`);
  return goal;
}

async function shown(ctx: Ctx, rows: readonly GoalRow[], days?: number): Promise<Goal[]> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const today = localDay(ctx.now, timeZone);
  const ids = rows.map(({ id }) => id);
  const since = days === undefined ? sql`` : sql`and day > ${addDays(today, -days)}::date`;
  const [measured, costs, names] = [
    await sql<Measured & { id: string }>`select goal_id as id, day::text as day, value from goal_day
      where corp_id = ${ctx.corpId} and goal_id = any(${ids}) ${since} order by goal_id, day`.execute(ctx.db),
    await sql<
      Goal["costs"][number] & { goal: string }
    >`select goal_id as goal, id, day::text as day, label, fen::float8 as fen from goal_cost
      where corp_id = ${ctx.corpId} and goal_id = any(${ids}) order by day, id`.execute(ctx.db),
    await staffNames(
      ctx,
      rows.flatMap(({ owner }) => owner ?? []),
    ),
  ];
  return rows.map((row) => {
    const history = measured.rows.filter(({ id }) => id === row.id).map(({ day, value }) => ({ day, value }));
    const owner = row.owner === null ? null : { userId: row.owner, name: names.get(row.owner) ?? row.owner };
    const own = costs.rows.filter(({ goal }) => goal === row.id);
    return { ...judged(row, history, today), owner, costs: own.map(({ id, day, label, fen }) => ({ id, day, label, fen })) };
  });
}

/** A goal with what its days say. A value is today's, or the last day's once it is over; an older one is none. */
function judged(row: GoalRow, history: readonly Measured[], today: string): Omit<Goal, "owner" | "costs"> {
  const { reason, measuredAt, startValue } = row;
  const [unit, direction] = [unitOf[row.metric], directionOf(row.metric)];
  const last = history.at(-1);
  const value = reason === null && last ? last.value : null;
  const line = startValue === null ? null : { ...row, startValue, direction };
  return {
    id: row.id,
    name: row.name,
    metric: row.metric,
    params: row.params,
    target: row.target,
    startDay: row.startDay,
    deadline: row.deadline,
    curve: row.curve,
    playbook: row.playbook,
    state: row.state,
    unit,
    direction,
    startValue,
    value,
    reason: value === null ? (reason ?? "no-data") : null,
    measuredAt: measuredAt?.toISOString() ?? null,
    expected: line && today >= row.startDay ? expectedOn(line, today) : null,
    aheadDays: line && value !== null && today >= row.startDay && today <= row.deadline ? daysAhead(line, today, value) : null,
    verdict: line ? verdictOf(line, today, value) : "unknown",
    forecast: value === null ? null : forecastOf(history, { ...row, unit }, today),
    daysLeft: Math.max(0, daysBetween(today, row.deadline)),
    history: [...history],
    to: pathOf(row.metric, row.params),
  };
}

/** What stands behind a value, as a page of the console. */
function pathOf(metric: GoalMetric, params: GoalRow["params"]): string | null {
  switch (metric) {
    case "groups-of-size":
    case "group-members":
    case "group-churn":
      return "/groups";
    case "friends-added":
      return "/customers";
    case "tagged-people":
      return `/customers?tags=${params.tagId ?? ""}`;
    case "segment-people":
      return `/segments/${params.segmentId ?? ""}`;
    case "member-orders":
    case "member-revenue":
    case "break-even":
    case "repurchase-rate":
      return "/orders";
    case "step-rate":
      return `/sops/${params.sopId ?? ""}?days=30&step=${params.step ?? ""}`;
    case "evidence-rate":
      return "/tasks/coaching";
  }
}
