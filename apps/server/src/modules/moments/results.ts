import { sql } from "kysely";
import { arrived, giveBack, reaction, type Unit } from "#actions";
import { only, type StoredEvent } from "#log";
import { finish } from "./finish.ts";
import { momentsProjection } from "./project.ts";
import { touchKey } from "./whom.ts";

const idOf = (plannedBy: string) => plannedBy.slice("moment:".length);
const text = (value: unknown) => (typeof value === "string" ? value : null);

/** What became of moments, as the calls and WeCom's answers tell it. */
export const momentResults = reaction({
  name: "moments.results",
  after: [momentsProjection.name],
  on: ["action.sent", "action.failed", "action.ended", "moment.created", "moment.published", "moment.closed"],
  async idle(db, corpId) {
    const { rows } = await sql`select from moment where corp_id = ${corpId} limit 1`.execute(db);
    return rows.length === 0;
  },
  async react(unit, batch) {
    for (const { data } of only(batch, "action.sent")) {
      if (data.kind !== "moment.create") continue;
      await sql`update moment set job_id = ${text(data.result["jobId"])}, wecom_id = coalesce(wecom_id, ${text(data.result["momentId"])})
        where corp_id = ${unit.corpId} and id = ${idOf(data.plannedBy)}`.execute(unit.db);
    }
    for (const { data } of only(batch, "moment.created")) await created(unit, data);
    for (const { data } of only(batch, "moment.published")) await arrived(unit, touchKey(data.momentId, data.userId));
    const failed = [...only(batch, "action.failed"), ...only(batch, "action.ended")].filter(({ data }) => data.kind === "moment.create");
    for (const { data } of failed)
      await finish(unit, idOf(data.plannedBy), "how" in data && data.how === "expired" ? "time-over" : "wecom-refused");
    for (const { data } of only(batch, "moment.closed")) await finish(unit, data.momentId, data.why);
  },
});

async function created(unit: Unit, { momentId, wecomId, invalid }: StoredEvent<"moment.created">["data"]): Promise<void> {
  await sql`update moment set wecom_id = ${wecomId} where corp_id = ${unit.corpId} and id = ${momentId}`.execute(unit.db);
  const { rows } = await sql<{
    userId: string;
  }>`update moment_staff set state = 'refused', reason = 'wecom-invalid' where corp_id = ${unit.corpId}
    and moment_id = ${momentId} and user_id = any(${invalid}) and state = 'asked' returning user_id as "userId"`.execute(unit.db);
  for (const { userId } of rows) await giveBack(unit, touchKey(momentId, userId), "wecom-invalid");
}
