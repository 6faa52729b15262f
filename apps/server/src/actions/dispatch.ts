import type pg from "pg";
import type { Db } from "#db/connect";
import { log } from "#kit/log";
import { claimDue, leaseHolders, takeUnknown } from "./claim.ts";
import { endOverdue } from "./end.ts";
import { type ActionKind, laneOf } from "./kinds.ts";
import { type Finished, record } from "./record.ts";
import type { ClaimedAction, Outcome, Sender, SenderIo, Senders, Settlement } from "./types.ts";
import { isWorkerAlive } from "./worker-lock.ts";

export type DispatcherDeps = {
  db: Db;
  pool: pg.Pool;
  workerId: string;
  senders: Senders;
  now: () => Date;
  /** Calls under way at once. */
  concurrency: number;
};

export type Dispatcher = {
  /** One round: expire, settle, claim, call, record. Returns how many actions were touched. */
  round(corpId: string): Promise<number>;
};

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { db, workerId } = deps;
  /** Lanes that WeCom has closed for a while, and until when (business time). */
  const blocked = new Map<string, number>();

  return {
    async round(corpId) {
      const now = deps.now();
      const ended = await endOverdue(db, corpId, now);
      const settled = await settleUnknown(corpId);
      const blockedLanes = [...blocked].filter(([, until]) => until > now.getTime()).map(([lane]) => lane);
      const claimed = await claimDue(db, corpId, { now, workerId, limit: deps.concurrency * 8, blockedLanes });
      const finished = await inParallel(claimed, deps.concurrency, async (action) => {
        const outcome = await guarded(() => senderOf(action).send(io(corpId), action));
        if (outcome.status === "retry" && outcome.laneBlocked) blocked.set(laneKey(action), outcome.at.getTime());
        return { action, outcome };
      });
      await record(db, corpId, workerId, finished, deps.now());
      return ended + settled + claimed.length;
    },
  };

  function io(corpId: string): SenderIo {
    return { db, corpId, now: deps.now() };
  }

  function senderOf(action: ClaimedAction): Sender {
    // A sender takes the payload of its own kind; the registry is keyed by it.
    return deps.senders[action.kind] as Sender<ActionKind>;
  }

  async function settleUnknown(corpId: string): Promise<number> {
    const holders = (await leaseHolders(db, corpId)).filter((id) => id !== workerId);
    const dead: string[] = [];
    for (const id of holders) if (!(await isWorkerAlive(deps.pool, id))) dead.push(id);
    const unknown = await takeUnknown(db, corpId, { workerId, deadWorkers: dead, limit: deps.concurrency * 8 });
    const finished = await inParallel(unknown, deps.concurrency, async (action): Promise<Finished> => {
      const settlement = await guarded<Settlement>(() => senderOf(action).settle(io(corpId), action));
      if (settlement.status !== "repeat") return { action, outcome: settlement };
      return { action, outcome: await guarded(() => senderOf(action).send(io(corpId), action)) };
    });
    await record(db, corpId, workerId, finished, deps.now());
    return unknown.length;
  }
}

const laneKey = (action: ClaimedAction) => laneOf[action.kind];

/** A sender that throws something it does not understand leaves an unknown, never a guess. */
async function guarded<T extends Outcome | Settlement>(
  call: () => Promise<T>,
): Promise<T | { status: "unknown"; error: string }> {
  try {
    return await call();
  } catch (error) {
    log.error({ err: error }, "a sender threw");
    return { status: "unknown", error: error instanceof Error ? error.message : String(error) };
  }
}

async function inParallel<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const runner = async () => {
    for (;;) {
      const at = next;
      next += 1;
      const item = items[at];
      if (item === undefined) return;
      results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, runner));
  return results;
}
