import { sql } from "kysely";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { AT_ONCE, type Duty } from "#kit/duty";
import { lockKey } from "#kit/ids";
import { append } from "#log";
import { FAMILY } from "./families.ts";
import { applyTouched, dropTouched, isFree, takeTouched } from "./increments.ts";
import { activeSegments, frameAt } from "./read.ts";
import { changeFacts, count } from "./record.ts";
import { recomputeWanted } from "./recompute.ts";
import { noteScores, rollDay, sourcesReady, wantAll } from "./roll.ts";

/** Notes taken at once: bounds the memory and the time for which answers to customers wait. */
const BATCH = 1000;
/** With more notes than this waiting, everything is computed anew instead. */
const TOO_MANY = 100_000;

/** Membership by increments: whoever was touched is looked at again, and windows move on at local midnight. */
export const followTouched: Duty = {
  name: "segments.follow",
  urgent: true,
  dueAt: (corp) => sql`case
    when exists (select from segment_touched t where t.corp_id = ${corp} and ${isFree}) then ${AT_ONCE}::timestamptz
    when exists (select from rfm_run r join segment_head h on h.corp_id = r.corp_id where r.corp_id = ${corp}
      and (h.rfm_at is null or r.ran_at > h.rfm_at) and exists (select from segment s where s.corp_id = ${corp}
      and s.state = 'active' and s.families & ${FAMILY.rfm}::int <> 0)) then ${AT_ONCE}::timestamptz
    else (select (coalesce(h.day + 1, '0001-01-01'::date))::timestamp at time zone k.time_zone from segment s
      join corp k on k.corp_id = s.corp_id left join segment_head h on h.corp_id = s.corp_id
      where s.corp_id = ${corp} and s.state = 'active' limit 1) end`,
  run: (db, corpId, now) => db.transaction().execute((tx) => follow(tx, corpId, now)),
};

async function follow(tx: Db, corpId: string, now: Date): Promise<number> {
  const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${lockKey("segments", corpId)}) as got`.execute(tx);
  if (!rows[0]?.got || !(await sourcesReady(tx, corpId))) return 0;
  const frame = await frameAt(tx, corpId, now);
  const touched = await takeTouched(tx, corpId, BATCH);
  // Read after the notes: a computation that is not under way now will read whatever they stand for.
  const segments = await activeSegments(tx, corpId);
  const moved = [await rollDay(tx, frame, segments), await noteScores(tx, corpId, segments)];
  if (touched.length === 0) return moved.filter(Boolean).length;
  if (touched.length === BATCH && (await isFlooded(tx, corpId))) return 1;
  const changes = await applyTouched(tx, frame, now, segments, touched);
  await dropTouched(tx, corpId, touched);
  for (const { segment, came, gone } of changes) await count(tx, frame, segment.id, came.length, gone.length);
  await append(
    tx,
    corpId,
    changes.flatMap((change) => changeFacts(change, now, "touched")),
    { actor: system("segments"), now },
  );
  return touched.length;
}

/** So many notes that computing everything anew is cheaper; they are dropped, for what they stand for will be read then. */
async function isFlooded(tx: Db, corpId: string): Promise<boolean> {
  const { rows } = await sql`select from segment_touched where corp_id = ${corpId} order by id offset ${TOO_MANY} limit 1`.execute(tx);
  if (rows.length === 0) return false;
  await wantAll(tx, corpId, "many");
  await sql`delete from segment_touched where corp_id = ${corpId}`.execute(tx);
  return true;
}

/** Whole computations: new rules, an import, a rebuilt projection. In rounds, so that the rest of the work goes on between. */
export const computeWanted: Duty = {
  name: "segments.compute",
  dueAt: (
    corp,
  ) => sql`(select min(case when computing_since is not null then ${AT_ONCE}::timestamptz else coalesce(retry_at, ${AT_ONCE}) end)
    from segment s where s.corp_id = ${corp} and s.state = 'active' and (s.wanted is not null or s.computing_since is not null))`,
  async run(db, corpId, now) {
    if (!(await sourcesReady(db, corpId))) return 0;
    return recomputeWanted(db, corpId, now);
  },
};
