import { sql } from "kysely";
import { runUnit, type Unit } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";

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
  await sql`select from handler_cursor where corp_id = ${corpId} and handler = 'sops' for update`.execute(tx);
  return !(await behind(tx, corpId));
}

/** Whether facts of this module wait to be read: their rows would be stale. */
async function behind(tx: Db, corpId: string): Promise<boolean> {
  const { rows } = await sql<{ behind: boolean }>`select exists (select from event e, handler_cursor c
    where e.corp_id = ${corpId} and c.corp_id = e.corp_id and c.handler = 'sops' and e.seq > c.seq
      and e.type in ('sop.enrolled', 'sop.exited', 'sop.moved', 'sop.version-moved', 'sop.stopped', 'sop.step-planned',
        'sop.step-postponed', 'sop.step-held', 'sop.step-claimed', 'sop.step-done', 'sop.step-closed',
        'sop.handed-over')) as behind`.execute(tx);
  return rows[0]?.behind ?? true;
}
