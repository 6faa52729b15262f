import { sql } from "kysely";
import {
  type ActionKind,
  actionId,
  createDispatcher,
  type Dispatcher,
  planAll,
  type PlanRequest,
  reserve,
  type Senders,
  takeWorkerLock,
  type WorkerIdentity,
} from "#actions";
import type { Db } from "#db/connect";
import type { TestDatabase } from "../database.ts";
import { ctxOf } from "./corp.ts";
import { payloads } from "./kinds.ts";

export type Worker = {
  dispatcher: Dispatcher;
  identity: WorkerIdentity;
  /** As `kill -9`: the lock goes with the session, and nothing of what was under way is ever heard of. */
  kill(): Promise<void>;
  killed: Promise<void>;
  isKilled(): boolean;
};

/** A worker process as the database sees it. `senders` gets the worker, so that a call can be the moment of its death. */
export async function startWorker(
  database: TestDatabase,
  now: () => Date,
  senders: (worker: Worker) => Senders,
  limits: { concurrency?: number; lanes?: readonly string[] } = {},
): Promise<Worker> {
  const identity = await takeWorkerLock(database.pool);
  let dead = false;
  let resolveKilled = () => {};
  const killed = new Promise<void>((resolve) => {
    resolveKilled = resolve;
  });
  const worker: Worker = {
    identity,
    killed,
    isKilled: () => dead,
    kill: async () => {
      dead = true;
      await identity.release();
      resolveKilled();
    },
    get dispatcher() {
      return dispatcher;
    },
  };
  const dispatcher = createDispatcher({ db: database.db, worker: identity, senders: senders(worker), now, concurrency: 4, ...limits });
  return worker;
}

export type Plan = { key: string; kind: ActionKind; runAfter: Date; runUntil?: Date };

export async function plan(database: TestDatabase, corpId: string, plans: readonly Plan[], now: Date): Promise<void> {
  await database.db.transaction().execute(async (tx) => {
    const ctx = ctxOf(tx, corpId, now);
    await planAll(
      ctx,
      plans.map(
        ({ key, kind, runAfter, runUntil }) =>
          ({
            kind,
            payload: payloads[kind],
            dedupeKey: key,
            plannedBy: "test",
            runAfter,
            ...(runUntil ? { runUntil } : {}),
          }) as PlanRequest,
      ),
    );
    await reserve(
      ctx,
      plans
        .filter(({ kind }) => kind === "mass-task.create")
        .map(({ key }) => ({
          budget: "person" as const,
          recipient: `wm-${key}`,
          kind: "mass-send" as const,
          key: `touch-${key}`,
          actionId: actionId(corpId, key),
          weight: 1,
          at: now,
          plannedBy: "test",
        })),
    );
  });
}

export type ActionRow = {
  id: string;
  key: string;
  kind: ActionKind;
  status: string;
  attempts: number;
  last_error: string | null;
  lease_by: string | null;
  touches: string[] | null;
  facts: string[] | null;
};

export async function actions(database: TestDatabase, corpId: string): Promise<ActionRow[]> {
  const { rows } = await sql<ActionRow>`select a.id, a.dedupe_key as key, a.kind, a.status, a.attempts, a.last_error, h.lease_by,
      (select array_agg(t.state) from touch t where t.corp_id = a.corp_id and t.action_id = a.id) as touches,
      (select array_agg(e.type order by e.seq) from event e where e.corp_id = a.corp_id and e.subject = 'action:' || a.id) as facts
    from planned_action a left join action_held h on h.corp_id = a.corp_id and a.id = any(h.ids)
    where a.corp_id = ${corpId} order by a.dedupe_key`.execute(database.db);
  return rows;
}

/** As if a worker had taken them all, or one of them, and said nothing since. */
export async function claimedBy(db: Db, corpId: string, worker: string, key?: string): Promise<void> {
  await sql`with taken as (delete from action_unsent q where corp_id = ${corpId} and (${key ?? null}::text is null or dedupe_key = ${key ?? null})
      returning id, lane),
    held as (insert into action_held (corp_id, lease_by, lane, ids) select ${corpId}, ${worker}, lane, array_agg(id order by id) from taken group by lane)
    update planned_action a set status = 'claimed' from taken where a.corp_id = ${corpId} and a.id = taken.id`.execute(db);
}

/** What tests wrote as rows waits like what was planned. */
export async function queue(db: Db, corpId: string): Promise<void> {
  await sql`insert into action_unsent (corp_id, id, status, lane, run_after, run_until, dedupe_key, created_at)
    select corp_id, id, status, lane, run_after, run_until, dedupe_key, created_at from planned_action
    where corp_id = ${corpId} and status <> 'sent'
    on conflict (corp_id, id) do update set status = excluded.status`.execute(db);
}
