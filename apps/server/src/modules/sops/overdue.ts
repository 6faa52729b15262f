import { sql } from "kysely";
import { runUnit } from "#actions";
import { system } from "#kit/actor";
import { everyMinutes, tickDuty } from "#kit/tick";

type Row = { enrolment_id: string; sop_id: string; step: string; action_id: string; task: boolean };

/**
 * A step whose window is over without evidence is missed, however it was meant to be done; an open task of it ends with
 * it. Two hours of grace: the last answers of WeCom may still be on their way. Hourly.
 */
export const closeOverdue = tickDuty({
  name: "sops.overdue",
  ...everyMinutes(60, 50),
  async run(db, corpId, _bucket, now) {
    await db.transaction().execute((tx) =>
      runUnit({ db: tx, corpId, actor: system("sops.overdue"), now }, async (unit) => {
        const { rows } = await sql<Row>`select s.enrolment_id, s.sop_id, s.step, s.action_id, t.id is not null as task
          from enrolment_step s left join task t on t.corp_id = s.corp_id and t.id = s.action_id and t.state in ('open', 'claimed')
          where s.corp_id = ${corpId} and s.state = 'planned' and s.until < ${new Date(now.getTime() - 2 * 3_600_000)}
          order by s.enrolment_id, s.step limit 5000`.execute(tx);
        for (const row of rows.filter((one) => one.task)) {
          unit.fact({
            type: "task.cancelled",
            subject: `task:${row.action_id}`,
            occurredAt: now,
            sourceKey: `task-end:${row.action_id}`,
            data: { taskId: row.action_id, reason: "window-over" },
          });
        }
        for (const [key, some] of Map.groupBy(rows, (row) => `${row.sop_id}/${row.step}`)) {
          const first = some[0];
          if (!first) continue;
          unit.fact({
            type: "sop.step-closed",
            subject: `sop:${first.sop_id}`,
            occurredAt: now,
            sourceKey: `overdue:${key}:${now.toISOString()}`,
            data: {
              sopId: first.sop_id,
              step: first.step,
              enrolmentIds: some.map((row) => row.enrolment_id),
              state: "missed",
              reason: "no-evidence",
            },
          });
        }
      }),
    );
  },
});
