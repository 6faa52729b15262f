import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Duty } from "#kit/duty";
import { log } from "#kit/log";

export type TickSpec = {
  name: string;
  /** The bucket (its start) that contains this instant. */
  bucketOf(now: Date): Date;
  /** The start of the bucket after this one. */
  nextBucket(bucket: Date): Date;
  /** Runs once per bucket across all processes. Missed buckets are not repeated: only the newest counts. */
  run(db: Db, corpId: string, bucket: Date, now: Date): Promise<void>;
};

/** Every `minutes` of business time, aligned to the epoch, `offset` minutes later. */
export function everyMinutes(minutes: number, offset = 0): Pick<TickSpec, "bucketOf" | "nextBucket"> {
  const span = minutes * 60_000;
  const shift = offset * 60_000;
  return {
    bucketOf: (now) => new Date(Math.floor((now.getTime() - shift) / span) * span + shift),
    nextBucket: (bucket) => new Date(bucket.getTime() + span),
  };
}

/**
 * Scheduled work as a duty. The row `(corp, name, bucket)` is claimed and committed first; a run that fails frees its
 * bucket again, so that somebody catches up.
 */
export function tickDuty(spec: TickSpec): Duty {
  return {
    name: `tick:${spec.name}`,
    async run(db, corpId, now) {
      const bucket = spec.bucketOf(now);
      const { numAffectedRows } = await sql`insert into tick (corp_id, name, bucket, ran_at)
        values (${corpId}, ${spec.name}, ${bucket}, ${now}) on conflict do nothing`.execute(db);
      if (!numAffectedRows) return 0;
      try {
        await spec.run(db, corpId, bucket, now);
      } catch (error) {
        log.error({ err: error, tick: spec.name, bucket }, "a tick failed and will be caught up");
        await sql`delete from tick where corp_id = ${corpId} and name = ${spec.name} and bucket = ${bucket}`.execute(db);
        return 0;
      }
      return 1;
    },
    nextDueAt: (_db, _corpId, now) => Promise.resolve(spec.nextBucket(spec.bucketOf(now))),
  };
}
