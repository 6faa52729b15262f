import type { Db } from "#db/connect";
import { log } from "#kit/log";
import { traced } from "#kit/trace";
import { tracesOfActions } from "#log";
import { claimDue, takeOver, takeUnknown } from "./claim.ts";
import { endOverdue } from "./end.ts";
import { flow } from "./flow.ts";
import { type Glance, glanceAt } from "./glance.ts";
import { laneOf } from "./kinds.ts";
import { createBlockedLanes, laneOpensAt, lanes } from "./lanes.ts";
import { ASK_AFTER_MS, type Finished, record } from "./record.ts";
import type { ClaimedAction, Outcome, Sender, SenderIo, Senders, Settlement } from "./types.ts";
import { goneWorkers } from "./worker-lock.ts";

/** Real milliseconds after which a round claims no more: others of the house want their turn. */
const ROUND_MS = 500;
/** Actions taken at once, at most, for each call that may be under way. */
const MOST_PER_CALL = 16;

export type DispatcherDeps = {
  db: Db;
  /** Whose leases these are (see `takeWorkerLock`). While the lock is lost nothing is taken. */
  worker: { readonly id: string; holds(): boolean };
  senders: Senders;
  /** The lanes that it serves; left out, all. Two that share the lanes do not wait for each other's calls. */
  lanes?: readonly string[];
  now: () => Date;
  /** Calls under way at once. */
  concurrency: number;
};

/** `seen`: what a glance showed a moment ago, if the caller has one. */
export type Dispatcher = {
  /** Whose leases are its own. */
  readonly workerId: string;
  /** One round: expire, settle, claim, call, record. Returns how many actions were touched. */
  round(corpId: string, seen?: Glance): Promise<number>;
  /** When a round will find something to do: now or earlier when it could at once; null when nothing waits. */
  nextDueAt(corpId: string, seen?: Glance): Promise<Date | null>;
};

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { db, worker } = deps;
  const blocked = createBlockedLanes();
  const served = deps.lanes ?? [...lanes.keys()];
  /** Outcomes that the database did not take: they are worth more than a question to WeCom. */
  const unrecorded = new Map<string, Finished[]>();
  let last: Promise<unknown> = Promise.resolve();

  return {
    workerId: worker.id,

    // One at a time: what this worker holds and no round has in hand, nobody has.
    round: (corpId, seen) => {
      const turn = last.then(() => oneRound(corpId, seen));
      last = turn.catch(() => {});
      return turn;
    },

    async nextDueAt(corpId, seen) {
      const now = deps.now();
      const { settings, endsAt, askAt, firstOf } = seen ?? (await glanceAt(db, corpId));
      const opens = waiting(firstOf).map(([lane, at]) => laneOpensAt(lane, at > now ? at : now, blocked.until(corpId, lane), settings));
      const times = [endsAt, askAt, ...opens].filter((at) => at !== null).map((at) => at.getTime());
      return times.length === 0 ? null : new Date(Math.min(...times));
    },
  };

  /** The first planned action of each lane that is served here. */
  function waiting(firstOf: Glance["firstOf"]): Array<readonly [lane: string, at: Date]> {
    return served.flatMap((lane) => {
      const at = firstOf.get(lane);
      return at ? [[lane, at] as const] : [];
    });
  }

  async function oneRound(corpId: string, seen: Glance | undefined): Promise<number> {
    if (!worker.holds()) return 0;
    await flush(corpId);
    const now = deps.now();
    const { settings, endsAt, holders, askAt, firstOf } = seen ?? (await glanceAt(db, corpId));
    let done = 0;
    if (endsAt && endsAt <= now) done += await endOverdue(db, corpId, now);
    const settled = holders.length > 0 || (askAt && askAt <= now) ? await settleUnknown(corpId, holders, now) : 0;
    done += settled;
    // What may be repeated is repeated in this very round: of a killed worker's twenty seconds none is to spare.
    const open = waiting(settled > 0 ? (await glanceAt(db, corpId)).firstOf : firstOf)
      .filter(([lane, at]) => at <= now && laneOpensAt(lane, now, blocked.until(corpId, lane), settings) <= now)
      .map(([lane]) => lane);
    const until = performance.now() + ROUND_MS;
    let isLast = false;
    const take = async (limit: number) => {
      if (isLast || !worker.holds() || performance.now() > until) return null;
      // What WeCom has closed meanwhile is not asked for again.
      const still = open.filter((lane) => laneOpensAt(lane, now, blocked.until(corpId, lane), settings) <= now);
      const claimed = await claimDue(db, corpId, { now, workerId: worker.id, limit, lanes: still });
      isLast = claimed.length < limit;
      return claimed;
    };
    return done + (await inFlow(corpId, take, (action) => call(corpId, action)));
  }

  /** Calls what `take` hands out and writes down what came of it. */
  function inFlow(
    corpId: string,
    take: (n: number) => Promise<ClaimedAction[] | null>,
    work: (action: ClaimedAction) => Promise<Finished>,
  ): Promise<number> {
    /** How many of each hand are not written down yet. */
    const left = new Map<string, number>();
    const count = ({ held }: ClaimedAction, n: 1 | -1) => left.set(held, (left.get(held) ?? 0) + n);
    const taken = async (n: number) => {
      const some = await take(n);
      for (const action of some ?? []) count(action, 1);
      return some;
    };
    const put = async (some: readonly Finished[]) => {
      for (const { action } of some) count(action, -1);
      const empty = [...left].flatMap(([held, n]) => (n === 0 ? [held] : []));
      unrecorded.set(corpId, [...(unrecorded.get(corpId) ?? []), ...some]);
      await flush(corpId, empty);
      for (const held of empty) left.delete(held);
    };
    const width = deps.concurrency;
    return flow({ take: taken, work, put }, { width, most: width * MOST_PER_CALL });
  }

  async function call(corpId: string, action: ClaimedAction): Promise<Finished> {
    const lane = laneOf[action.kind];
    const closed = blocked.until(corpId, lane);
    // Closed by an answer of this very round: one more call would only be refused.
    if (closed && closed > deps.now()) return { action, outcome: { status: "uncalled", at: closed } };
    const trace = (await tracesOfActions(db, corpId, [action.id])).get(action.id) ?? null;
    const what = { name: `send ${action.kind}`, attributes: { corp: corpId, action: action.id, attempt: action.attempts } };
    const outcome = await traced([trace], what, () => guarded(() => senderOf(action).send(io(corpId), action)));
    if (outcome.status === "retry" && outcome.laneBlocked) blocked.block(corpId, lane, outcome.at);
    return { action, outcome };
  }

  async function settleUnknown(corpId: string, holders: readonly string[], now: Date): Promise<number> {
    const gone = await goneWorkers(
      db,
      holders.filter((id) => id !== worker.id),
    );
    const orphans = [...gone, ...holders.filter((id) => id === worker.id)];
    const taken = await takeOver(db, corpId, orphans, { now, askAfter: new Date(now.getTime() + ASK_AFTER_MS) });
    const unknown = await takeUnknown(db, corpId, { now, workerId: worker.id, limit: deps.concurrency * MOST_PER_CALL, lanes: served });
    const batches = [unknown];
    await inFlow(
      corpId,
      async () => batches.shift() ?? null,
      async (action) => {
        // "It may be repeated" is no leave to do so at once: the hour, the lane and its time are looked at again.
        return { action, outcome: await guarded<Settlement>(() => senderOf(action).settle(io(corpId), action)) };
      },
    );
    return taken + unknown.length;
  }

  /** `empty`: hands in which nothing is left once these are written down. */
  async function flush(corpId: string, empty: readonly string[] = []): Promise<void> {
    const finished = unrecorded.get(corpId) ?? [];
    if (finished.length === 0) return;
    await record(db, corpId, worker.id, { finished, empty, now: deps.now() });
    const left = (unrecorded.get(corpId) ?? []).slice(finished.length);
    if (left.length === 0) unrecorded.delete(corpId);
    else unrecorded.set(corpId, left);
  }

  function io(corpId: string): SenderIo {
    return { db, corpId, now: deps.now() };
  }

  function senderOf(action: ClaimedAction): Sender {
    // A sender takes the payload of its own kind; the registry is keyed by it.
    return deps.senders[action.kind];
  }
}

/** A sender that throws something it does not understand leaves an unknown, never a guess. */
async function guarded<T extends Outcome | Settlement>(call: () => Promise<T>): Promise<T | { status: "unknown"; error: string }> {
  try {
    return await call();
  } catch (error) {
    log.error({ err: error }, "a sender threw");
    return { status: "unknown", error: error instanceof Error ? error.message : String(error) };
  }
}
