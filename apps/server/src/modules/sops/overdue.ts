import { sql } from "kysely";
import { runUnit } from "#actions";
import { system } from "#kit/actor";
import { hourly, tickDuty } from "#kit/tick";
import { closeSteps } from "./close-steps.ts";

type Row = { enrolmentId: string; sopId: string; step: string; actionId: string; task: boolean };

/**
 * A step whose window is over without evidence is missed, however it was meant to be done; an open task of it ends with
 * it. Two hours of grace: the last answers of WeCom may still be on their way. Hourly.
 */
export const closeOverdue = tickDuty({
  name: "sops.overdue",
  ...hourly,
  async run(db, corpId, _bucket, now) {
    await db.transaction().execute((tx) =>
      runUnit({ db: tx, corpId, actor: system("sops.overdue"), now }, async (unit) => {
        const { rows } = await sql<Row>`select s.enrolment_id as "enrolmentId", s.sop_id as "sopId", s.step, s.action_id as "actionId",
            t.id is not null as task
          from enrolment_step s left join task t on t.corp_id = s.corp_id and t.id = s.action_id and t.state in ('open', 'claimed')
          where s.corp_id = ${corpId} and s.state = 'planned' and s.until < ${new Date(now.getTime() - 2 * 3_600_000)}
          order by s.enrolment_id, s.step limit 5000`.execute(tx);
        for (const row of rows.filter((one) => one.task)) {
          unit.fact({
            type: "task.cancelled",
            subject: `task:${row.actionId}`,
            occurredAt: now,
            sourceKey: `task-end:${row.actionId}`,
            data: { taskId: row.actionId, reason: "window-over" },
          });
        }
        closeSteps(unit, rows, { state: "missed", reason: "no-evidence", key: "overdue" });
      }),
    );
  },
});
