import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Dispatcher } from "#actions";
import { type Handler, runHandlers } from "#log";
import type { Clock } from "#kit/clock";
import type { Duty } from "#kit/duty";
import { log } from "#kit/log";

export type EngineDeps = {
  db: Db;
  clock: Clock;
  handlers: readonly Handler[];
  duties: readonly Duty[];
  dispatcher: Dispatcher;
};

export type Engine = {
  /** Works until nothing is left to do at this instant; answers when there will be something again. */
  drain(): Promise<{ nextDueAt: Date | null }>;
  /** One round over all corps; answers how much was done. */
  round(): Promise<number>;
};

/**
 * The worker's heart: inbox and other duties → handlers → dispatcher, again and again. In a rehearsal the conductor calls
 * `drain`; in real life a loop calls `round` and rests when nothing was done.
 */
export function createEngine(deps: EngineDeps): Engine {
  const { db } = deps;

  async function corps(): Promise<string[]> {
    const { rows } = await sql<{ corp_id: string }>`select corp_id from corp order by corp_id`.execute(db);
    return rows.map((row) => row.corp_id);
  }

  async function roundOf(corpId: string): Promise<number> {
    let done = 0;
    for (const duty of deps.duties) done += await safely(duty.name, () => duty.run(db, corpId, deps.clock.now()));
    done += await runHandlers(db, corpId, deps.handlers, deps.clock.now());
    done += await safely("dispatch", () => deps.dispatcher.round(corpId));
    return done;
  }

  async function round(): Promise<number> {
    let done = 0;
    for (const corpId of await corps()) done += await roundOf(corpId);
    return done;
  }

  return {
    round,
    async drain() {
      // A duty that never comes to rest would stop the world without a word.
      for (let rounds = 0; (await round()) > 0; rounds += 1) {
        if (rounds > 10_000) throw new Error("draining does not come to rest: a duty reports work without end");
      }
      let next: Date | null = null;
      for (const corpId of await corps()) next = earlier(next, await nextDueOf(corpId));
      return { nextDueAt: next };
    },
  };

  async function nextDueOf(corpId: string): Promise<Date | null> {
    const now = deps.clock.now();
    const { rows } = await sql<{ at: Date | null }>`select min(at) as at from (
        select min(run_after) as at from planned_action where corp_id = ${corpId} and status = 'planned' and run_after > ${now}
        union all
        select min(run_until) from planned_action where corp_id = ${corpId} and status = 'planned'
      ) due`.execute(db);
    let next = rows[0]?.at ?? null;
    for (const duty of deps.duties) next = earlier(next, await duty.nextDueAt(db, corpId, now));
    return next && next.getTime() <= now.getTime() ? new Date(now.getTime() + 1000) : next;
  }
}

const earlier = (a: Date | null, b: Date | null) => (!a ? b : !b || a < b ? a : b);

/** One duty that fails must not stop the others; it is asked again in the next round. */
async function safely(name: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    log.error({ err: error, duty: name }, "a duty failed");
    return 0;
  }
}
