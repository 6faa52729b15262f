import type { Followers } from "./followers.ts";
import { ControlError } from "./kit/errors.ts";
import type { Effect } from "./world/types.ts";
import type { World } from "./world/world.ts";

export interface Advanced {
  now: string;
  nextAt: string | null;
  steps: number;
}

const HEARTBEAT_MS = 5000;
/** While running freely the disk says this much more than the clock, so that a kill cannot turn it back. */
const AHEAD_MS = 2000;
const MAX_SLEEP_MS = 500;
/** A follower that is due at an instant it has just drained is broken; do not spin for ever. */
const MAX_PASSES = 1000;

/**
 * The only thing that moves virtual time: in lockstep with its followers (`advance`), or freely at a speed.
 * Effects run one after another in the order (at, key).
 */
export class Conductor {
  readonly #world: World;
  readonly #followers: Followers;
  readonly #run: (effect: Effect) => Promise<void>;
  #queue: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  #advancing = false;
  #draining = false;
  #closed = false;
  #followersNext: number | null = null;

  constructor(world: World, followers: Followers, run: (effect: Effect) => Promise<void>) {
    this.#world = world;
    this.#followers = followers;
    this.#run = run;
    world.onSchedule = () => this.#plan();
  }

  state(): { now: string; speed: number; nextAt: string | null; advancing: boolean } {
    const { clock } = this.#world;
    return {
      now: new Date(clock.now()).toISOString(),
      speed: clock.speed,
      nextAt: iso(this.#nextAt()),
      advancing: this.#advancing,
    };
  }

  /** Free running at 0…60 virtual seconds per second; 0 pauses the world. */
  async setSpeed(speed: unknown): Promise<void> {
    if (typeof speed !== "number" || !(speed >= 0 && speed <= 60)) {
      throw new ControlError("speed must be a number from 0 to 60");
    }
    this.#world.clock.setSpeed(speed);
    this.#keepClock();
    this.#plan();
    if (this.#heartbeat === null && speed > 0) {
      this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS);
      this.#heartbeat.unref();
    }
    if (!this.#advancing) await this.#followers.announceRun(speed);
  }

  /** Moves on by `ms`, in lockstep; one advance at a time. */
  async advanceBy(ms: number): Promise<Advanced> {
    return this.#exclusive(() => this.#advance(this.#world.now() + ms));
  }

  /** Moves on to an instant; ControlError when it lies behind. */
  async advanceTo(target: number): Promise<Advanced> {
    return this.#exclusive(() => {
      const now = this.#world.now();
      if (target < now) {
        throw new ControlError(`the clock never goes back: it is ${iso(now)}, you asked for ${iso(target)}`);
      }
      return this.#advance(target);
    });
  }

  /** A new follower learns the mode at once. */
  async welcome(): Promise<void> {
    if (!this.#advancing) await this.#followers.announceRun(this.#world.clock.speed);
  }

  /** Ends what is under way at the next instant; `close` waits for it. */
  stop(): void {
    this.#closed = true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    await this.#queue.catch(() => undefined);
    this.#keepClock();
  }

  #exclusive<R>(work: () => Promise<R>): Promise<R> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #advance(target: number): Promise<Advanced> {
    const { clock } = this.#world;
    this.#advancing = true;
    clock.hold();
    while (this.#draining) await new Promise((resolve) => setTimeout(resolve, 5));
    let steps = 0;
    try {
      for (;;) {
        steps += await this.#settle();
        const now = clock.now();
        const next = this.#nextAt();
        if (now >= target || this.#closed) break;
        clock.moveTo(next === null ? target : Math.min(Math.max(next, now), target));
        this.#keepClock();
      }
    } finally {
      clock.release();
      if (clock.speed > 0) this.#followersNext = null;
      this.#advancing = false;
      this.#keepClock();
      this.#plan();
    }
    await this.#followers.announceRun(clock.speed);
    return { now: new Date(clock.now()).toISOString(), nextAt: iso(this.#nextAt()), steps };
  }

  /** Delivers what is due and steps the followers until the present instant holds nothing more. */
  async #settle(): Promise<number> {
    const { clock } = this.#world;
    for (let passes = 1; ; passes++) {
      await this.#deliverDue();
      this.#followersNext = await this.#followers.stepAll();
      this.#world.store.commit();
      const now = clock.now();
      const due = this.#world.nextEffect();
      const again = (due !== undefined && due.at <= now) || (this.#followersNext !== null && this.#followersNext <= now);
      if (!again || this.#closed) return passes;
      if (passes > MAX_PASSES) {
        throw new ControlError(`no rest at ${iso(now)}: a follower goes on being due at an instant that it has drained`, 500);
      }
    }
  }

  async #deliverDue(): Promise<number> {
    let delivered = 0;
    for (let effect = this.#world.nextEffect(); effect; effect = this.#world.nextEffect()) {
      if (effect.at > this.#world.now() || this.#closed) break;
      await this.#run(effect);
      this.#world.effects.delete(effect.id);
      this.#world.store.commit();
      delivered += 1;
    }
    return delivered;
  }

  #nextAt(): number | null {
    const candidates = [this.#world.nextEffect()?.at, this.#followersNext, this.#followers.nextOutageEnd()];
    const ahead = candidates.filter((at) => typeof at === "number");
    return ahead.length === 0 ? null : Math.min(...ahead);
  }

  /** Free running: sleep until the next effect is due. */
  #plan(): void {
    const { clock } = this.#world;
    if (this.#closed || !clock.running || this.#draining) return;
    if (this.#timer) clearTimeout(this.#timer);
    const next = this.#world.nextEffect();
    const wait = next ? Math.max(0, (next.at - clock.now()) / clock.speed) : MAX_SLEEP_MS;
    this.#timer = setTimeout(() => void this.#tick(), Math.min(wait, MAX_SLEEP_MS));
  }

  async #tick(): Promise<void> {
    if (this.#closed || !this.#world.clock.running || this.#draining) return;
    this.#draining = true;
    try {
      await this.#deliverDue();
    } finally {
      this.#draining = false;
    }
    this.#keepClock();
    this.#plan();
  }

  async #beat(): Promise<void> {
    if (!this.#advancing && !this.#closed) await this.#followers.announceRun(this.#world.clock.speed);
  }

  #keepClock(): void {
    const { clock } = this.#world;
    const now = clock.now();
    const kept = this.#world.cell("clock", 0);
    const ahead = clock.running ? AHEAD_MS * clock.speed : 0;
    if (kept < now || kept === 0) this.#world.keep("clock", now + ahead);
    this.#world.store.commit();
  }
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
