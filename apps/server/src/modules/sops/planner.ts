import { sql } from "kysely";
import { runUnit, type Unit } from "#actions";
import { commitLater } from "#db/commit-later";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { lockKey } from "#kit/ids";
import { append, type NewEvent } from "#log";

/** Places of facts in the corp's log: after `from`, up to and including `to`. */
export type Told = { from: number; to: number };

/**
 * Work on rows that leave their state when the projection reads the decision: one planner per corp at a time, and never ahead of its
 * own projection, so that nothing is decided twice. `work` answers how much it did; 0 also when it must wait.
 */
export async function asPlanner(
  db: Db,
  corpId: string,
  name: string,
  now: Date,
  work: (tx: Db, run: (task: (unit: Unit) => Promise<void>) => Promise<void>) => Promise<number>,
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    if (!(await asHeldPlanner(tx, corpId))) return 0;
    return work(tx, (task) => runUnit({ db: tx, corpId, actor: system(name), now }, task));
  });
}

/** Within a transaction that is open already; false when the projection is behind. */
export async function asHeldPlanner(tx: Db, corpId: string): Promise<boolean> {
  await lockPlanning(tx, corpId);
  await sql`select from handler_cursor where corp_id = ${corpId} and handler = 'sops' for update`.execute(tx);
  return !(await isBehind(tx, corpId));
}

/**
 * For a planner that knows which rows it has decided, and so need not wait for its own projection: it goes on while its last decisions
 * are still being written. Its rows are good as long as nothing was told since they showed (`seen`, a place in the log) but what it told
 * itself (`own`). Answers where its new facts stand; null when the rows are old.
 */
export async function asLeadingPlanner(
  db: Db,
  ctx: { corpId: string; name: string; now: Date },
  rows: { seen: number; own: readonly Told[]; stillGood(tx: Db): Promise<boolean> },
  task: (unit: Unit) => Promise<void>,
): Promise<Told | null> {
  const { corpId, name, now } = ctx;
  return db.transaction().execute(async (tx) => {
    await lockPlanning(tx, corpId);
    if ((await toldSince(tx, corpId, rows.seen, rows.own)) || !(await rows.stillGood(tx))) return null;
    // What a crash takes back is due as before; whoever claims an action of it waits for the disk.
    await commitLater(tx);
    const actor = system(name);
    const sink: NewEvent[] = [];
    await runUnit({ db: tx, corpId, actor, now, sink }, task);
    const added = await append(tx, corpId, sink, { actor, now });
    // Its row is ours until the commit: nobody's facts come between.
    const { rows: heads } = await sql<{ seq: number }>`select seq from event_head where corp_id = ${corpId}`.execute(tx);
    const to = heads[0]?.seq ?? 0;
    return { from: to - added, to };
  });
}

/** Every decision of this module is made behind this lock, that of one corp one after the other. */
const lockPlanning = (tx: Db, corpId: string) => sql`select pg_advisory_xact_lock(${lockKey("sops.plan", corpId)})`.execute(tx);

/** Up to which fact the rows of this module show what happened; for the very statement that reads them. */
export const shownUpTo = (corpId: string) =>
  sql<number | null>`(select seq from handler_cursor where corp_id = ${corpId} and handler = 'sops')`;

/** Facts that change which rows are due. */
const CHANGES = sql`('sop.enrolled', 'sop.exited', 'sop.moved', 'sop.version-moved', 'sop.stopped', 'sop.step-planned',
  'sop.step-postponed', 'sop.step-held', 'sop.step-claimed', 'sop.step-done', 'sop.step-closed', 'sop.handed-over')`;

/** Whether facts of this module wait to be read: their rows would be stale. */
export async function isBehind(tx: Db, corpId: string): Promise<boolean> {
  const { rows } = await sql<{ behind: boolean }>`select exists (select from event e, handler_cursor c
    where e.corp_id = ${corpId} and c.corp_id = e.corp_id and c.handler = 'sops' and e.seq > c.seq and e.type in ${CHANGES}) as behind`.execute(
    tx,
  );
  return rows[0]?.behind ?? true;
}

async function toldSince(tx: Db, corpId: string, seen: number, own: readonly Told[]): Promise<boolean> {
  const mine = sql`unnest(${own.map(({ from }) => from)}::bigint[], ${own.map(({ to }) => to)}::bigint[]) as m("from", "to")`;
  const { rows } = await sql<{ told: boolean }>`select exists (select from event e where e.corp_id = ${corpId} and e.seq > ${seen}
    and e.type in ${CHANGES} and not exists (select from ${mine} where e.seq > m."from" and e.seq <= m."to")) as told`.execute(tx);
  return rows[0]?.told ?? true;
}
