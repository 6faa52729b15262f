import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import { PEOPLE_LANES } from "#kit/people-lanes";
import { append, lockLog, type NewEvent } from "#log";

/** Which handler's rows a comparison reads. */
export type Projection = "customers" | "groups";

/**
 * Subjects of which the log knows more than the rows do, or more than when we asked WeCom: a comparison now would take
 * old for new. `since` is the head before the fetch; left out, only the handler's own place counts.
 */
export async function staleSubjects(
  db: Db,
  corpId: string,
  projection: Projection,
  subjects: readonly string[],
  since?: number,
): Promise<Set<string>> {
  if (subjects.length === 0) return new Set();
  const { rows } = await sql<{ subject: string }>`
    select distinct subject from event where corp_id = ${corpId} and subject = any(${subjects})
      and seq > least(${since ?? Number.MAX_SAFE_INTEGER}::bigint, coalesce((select min(seq) from handler_cursor
        where corp_id = ${corpId} and handler = any(${projection === "customers" ? PEOPLE_LANES : [projection]})), 0))`.execute(db);
  return new Set(rows.map((row) => row.subject));
}

export type Comparison<T> = {
  projection: Projection;
  /** The log's head before WeCom was asked. */
  since: number;
  items: readonly T[];
  subjectOf: (item: T) => string;
  /** Facts by item, from rows read through `db`. */
  compare(db: Db, items: readonly T[]): Promise<Map<T, NewEvent[]>>;
  actor: Actor;
  now: Date;
};

/** So few are compared under the lock at once: after a callback there mostly is a difference. */
const FEW = 3;

/**
 * Turns differences into facts. Lists first without a lock, which mostly finds nothing to do; what differs is compared again
 * while the corp's head row is held, so that no fact can come between reading and appending. Stale items are given back.
 */
export async function applyDifferences<T>(db: Db, corpId: string, spec: Comparison<T>): Promise<{ facts: number; stale: T[] }> {
  const first = spec.items.length <= FEW ? null : await spec.compare(db, spec.items);
  const different = spec.items.filter((item) => first === null || (first.get(item)?.length ?? 0) > 0);
  if (different.length === 0) return { facts: 0, stale: [] };
  return db.transaction().execute(async (tx) => {
    await lockLog(tx, corpId);
    const dirty = await staleSubjects(tx, corpId, spec.projection, different.map(spec.subjectOf), spec.since);
    const fresh = different.filter((item) => !dirty.has(spec.subjectOf(item)));
    const found = await spec.compare(tx, fresh);
    const facts = fresh.flatMap((item) => found.get(item) ?? []);
    await append(tx, corpId, facts, { actor: spec.actor, now: spec.now });
    return { facts: facts.length, stale: different.filter((item) => dirty.has(spec.subjectOf(item))) };
  });
}
