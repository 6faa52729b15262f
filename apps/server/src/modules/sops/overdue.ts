import { sql } from "kysely";
import { withUnit } from "#actions";
import { system } from "#kit/actor";
import { hourly, tickDuty } from "#kit/tick";
import { closeSteps } from "./close-steps.ts";

type Row = { enrolmentId: string; sopId: string; step: string };

/**
 * A step whose window is over without evidence is missed, however it was meant to be done; modules/tasks ends its task
 * when it reads that. Two hours of grace: the last answers of WeCom may still be on their way. Hourly.
 */
export const closeOverdue = tickDuty({
  name: "sops.overdue",
  ...hourly,
  async run(db, corpId, _bucket, now) {
    const { rows } = await sql<Row>`select enrolment_id as "enrolmentId", sop_id as "sopId", step from enrolment_step
      where corp_id = ${corpId} and state = 'planned' and until < ${new Date(now.getTime() - 2 * 3_600_000)}
      order by enrolment_id, step limit 5000`.execute(db);
    if (rows.length === 0) return;
    await withUnit({ db, corpId, actor: system("sops.overdue"), now }, async (unit) =>
      closeSteps(unit, rows, { state: "missed", reason: "no-evidence", key: "overdue" }),
    );
  },
});
