import { sql } from "kysely";
import type { Duty } from "#kit/duty";
import { daily, hourly, tickDuty } from "#kit/tick";
import { type Family, schedule } from "./due.ts";
import { reconcileDue } from "./sync-customers.ts";

const HOURLY: readonly Family[] = ["first", "follow", "groups", "tags"];
const DAILY: readonly Family[] = ["staff"];
const DAILY_AT = "03:40";

/**
 * Hourly at minute 7: ids of customers per staff, every group, tags. WeCom has no list of what changed. A corp may take
 * it easier: `settings.sync.everyHours`, 1 by default.
 */
export const hourlyReconcile: Duty = tickDuty({
  name: "reconcile",
  ...hourly,
  async run(db, corpId, bucket, now) {
    const { rows } = await sql<{ every: number | null }>`
      select (settings -> 'sync' ->> 'everyHours')::int as every from corp where corp_id = ${corpId}`.execute(db);
    const every = Math.max(1, rows[0]?.every ?? 1);
    const hour = Math.floor(bucket.getTime() / 3_600_000);
    // Details roll: a 24th of the staff each hour, so that a day sees everybody and no hour sees a flood.
    await schedule(db, corpId, [reconcileDue("details", `h${hour % 24}`, now)]);
    if (hour % every !== 0) return;
    await schedule(
      db,
      corpId,
      HOURLY.map((family) => reconcileDue(family, "all", now)),
    );
  },
});

/** Once a day at a quiet hour: departments and staff. */
export function createDailyReconcile(): Duty {
  return tickDuty({
    name: "reconcile-details",
    ...daily(DAILY_AT),
    run: (db, corpId, _bucket, now) =>
      schedule(
        db,
        corpId,
        DAILY.map((family) => reconcileDue(family, "all", now)),
      ),
  });
}
