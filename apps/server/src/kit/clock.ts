/**
 * Business time. Everything that a customer or a member of staff could notice happens by a Clock, so that a month
 * can be rehearsed in a minute. Real time (leases, sessions, sockets) uses Date directly and never this.
 */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

export type FollowedClock = Clock & {
  /** Stands still at `now` until told otherwise (rehearsal, test). */
  step(now: Date): void;
  /** Runs from `now` at `speed` times real time (demo). */
  run(now: Date, speed: number): void;
};

/** A clock that somebody else conducts. It never goes back: a late message from the conductor is ignored. */
export function createFollowedClock(start: Date): FollowedClock {
  let base = start.getTime();
  let realBase = performance.now();
  let speed = 0;
  const read = () => base + (performance.now() - realBase) * speed;
  const move = (now: Date, nextSpeed: number) => {
    base = Math.max(read(), now.getTime());
    realBase = performance.now();
    speed = nextSpeed;
  };
  return {
    now: () => new Date(Math.floor(read())),
    step: (now) => move(now, 0),
    run: (now, nextSpeed) => move(now, nextSpeed),
  };
}
