import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Duty } from "#kit/duty";
import { counts } from "#kit/figures";
import { lockKey } from "#kit/ids";
import { log } from "#kit/log";
import { atLocal, localDay } from "#kit/tz";

/** `zone`: the corp's, where buckets go by it. */
export type TickSpec = {
  name: string;
  /** The bucket (its start) that contains this instant. */
  bucketOf(now: Date, zone: string): Date;
  /** The start of the bucket after this one. */
  nextBucket(bucket: Date, zone: string): Date;
  /** Buckets go by the corp's clock on the wall, one a day of its calendar. */
  goesByZone?: true;
  /**
   * Runs once per bucket across all processes; a run whose process died runs again, so it must bear that. Missed buckets are
   * not repeated: only the newest counts.
   */
  run(db: Db, corpId: string, bucket: Date, now: Date): Promise<void>;
};

/** A house that stood still for a year has missed "many"; nobody counts them one by one. */
const MOST_MISSED = 1000;

/** How many buckets went by without a run between the last one that ran and this one. */
function missedBetween(spec: Pick<TickSpec, "nextBucket">, last: Date | null, bucket: Date, zone: string): number {
  let missed = 0;
  if (last === null) return 0;
  for (let at = spec.nextBucket(last, zone); at < bucket && missed < MOST_MISSED; at = spec.nextBucket(at, zone)) missed += 1;
  return missed;
}

/** Business time that a failed run waits before it is tried again. */
const PAUSE_MS = 60_000;

type Buckets = { bucketOf(now: Date): Date; nextBucket(bucket: Date): Date };

/** Every `minutes` of business time, aligned to the epoch, `offset` minutes later. */
export function everyMinutes(minutes: number, offset = 0): Buckets {
  const span = minutes * 60_000;
  const shift = offset * 60_000;
  return {
    bucketOf: (now) => new Date(Math.floor((now.getTime() - shift) / span) * span + shift),
    nextBucket: (bucket) => new Date(bucket.getTime() + span),
  };
}

/** All hourly work at one minute, off the full hour when everybody else is busy: a world at rest wakes once. */
export const hourly = everyMinutes(60, 7);

/** Every day at `HH:MM` on the corp's own wall; on a day that leaves this time out, as much later as the clocks are put forward. */
export function daily(time: string): Pick<TickSpec, "bucketOf" | "nextBucket" | "goesByZone"> {
  return {
    goesByZone: true,
    bucketOf: (now, zone) => {
      const today = localDay(now, zone);
      const start = atLocal(today, time, zone);
      return start <= now ? start : atLocal(today, time, zone, -1);
    },
    nextBucket: (bucket, zone) => atLocal(localDay(bucket, zone), time, zone, 1),
  };
}

/** A corp whose zone is moved to the west has the same day again: what ran on it does not run twice. */
const isAfter = (spec: TickSpec, bucket: Date, last: Date | null, zone: string): boolean =>
  last === null || (spec.goesByZone ? localDay(last, zone) < localDay(bucket, zone) : last < bucket);

/**
 * Scheduled work as a duty. The row `(corp, name, bucket)` says that it was done. It is written after the run, under a lock
 * that dies with the process: a run that fails or is killed is caught up, and two processes never run at once.
 */
export function tickDuty(spec: TickSpec): Extract<Duty, { nextDueAt: unknown }> {
  /** The bucket that is known to be done, and the time before which a failed one rests; per corp. */
  const done = new Map<string, number>();
  const restsUntil = new Map<string, Date>();
  /** The bucket of the last question and its end, per zone: zones and calendars need not be asked again inside it. */
  const lasts = new Map<string, { bucket: Date; next: Date }>();
  const bucketAt = (now: Date, zone: string) => {
    let last = lasts.get(zone);
    if (!last || now < last.bucket || now >= last.next) {
      const bucket = spec.bucketOf(now, zone);
      last = { bucket, next: spec.nextBucket(bucket, zone) };
      lasts.set(zone, last);
    }
    return last;
  };

  /** A zone may be changed at any time, in another process: it is read again every hour, when the house is awake anyway. */
  const zones = new Map<string, { zone: string; hour: number }>();
  const zoneKnown = (corpId: string, now: Date): string | undefined => {
    if (!spec.goesByZone) return "";
    const known = zones.get(corpId);
    return known?.hour === hourly.bucketOf(now).getTime() ? known.zone : undefined;
  };
  async function zoneOf(db: Db, corpId: string, now: Date): Promise<string> {
    const known = zoneKnown(corpId, now);
    if (known !== undefined) return known;
    const { rows } = await sql<{ zone: string }>`select time_zone as zone from corp where corp_id = ${corpId}`.execute(db);
    const zone = rows[0]?.zone ?? "Asia/Shanghai";
    zones.set(corpId, { zone, hour: hourly.bucketOf(now).getTime() });
    return zone;
  }

  async function runBucket(held: Db, db: Db, corpId: string, { bucket, now, zone }: { bucket: Date; now: Date; zone: string }) {
    const { rows } = await sql<{ last: Date | null }>`select max(bucket) as last from tick
      where corp_id = ${corpId} and name = ${spec.name}`.execute(held);
    const last = rows[0]?.last ?? null;
    const isNew = isAfter(spec, bucket, last, zone);
    if (isNew) {
      await spec.run(db, corpId, bucket, now);
      const missed = missedBetween(spec, last, bucket, zone);
      await sql`insert into tick (corp_id, name, bucket, ran_at, missed)
        values (${corpId}, ${spec.name}, ${bucket}, ${now}, ${missed})`.execute(held);
      if (missed > 0) counts.ticksMissed.inc({ tick: spec.name }, missed);
    }
    done.set(corpId, bucket.getTime());
    return isNew ? 1 : 0;
  }

  return {
    name: `tick:${spec.name}`,
    async run(db, corpId, now) {
      const zone = await zoneOf(db, corpId, now);
      const { bucket } = bucketAt(now, zone);
      const rest = restsUntil.get(corpId);
      if (done.get(corpId) === bucket.getTime() || (rest && rest > now)) return 0;
      return db.connection().execute(async (held) => {
        const key = lockKey("tick", corpId, spec.name);
        const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${key}) as got`.execute(held);
        if (!rows[0]?.got) return 0;
        try {
          return await runBucket(held, db, corpId, { bucket, now, zone });
        } catch (error) {
          log.error({ err: error, tick: spec.name, bucket }, "a tick failed and will be caught up");
          restsUntil.set(corpId, new Date(now.getTime() + PAUSE_MS));
          return 0;
        } finally {
          await sql`select pg_advisory_unlock(${key})`.execute(held);
        }
      });
    },
    nextDueAt: (corpId, now) => {
      const rest = restsUntil.get(corpId);
      if (rest && rest > now) return rest;
      const zone = zoneKnown(corpId, now);
      if (zone === undefined) return now;
      const { bucket, next } = bucketAt(now, zone);
      if (done.get(corpId) !== bucket.getTime()) return now;
      const asksAgain = hourly.nextBucket(hourly.bucketOf(now));
      return spec.goesByZone && asksAgain < next ? asksAgain : next;
    },
  };
}
