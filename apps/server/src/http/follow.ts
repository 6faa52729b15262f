import { timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { FollowedClock } from "#kit/clock";
import { Problem } from "#kit/problem";

/** How business time passes here; the console shows it. */
export type ClockState = { rehearsal: boolean; speed: number };

export type Follower = {
  state: ClockState;
  /** Whether the conductor has moved time on within the last seconds (real time). */
  isStepping(): boolean;
  /** Nothing happens outside of steps any more; then one step: everything due at `now`. */
  step(now: Date): Promise<{ nextDueAt: Date | null }>;
  run(now: Date, speed: number): Promise<void>;
  /** It is this late now; nothing more is done. */
  notice(now: Date): void;
  /** When the orders in hand are carried out; a conductor that hung up does not end them. */
  idle(): Promise<void>;
};

export type FollowerDeps = {
  clock: FollowedClock;
  /** Undefined where this process has no worker. */
  drain: (() => Promise<{ nextDueAt: Date | null }>) | undefined;
  pause(): Promise<void>;
  resume(): void;
};

/** A step that takes longer than this looks like a pause, no more. */
const STEPPING_MS = 3000;

/** Obeys the conductor of virtual time. Orders are carried out one after another, in the order in which they came. */
export function createFollower(deps: FollowerDeps): Follower {
  const state: ClockState = { rehearsal: true, speed: 0 };
  let last: Promise<unknown> = Promise.resolve();
  let steppedAt = Number.NEGATIVE_INFINITY;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
  return {
    state,
    isStepping: () => state.speed === 0 && performance.now() - steppedAt < STEPPING_MS,
    step: (now) =>
      inTurn(async () => {
        await deps.pause();
        state.speed = 0;
        steppedAt = performance.now();
        deps.clock.step(now);
        return (await deps.drain?.()) ?? { nextDueAt: null };
      }),
    run: (now, speed) =>
      inTurn(async () => {
        deps.clock.run(now, speed);
        state.speed = speed;
        // A world that stands still does nothing by itself: it waits for the next step.
        if (speed > 0) deps.resume();
        else await deps.pause();
      }),
    notice: (now) => {
      if (state.speed === 0) deps.clock.step(now);
    },
    idle: async () => void (await last),
  };
}

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const order = z.discriminatedUnion("mode", [
  z.object({ mode: z.literal("step"), now: instant }),
  z.object({ mode: z.literal("run"), now: instant, speed: z.number().min(0) }),
]);

/** `POST /_follow`, for the sandbox only: it shows the key that we gave it when we registered. */
export function registerFollow(server: FastifyInstance, follower: Follower, key: string): void {
  const expected = Buffer.from(key);
  const knows = (shown: unknown) => {
    const given = Buffer.from(typeof shown === "string" ? shown : "");
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  // A callback or a page at an instant that no step has reached yet brings its time along.
  server.addHook("onRequest", async (request) => {
    const now = instant.safeParse(request.headers["x-follow-now"]);
    if (now.success && knows(request.headers["x-follow-key"])) follower.notice(now.data);
  });
  server.post("/_follow", async (request) => {
    if (!knows(request.headers["x-follow-key"])) throw new Problem("unauthorized", {}, 401);
    const parsed = order.safeParse(request.body);
    if (!parsed.success) throw new Problem("invalidInput", { issues: z.prettifyError(parsed.error) });
    if (parsed.data.mode === "step") {
      const { nextDueAt } = await follower.step(parsed.data.now);
      return { nextDueAt: nextDueAt?.toISOString() ?? null };
    }
    await follower.run(parsed.data.now, parsed.data.speed);
    return { ok: true };
  });
}
