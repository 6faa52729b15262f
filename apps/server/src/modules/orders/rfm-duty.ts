import { sql } from "kysely";
import { gateSettings } from "#actions";
import type { Duty } from "#kit/duty";
import { localDay } from "#kit/tz";
import { refreshRfm } from "./rfm.ts";

/** Every local midnight: yesterday's orders are a day older. A corp without orders is never asked. */
export const rfmDuty: Duty = {
  name: "orders.rfm",
  dueAt: (corp) => sql`(select case when r.as_of is null then 'epoch'::timestamptz
      else (r.as_of + 1)::timestamp at time zone c.time_zone end
    from order_total t join corp c on c.corp_id = t.corp_id left join rfm_run r on r.corp_id = t.corp_id
    where t.corp_id = ${corp})`,
  async run(db, corpId, now) {
    const { timeZone } = await gateSettings(db, corpId);
    const today = localDay(now, timeZone);
    const { rows } = await sql<{ due: boolean }>`select (r.as_of is null or r.as_of < ${today}::date) as due
      from order_total t left join rfm_run r on r.corp_id = t.corp_id where t.corp_id = ${corpId}`.execute(db);
    if (rows[0]?.due !== true) return 0;
    await refreshRfm(db, corpId, today, now);
    return 1;
  },
};
