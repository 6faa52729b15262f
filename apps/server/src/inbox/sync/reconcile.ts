import type { Duty } from "#kit/duty";
import { tickDuty, everyMinutes } from "#kit/tick";
import { addDays, atLocal, localDay } from "#kit/tz";
import { type Family, schedule } from "./due.ts";
import { reconcileDue } from "./sync-customers.ts";

const HOURLY: readonly Family[] = ["follow", "groups", "tags"];
const DAILY: readonly Family[] = ["staff", "details"];
const DAILY_AT = "03:40";

/** Hourly at minute 7: ids of customers per staff, every group, tags. WeCom has no list of what changed. */
export const hourlyReconcile: Duty = tickDuty({
  name: "reconcile",
  ...everyMinutes(60, 7),
  run: (db, corpId, _bucket, now) => schedule(db, corpId, HOURLY.map((family) => reconcileDue(family, "all", now))),
});

/** Once a day at a quiet hour: every detail of everybody. */
export function createDailyReconcile(timeZone: string): Duty {
  const bucketOf = (now: Date) => {
    const today = localDay(now, timeZone);
    const start = atLocal(today, DAILY_AT, timeZone);
    return start <= now ? start : atLocal(addDays(today, -1), DAILY_AT, timeZone);
  };
  return tickDuty({
    name: "reconcile-details",
    bucketOf,
    nextBucket: (bucket) => atLocal(addDays(localDay(bucket, timeZone), 1), DAILY_AT, timeZone),
    run: (db, corpId, _bucket, now) => schedule(db, corpId, DAILY.map((family) => reconcileDue(family, "all", now))),
  });
}
