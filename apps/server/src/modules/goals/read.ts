import { sql } from "kysely";
import type { Db } from "#db/connect";
import { notFound } from "#kit/problem";
import type { GoalRow } from "./types.ts";

const GOAL = sql`id, playbook, name, metric, params, target, start_value as "startValue", start_day::text as "startDay",
  deadline::text as deadline, curve, owner, state, reason, measured_at as "measuredAt"`;

export async function readGoals(db: Db, corpId: string, state: "active" | "archived"): Promise<GoalRow[]> {
  const { rows } = await sql<GoalRow>`select ${GOAL} from goal where corp_id = ${corpId} and state = ${state} order by id`.execute(db);
  return rows;
}

/** `lock`: nobody else changes it meanwhile. */
export async function readGoal(db: Db, corpId: string, id: string, lock = false): Promise<GoalRow> {
  const { rows } = await sql<GoalRow>`select ${GOAL} from goal
    where corp_id = ${corpId} and id = ${id} ${lock ? sql`for update` : sql``}`.execute(db);
  const [row] = rows;
  if (!row) throw notFound("goal", id);
  return row;
}
