import { sql } from "kysely";
import { reaction } from "#actions";
import { only } from "#log";
import { closeSteps } from "./close-steps.ts";

/** Steps whose call was planned and leaves somebody out, since she does not want to hear from us: they end as refused, with that reason. */
export const closeUnwanted = reaction({
  name: "sops.unwanted",
  on: ["preference.said"],
  after: ["sops"],
  async react(unit, batch) {
    for (const { data, seq } of only(batch, "preference.said")) {
      if (data.withdrawn.length === 0) continue;
      const { rows } = await sql<{ enrolmentId: string; sopId: string; step: string }>`
        select enrolment_id as "enrolmentId", sop_id as "sopId", step from enrolment_step
        where corp_id = ${unit.corpId} and action_id = any(${data.withdrawn}) and recipient = ${data.externalUserId} and state = 'planned'
        order by enrolment_id, step`.execute(unit.db);
      closeSteps(unit, rows, { state: "refused", reason: "preference", key: `preference:${seq}` });
    }
  },
});
