import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type pg from "pg";
import type { Db } from "#db/connect";
import { lockKey } from "#kit/ids";
import { log } from "#kit/log";

/** A worker is alive while its session holds this lock: the database notices a `kill -9` before any lease runs out. */
export type WorkerIdentity = {
  readonly id: string;
  /** False while the session is lost: others may take our leases over, so nothing may be claimed. */
  holds(): boolean;
  release(): Promise<void>;
};

const RETRY_MS = 250;

export async function takeWorkerLock(pool: pg.Pool): Promise<WorkerIdentity> {
  const id = `wrk_${randomBytes(8).toString("hex")}`;
  const key = lockKey("worker", id);
  let held: pg.PoolClient | null = null;
  let released = false;

  async function take(): Promise<void> {
    const client = await pool.connect();
    await client.query("select pg_advisory_lock($1)", [key]).catch((error: unknown) => {
      client.release(true);
      throw error;
    });
    client.once("end", lost);
    held = client;
  }
  function lost(): void {
    held?.release(true);
    held = null;
    log.warn({ worker: id }, "the worker's lock was lost with its session");
    void retake();
  }
  async function retake(): Promise<void> {
    while (!released && !held) {
      await take().catch(() => {});
      if (!held) await pause(RETRY_MS);
    }
  }

  await take();
  return {
    id,
    holds: () => held !== null,
    release: async () => {
      released = true;
      const client = held;
      held = null;
      if (!client) return;
      client.off("end", lost);
      const unlocked = await client.query("select pg_advisory_unlock($1)", [key]).catch(() => null);
      // A session that cannot say that it let go must not go back to the pool with the lock.
      client.release(unlocked === null);
    },
  };
}

/** Which of these workers have no session any more. Looks at the locks without touching them, so that two may look at once. */
export async function goneWorkers(db: Db, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const asked = ids.map((id) => ({ id, key: lockKey("worker", id) }));
  const { rows } = await sql<{ id: string }>`
    select r.id from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as r(id text, key bigint)
    where not exists (select from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 1
      and l.database = (select oid from pg_database where datname = current_database())
      and l.classid::bigint = ((r.key >> 32) & 4294967295) and l.objid::bigint = (r.key & 4294967295))`.execute(db);
  return rows.map(({ id }) => id);
}
