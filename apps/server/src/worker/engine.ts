import { setTimeout as pause } from "node:timers/promises";
import type { Db } from "#db/connect";
import { answerLanes, type Dispatcher, type Glance, glanceAt, plansWritten } from "#actions";
import { behind, type Handler, inOrder, runHandlers } from "#log";
import type { Clock } from "#kit/clock";
import type { Duty } from "#kit/duty";
import { log } from "#kit/log";
import { type Look, look } from "./look.ts";

export type EngineDeps = {
  db: Db;
  clock: Clock;
  handlers: readonly Handler[];
  duties: readonly Duty[];
  /** One for answers to customers, one for everything else. */
  dispatchers: Readonly<Record<Part, Dispatcher>>;
  /** Rounds at one instant after which `drain` gives up; default 10,000. */
  maxRounds?: number;
  /** Real milliseconds that `drain` waits for others and for handlers that rest after a failure; default 10,000. */
  patienceMs?: number;
};

/** What a customer waits for (her welcome, within 20 s), and what may wait for WeCom as long as it takes. */
export type Part = "answers" | "rest";
const parts: readonly Part[] = ["answers", "rest"];

export type Engine = {
  /** Works until nothing is left to do at this instant; answers when there will be something again. */
  drain(): Promise<{ nextDueAt: Date | null }>;
  /** One round of one part over all corps; answers how much was done. */
  round(part: Part): Promise<number>;
};

/** A handler that has failed so often will fail again: virtual time goes on without it. */
const TRIES = 3;
const LOOK_MS = 20;
/** What was due and could not be done is tried again so much later (business time). */
const LATER_MS = 1000;

/**
 * The worker's heart: inbox and other duties → handlers → dispatchers, again and again. In a rehearsal the conductor calls
 * `drain`; in real life one loop for each part calls `round` and rests when nothing was done.
 */
export function createEngine(deps: EngineDeps): Engine {
  const { db, clock, dispatchers } = deps;
  const handlers = inOrder(deps.handlers);
  const maxRounds = deps.maxRounds ?? 10_000;

  /** One round over all corps. `looks` is how it found them: nothing has changed since when it did nothing. */
  async function round(among: readonly Part[], worked?: Map<string, number>): Promise<{ done: number; looks: readonly Look[] }> {
    let done = 0;
    const add = (name: string, n: number) => {
      done += n;
      if (n > 0) worked?.set(name, (worked.get(name) ?? 0) + 1);
    };
    const now = clock.now();
    const looks = await look(db, deps.duties, now);
    for (const { corpId, duties, places, glance } of looks) {
      const before = done;
      const planned = plansWritten();
      // What a killed worker left of her twenty seconds is not spent on whatever else has piled up meanwhile.
      if (among.includes("answers") && awaited(glance, now)) {
        add("answers", await safely("answers", () => dispatchers.answers.round(corpId, glance)));
      }
      const answered = done > before;
      for (const [duty, at] of duties) {
        const due = at && at <= now && among.includes(duty.urgent ? "answers" : "rest");
        if (due) add(duty.name, await safely(duty.name, () => duty.run(db, corpId, clock.now())));
      }
      // What was seen holds as long as nothing was done.
      const seen = done === before ? places : undefined;
      if (among.includes("answers")) add("handlers", await runHandlers(db, corpId, handlers, clock.now(), { seen }));
      // What others planned meanwhile is seen by the next look.
      const actions = planned === plansWritten() && !answered ? glance : await glanceAt(db, corpId);
      for (const part of among) add(part, await safely(part, () => dispatchers[part].round(corpId, actions)));
    }
    return { done, looks };
  }

  /** Whether an answer may have to be given: one is due, or somebody who is gone may have had it in hand. */
  function awaited({ firstOf, holders, askAt }: Glance, now: Date): boolean {
    const own = parts.map((part) => dispatchers[part].workerId);
    const isDue = (at: Date | null) => at !== null && at <= now;
    return answerLanes.some((lane) => isDue(firstOf.get(lane) ?? null)) || isDue(askAt) || holders.some((id) => !own.includes(id));
  }

  /** Works until a round does nothing. Something that never comes to rest would stop the world without a word. */
  async function work(): Promise<{ rounds: number; looks: readonly Look[] }> {
    const worked = new Map<string, number>();
    for (let rounds = 0; rounds < maxRounds; rounds += 1) {
      const { done, looks } = await round(parts, worked);
      if (done === 0) return { rounds, looks };
    }
    const most = Math.max(...worked.values());
    const names = [...worked].filter(([, n]) => n === most).map(([name]) => name);
    throw new Error(`draining does not come to rest: ${names.join(", ")} had work in ${most} of ${maxRounds} rounds`);
  }

  /** What should be done at this instant and is not: others have it in hand, or it rests after a failure. */
  async function unsettled(looks: readonly Look[]): Promise<string[]> {
    const left: string[] = [];
    for (const { corpId, places, glance } of looks) {
      // One that had no place yet has one now, and was not seen there.
      left.push(...handlers.flatMap(({ name }) => (places.cursors.has(name) ? [] : [name])));
      for (const { handler, attempts } of behind(handlers, places)) if (attempts <= TRIES) left.push(handler);
      const own = parts.map((part) => dispatchers[part].workerId);
      if (glance.holders.some((id) => !own.includes(id))) left.push("actions in the hands of another worker");
      const due = await nextActionOf(corpId, glance);
      if (due && due <= clock.now()) left.push("due actions");
    }
    return left;
  }

  async function nextActionOf(corpId: string, glance: Glance): Promise<Date | null> {
    const times = await Promise.all(parts.map((part) => dispatchers[part].nextDueAt(corpId, glance)));
    return times.reduce(earlier, null);
  }

  async function nextDueOf({ corpId, duties, glance }: Look): Promise<Date | null> {
    const now = clock.now();
    let next = await nextActionOf(corpId, glance);
    for (const at of duties.values()) next = earlier(next, at);
    // What is due and was not done is tried again a little later: time must not stand still.
    return next && next.getTime() <= now.getTime() ? new Date(now.getTime() + LATER_MS) : next;
  }

  return {
    round: async (part) => (await round([part])).done,
    async drain() {
      let waitedSince = performance.now();
      let next: Date | null = null;
      for (;;) {
        const { rounds, looks } = await work();
        if (rounds > 0) waitedSince = performance.now();
        const left = await unsettled(looks);
        const tired = performance.now() - waitedSince > (deps.patienceMs ?? 10_000);
        if (left.length > 0 && !tired) {
          await pause(LOOK_MS);
          continue;
        }
        if (left.length > 0) {
          log.warn({ left }, "time goes on although something was not settled");
          next = new Date(clock.now().getTime() + LATER_MS);
        }
        for (const seen of looks) next = earlier(next, await nextDueOf(seen));
        return { nextDueAt: next };
      }
    },
  };
}

const earlier = (a: Date | null, b: Date | null): Date | null => (!a ? b : !b || a < b ? a : b);

/** One duty that fails must not stop the others; it is asked again in the next round. */
async function safely(name: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    log.error({ err: error, duty: name }, "a duty failed");
    return 0;
  }
}
