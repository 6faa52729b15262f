import { sql } from "kysely";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { type Day, DELAY_HOURS, type Habit, type History } from "./forecast.ts";

const DAYS = 90;

/** How tasks of the last months went, per member of staff and per day: those that are over, of whatever planned them. */
export async function confirmHistory(ctx: Ctx, senders: readonly string[]): Promise<History & { tasks: number }> {
  const since = new Date(ctx.now.getTime() - DAYS * 86_400_000);
  const over = sql`m.corp_id = ${ctx.corpId} and m.created_at >= ${since} and m.created_at < ${ctx.now}
    and (m.confirmed_at is not null or m.closed_at is not null)`;
  const hour = sql`width_bucket(extract(epoch from m.confirmed_at - m.created_at) / 3600, 0, ${DELAY_HOURS}::int, ${DELAY_HOURS}::int)`;
  const { rows } = await sql<{ userId: string; unit: string; tasks: number; confirmed: number; hours: number[] | null }>`
    select m.sender as "userId", coalesce(min(s.departments ->> 0), '') as unit, count(*)::int as tasks, count(m.confirmed_at)::int as confirmed,
      array_agg(greatest(1, ${hour})::int) filter (where m.confirmed_at is not null) as hours
    from mass_task m left join staff s on s.corp_id = m.corp_id and s.user_id = m.sender
    where ${over} group by 1`.execute(ctx.db);
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const { rows: days } = await sql<Day>`select count(*)::int as tasks, count(m.confirmed_at)::int as confirmed from mass_task m
    where ${over} group by (m.created_at at time zone ${timeZone})::date`.execute(ctx.db);
  const { rows: teams } = await sql<{ userId: string; unit: string }>`select user_id as "userId", coalesce(departments ->> 0, '') as unit
    from staff where corp_id = ${ctx.corpId} and user_id = any(${[...senders]})`.execute(ctx.db);
  const habits: Habit[] = rows.map(({ hours, ...row }) => {
    const delays = Array.from({ length: DELAY_HOURS + 1 }, () => 0);
    for (const one of hours ?? []) delays[one - 1] = (delays[one - 1] ?? 0) + 1;
    return { ...row, delays };
  });
  const known = new Set(habits.map(({ userId }) => userId));
  // Who never had a task is as her team.
  for (const { userId, unit } of teams) if (!known.has(userId)) habits.push({ userId, unit, tasks: 0, confirmed: 0, delays: [] });
  return { habits, days, tasks: rows.reduce((sum, { tasks }) => sum + tasks, 0) };
}
