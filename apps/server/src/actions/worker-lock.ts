import type pg from "pg";
import { randomBytes } from "node:crypto";
import { lockKey } from "#kit/ids";

/** A worker is alive while its session holds this lock: the database notices a `kill -9` before any lease runs out. */
export type WorkerIdentity = { id: string; release(): Promise<void> };

export async function takeWorkerLock(pool: pg.Pool): Promise<WorkerIdentity> {
  const id = `wrk_${randomBytes(8).toString("hex")}`;
  const client = await pool.connect();
  client.on("error", () => {});
  await client.query("select pg_advisory_lock($1)", [lockKey("worker", id)]);
  return {
    id,
    release: async () => {
      await client.query("select pg_advisory_unlock($1)", [lockKey("worker", id)]).catch(() => {});
      client.release();
    },
  };
}

/** Whether the worker that holds a lease is still there. Takes nothing: the probe is given back at once. */
export async function isWorkerAlive(pool: pg.Pool, id: string): Promise<boolean> {
  const client = await pool.connect();
  try {
    const key = lockKey("worker", id);
    const { rows } = await client.query<{ got: boolean }>("select pg_try_advisory_lock($1) as got", [key]);
    if (!rows[0]?.got) return true;
    await client.query("select pg_advisory_unlock($1)", [key]);
    return false;
  } finally {
    client.release();
  }
}
