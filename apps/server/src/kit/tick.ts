import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Duty } from "#kit/duty";
import { counts } from "#kit/figures";
import { lockKey } from "#kit/ids";
import { log } from "#kit/log";
import { atLocal, localDay } from "#kit/tz";

export type TickSpec = {
  name: string;
  /** The bucket (its start) that contains this instant. */
  bucketOf(now: Date): Date;
  /** The start of the bucket after this one. */
  nextBucket(bucket: Date): Date;
  /**
   * Runs once per bucket across all processes; a run whose process died runs again, so it must bear that. Missed buckets are
   * not repeated: only the newest counts.
   */
  run(db: Db, corpId: string, bucket: Date, now: Date): Promise<void>;
};

/** A house that stood still for a year has missed "many"; nobody counts them one by one. */
const MOST_MISSED = 1000;

/** How many buckets went by without a run between the last one that ran and this one. */
function missedBetween(spec: Pick<TickSpec, "nextBucket">, last: Date | null, bucket: Date): number {
  let missed = 0;
  if (last === null) return 0;
  for (let at = spec.nextBucket(last); at < bucket && missed < MOST_MISSED; at = spec.nextBucket(at)) missed += 1;
  return missed;
}

/** Business time that a failed run waits before it is tried again. */
const PAUSE_MS = 60_000;

/** Every `minutes` of business time, aligned to the epoch, `offset` minutes later. */
export function everyMinutes(minutes: number, offset = 0): Pick<TickSpec, "bucketOf" | "nextBucket"> {
  const span = minutes * 60_000;
  const shift = offset * 60_000;
  return {
    bucketOf: (now) => new Date(Math.floor((now.getTime() - shift) / span) * span + shift),
    nextBucket: (bucket) => new Date(bucket.getTime() + span),
  };
}

/** All hourly work at one minute, off the full hour when everybody else is busy: a world at rest wakes once. */
export const hourly = everyMinutes(60, 7);

/** Every local day at `HH:MM`. */
export function daily(timeZone: string, time: string): Pick<TickSpec, "bucketOf" | "nextBucket"> {
  return {
    bucketOf: (now) => {
      const today = localDay(now, timeZone);
      const start = atLocal(today, time, timeZone);
      return start <= now ? start : atLocal(today, time, timeZone, -1);
    },
    nextBucket: (bucket) => atLocal(localDay(bucket, timeZone), time, timeZone, 1),
  };
}

/**
 * Scheduled work as a duty. The row `(corp, name, bucket)` says that it was done. It is written after the run, under a lock
 * that dies with the process: a run that fails or is killed is caught up, and two processes never run at once.
 */
export function tickDuty(spec: TickSpec): Extract<Duty, { nextDueAt: unknown }> {
  /** The bucket that is known to be done, and the time before which a failed one rests; per corp. */
  const done = new Map<string, number>();
  const restsUntil = new Map<string, Date>();
  /** The bucket of the last question and its end: zones and calendars need not be asked again inside it. */
  let last = { bucket: new Date(0), next: new Date(0) };
  const bucketAt = (now: Date) => {
    if (now < last.bucket || now >= last.next) {
      const bucket = spec.bucketOf(now);
      last = { bucket, next: spec.nextBucket(bucket) };
    }
    return last;
  };

  async function runBucket(held: Db, db: Db, corpId: string, bucket: Date, now: Date): Promise<number> {
    const { rows } = await sql<{ last: Date | null }>`select max(bucket) as last from tick
      where corp_id = ${corpId} and name = ${spec.name}`.execute(held);
    const last = rows[0]?.last ?? null;
    const isNew = last === null || last < bucket;
    if (isNew) {
      await spec.run(db, corpId, bucket, now);
      const missed = missedBetween(spec, last, bucket);
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
      const { bucket } = bucketAt(now);
      const rest = restsUntil.get(corpId);
      if (done.get(corpId) === bucket.getTime() || (rest && rest > now)) return 0;
      return db.connection().execute(async (held) => {
        const key = lockKey("tick", corpId, spec.name);
        const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${key}) as got`.execute(held);
        if (!rows[0]?.got) return 0;
        try {
          return await runBucket(held, db, corpId, bucket, now);
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
      const { bucket, next } = bucketAt(now);
      if (done.get(corpId) === bucket.getTime()) return next;
      const rest = restsUntil.get(corpId);
      return rest && rest > now ? rest : now;
    },
  };
}
