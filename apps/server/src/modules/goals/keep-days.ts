import { sql } from "kysely";
import { gateSettings } from "#actions";
import { system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { hourly, tickDuty } from "#kit/tick";
import { localDay } from "#kit/tz";
import { measure } from "./measure.ts";
import { readGoals } from "./read.ts";
import { startsAtZero } from "./rules.ts";
import type { GoalRow } from "./types.ts";

/**
 * Writes today's value of a goal down. The last one of a day stays; a day on which it could not be measured stays empty, and so does
 * one after the deadline. Where it stood on the first day is the first that was measured.
 */
export async function measureNow(ctx: Ctx, goal: GoalRow): Promise<void> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const today = localDay(ctx.now, timeZone);
  if (today > goal.deadline) return;
  const { value, reason } = await measure(ctx, goal);
  await sql`update goal set reason = ${reason}, measured_at = ${ctx.now},
      start_value = coalesce(start_value, ${startsAtZero(goal.metric) ? 0 : today >= goal.startDay ? value : null}::float8)
    where corp_id = ${ctx.corpId} and id = ${goal.id}`.execute(ctx.db);
  if (value === null) return;
  await sql`insert into goal_day (corp_id, goal_id, day, value) values (${ctx.corpId}, ${goal.id}, ${today}::date, ${value})
    on conflict (corp_id, goal_id, day) do update set value = excluded.value`.execute(ctx.db);
}

/** Every hour, so that a board shows today, and the last hour of a day is what the day is remembered by. */
export const keepDays = tickDuty({
  name: "goals.measure",
  ...hourly,
  async run(db, corpId, _bucket, now) {
    const ctx = { db, corpId, now, actor: system("goals.measure") };
    for (const goal of await readGoals(db, corpId, "active")) await measureNow(ctx, goal);
  },
});
