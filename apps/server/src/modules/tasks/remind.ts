import { type RawBuilder, sql } from "kysely";
import { isQuiet, gateSettings, type Unit, withUnit } from "#actions";
import { system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { everyMinutes, hourly, tickDuty, type TickSpec } from "#kit/tick";
import { type Answerable, managersFor } from "./managers.ts";

type Row = Answerable & { reminders: number; remind: boolean; escalate: boolean };

/** `hours` after it was given, where the step says so. */
const since = (hours: string, now: Date) =>
  sql<boolean>`coalesce(t.opened_at + make_interval(mins => ((t.params->>${hours})::numeric * 60)::int) <= ${now}, false)`;

/**
 * Open tasks are mentioned again after the step's own hours, and past their time twice at most; claims are not, since whoever claimed
 * believes to have done it. After the step's hours of escalation her manager is told, once, of whatever nothing has shown. Hourly, by day.
 */
export const remindOverdue = reminder("tasks.remind", hourly, sql`t.kind <> 'answer-ticket'`);
/** A question has minutes until its agreed time: an hourly look would come after it. */
export const remindAnswers = reminder("tasks.remind-answers", everyMinutes(10, 4), sql`t.kind = 'answer-ticket'`);

function reminder(name: string, often: Pick<TickSpec, "bucketOf" | "nextBucket">, which: RawBuilder<unknown>) {
  return tickDuty({ name, ...often, run: (db, corpId, _bucket, now) => remindOf({ db, corpId, actor: system(name), now }, which) });
}

async function remindOf(ctx: Ctx, which: RawBuilder<unknown>): Promise<void> {
  const { db, corpId, now } = ctx;
  if (isQuiet(now, await gateSettings(db, corpId))) return;
  const remind = sql<boolean>`(t.state = 'open' and (t.reminders < 2 and t.due_at + make_interval(hours => 12 * t.reminders) < ${now}
      or t.reminders = 0 and ${since("reminderHours", now)}))`;
  // An answered question is claimed; her manager is told of those that nobody answered.
  const escalate = sql<boolean>`(t.escalated_at is null and (t.state = 'open' or t.kind <> 'answer-ticket') and ${since("escalationHours", now)})`;
  const { rows } = await sql<Row>`select t.id, t.assignee, t.params, t.reminders, ${remind} as remind, ${escalate} as escalate
      from task t where t.corp_id = ${corpId} and t.state in ('open', 'claimed') and ${which} and (${remind} or ${escalate})
      order by t.id limit 500`.execute(db);
  if (rows.length === 0) return;
  await withUnit(ctx, async (unit) => {
    for (const task of rows.filter((row) => row.remind)) {
      unit.fact({
        type: "task.reminded",
        subject: `task:${task.id}`,
        occurredAt: now,
        sourceKey: `remind:${task.id}:${task.reminders + 1}`,
        data: { taskId: task.id, assignee: task.assignee },
      });
    }
    await tellManagers(
      unit,
      rows.filter((row) => row.escalate),
    );
  });
}

async function tellManagers(unit: Unit, tasks: readonly Row[]): Promise<void> {
  const managers = await managersFor(unit, tasks);
  for (const { id, assignee } of tasks) {
    unit.fact({
      type: "task.escalated",
      subject: `task:${id}`,
      occurredAt: unit.now,
      sourceKey: `escalate:${id}`,
      data: { taskId: id, assignee, to: managers.get(id) ?? null },
    });
  }
}
