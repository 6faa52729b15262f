import { sql } from "kysely";
import type { SegmentTree } from "@shuke/contract";
import type { Db } from "#db/connect";
import { lockKey } from "#kit/ids";
import { log } from "#kit/log";
import { matching } from "./compile.ts";
import { ANSWERS, answerAll, answered, type Asking, askingsOf, type InTransaction, makeParts, together } from "./parts.ts";
import { frameAt, SEGMENT, treeOf } from "./read.ts";
import { type Fresh, noteFailure, replaceMembers, type Wanted } from "./replace-members.ts";
import type { Frame } from "./types.ts";

/** Bounds of one computation: two hash tables of this size at most exist at once per condition, the rest goes to disk. */
const SETTINGS = sql`select set_config('work_mem', '48MB', true), set_config('plan_cache_mode', 'force_custom_plan', true),
  set_config('jit', 'off', true), set_config('statement_timeout', '600s', true), set_config('max_parallel_workers_per_gather', '2', true)`;

/** Segments that share what they read are computed together, so many at most: what is claimed by one that dies waits for others. */
const TOGETHER = 25;
/** After so long (real time) nothing more is begun, so that the rest of the work goes on between. */
const ROUND_MS = 10_000;
/** As many as there are cores on a small machine. */
const LANES = 2;

/** Rows of sets that are kept in memory while everybody is looked at: about 80 bytes each, in each of the lanes. */
const AT_HAND = 4_000_000;

type Waiting = { id: string; askings: readonly Asking[] };
type Claimed = { segment: Wanted; key: string };
type FreshOf = (segment: Wanted, place: number) => Fresh;

/** Computes segments anew that want it and whose foundations do not. Answers how many. */
export async function recomputeWanted(db: Db, corpId: string, now: Date): Promise<number> {
  const frame = await frameAt(db, corpId, now);
  const bundles = together(await waiting(db, frame, now), TOGETHER);
  const started = performance.now();
  const lane = async (): Promise<number> => {
    let done = 0;
    for (let next = bundles.shift(); next; next = bundles.shift()) {
      done += await recomputeTogether(db, corpId, next, now);
      if (performance.now() - started > ROUND_MS) break;
    }
    return done;
  };
  const done = await Promise.all(Array.from({ length: LANES }, lane));
  return done.reduce((sum, n) => sum + n, 0);
}

async function waiting(db: Db, frame: Frame, now: Date): Promise<Waiting[]> {
  const { corpId } = frame;
  const { rows } = await sql<{
    id: string;
    tree: SegmentTree;
  }>`select id, tree from segment s where corp_id = ${corpId} and state = 'active'
    and (computing_since is not null or (wanted is not null and (retry_at is null or retry_at <= ${now})))
    and not exists (select from segment b where b.corp_id = ${corpId} and b.id = any(s.depends) and b.state = 'active'
      and b.id <> s.id and (b.wanted is not null or b.computing_since is not null))
    order by members, id`.execute(db);
  return rows.map((row) => ({ id: row.id, askings: readsOf(db, frame, row) }));
}

/** Rules that cannot be compiled share nothing: why is said when they are computed. */
function readsOf(db: Db, frame: Frame, segment: { tree: SegmentTree }): Asking[] {
  try {
    return askingsOf(db, frame, treeOf(segment));
  } catch {
    return [];
  }
}

/**
 * The claims are committed first, so that increments know; the locks die with the process, so that a claim without one is taken
 * for interrupted. What they all read is read after that, and each has its own transaction: one that fails stops no other.
 */
async function recomputeTogether(db: Db, corpId: string, wanted: readonly Waiting[], now: Date): Promise<number> {
  return db.connection().execute(async (held) => {
    const claimed = await claim(held, corpId, wanted, now);
    const locked = new Set(claimed.map(({ key }) => key));
    const tables: string[] = [];
    try {
      const started = performance.now();
      const frame = await frameAt(held, corpId, now);
      const freshOf = await readTogether(held, frame, claimed, tables);
      const share = claimed.length === 0 ? 0 : (performance.now() - started) / claimed.length;
      for (const [place, { segment, key }] of claimed.entries()) {
        const began = performance.now() - share;
        try {
          await bounded(held, (tx) => replaceMembers(tx, frame, segment, { fresh: freshOf(segment, place), now, started: began }));
        } catch (error) {
          await noteFailure(held, corpId, segment, now, error);
        } finally {
          await sql`select pg_advisory_unlock(${key})`.execute(held);
          locked.delete(key);
        }
      }
    } finally {
      for (const key of locked) await sql`select pg_advisory_unlock(${key})`.execute(held);
      for (const table of tables) await sql`drop table ${sql.ref(table)}`.execute(held);
    }
    return claimed.length;
  });
}

/**
 * Reads what several segments ask for once for all of them, and then looks at everybody once; answers where those of each are to
 * be found. What cannot be read together is read by each for itself, so that only the one at fault fails, and says why.
 */
async function readTogether(held: Db, frame: Frame, claimed: readonly Claimed[], tables: string[]): Promise<FreshOf> {
  let sets: Frame["made"];
  const alone: FreshOf = (segment) => ({ ids: matching({ ...frame, ...(sets ? { made: sets } : {}) }, treeOf(segment)), isReady: false });
  if (claimed.length < 2) return alone;
  const inTransaction: InTransaction = (work) => bounded(held, work);
  const roots = claimed.map(({ segment }) => treeOf(segment));
  try {
    const made = await makeParts(
      roots.flatMap((root) => askingsOf(held, frame, root)),
      inTransaction,
      tables,
    );
    sets = made.sets;
    if (made.tables.reduce((sum, { rows }) => sum + rows, 0) > AT_HAND) return alone;
    await answerAll({ ...frame, made: made.sets }, roots, made.tables, inTransaction);
    tables.push(ANSWERS);
    return (_segment, place) => ({ ids: answered(place), isReady: true });
  } catch (error) {
    log.warn({ corpId: frame.corpId, err: error }, "segments could not be read together, and are read one by one");
    return alone;
  }
}

/** Looked at again under the locks: another process may have done some of them meanwhile. */
async function claim(held: Db, corpId: string, wanted: readonly Waiting[], now: Date): Promise<Claimed[]> {
  const keys = new Map(wanted.map(({ id }) => [id, lockKey("segment", corpId, id)]));
  const { rows: got } = await sql<{ id: string; key: string }>`select t.id, t.key::text as key
    from unnest(${[...keys.keys()]}::text[], ${[...keys.values()]}::bigint[]) t(id, key) where pg_try_advisory_lock(t.key)`.execute(held);
  const { rows } = await sql<Wanted>`
    update segment s set computing_since = ${now}, wanted = null
    from (select id as of_id, coalesce(wanted, 'interrupted') as why from segment where corp_id = ${corpId}
      and id = any(${got.map(({ id }) => id)}::text[])) w
    where s.corp_id = ${corpId} and s.id = w.of_id and (s.wanted is not null or s.computing_since is not null) and s.state = 'active'
    returning ${SEGMENT}, w.why`.execute(held);
  const mine = new Map(rows.map((row) => [row.id, row]));
  const claimed: Claimed[] = [];
  for (const { id, key } of got) {
    const segment = mine.get(id);
    if (segment) claimed.push({ segment, key });
    else await sql`select pg_advisory_unlock(${key})`.execute(held);
  }
  return claimed;
}

const bounded = <T>(held: Db, work: (tx: Db) => Promise<T>): Promise<T> =>
  held.transaction().execute(async (tx) => {
    await SETTINGS.execute(tx);
    return work(tx);
  });
