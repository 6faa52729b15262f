import { sql } from "kysely";
import { isQuiet, gateSettings, withUnit } from "#actions";
import { system } from "#kit/actor";
import { hourly, tickDuty } from "#kit/tick";

/** Open tasks past their time are mentioned again, twice at most, by day. Hourly. */
export const remindOverdue = tickDuty({
  name: "tasks.remind",
  ...hourly,
  async run(db, corpId, _bucket, now) {
    if (isQuiet(now, await gateSettings(db, corpId))) return;
    const { rows } = await sql<{ id: string; assignee: string; reminders: number }>`
      select id, assignee, reminders from task where corp_id = ${corpId} and state = 'open' and reminders < 2
        and due_at + make_interval(hours => 12 * reminders) < ${now} order by id limit 500`.execute(db);
    if (rows.length === 0) return;
    await withUnit({ db, corpId, actor: system("tasks.remind"), now }, async (unit) => {
      for (const task of rows) {
        unit.fact({
          type: "task.reminded",
          subject: `task:${task.id}`,
          occurredAt: now,
          sourceKey: `remind:${task.id}:${task.reminders + 1}`,
          data: { taskId: task.id, assignee: task.assignee },
        });
      }
    });
  },
});
