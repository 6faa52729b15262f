import { WecomNotSent } from "./errors.ts";
import type { SlidingWindow } from "./window.ts";

export type Clock = { now(): number };
export type Sleep = (ms: number) => Promise<void>;
export type EnterOptions = { maxWaitMs: number; signal?: AbortSignal | undefined };
/** How a call that passed the gate ended. */
export type GateOutcome = "ok" | "other" | "concurrency" | "not_sent";

type Waiter = { deadline: number; resolve: () => void; reject: (error: Error) => void };
type Timing = { clock: Clock; sleep: Sleep };

// After a 45009 we stay away for one minute; a 45009 straight after that means that a longer window is used up.
const BLOCKS_MS = [60_000, 3_600_000, 86_400_000];
const RECOVER_AFTER = 20;
const STILL_CLOCK_LIMIT = 3;

/** The one door of a path (per corp and app): frequency windows, concurrency cap, penalty after 45009. */
export class PathGate {
  readonly path: string;
  readonly windows: readonly SlidingWindow[];
  readonly #maxCap: number;
  readonly #timing: Timing;
  readonly #queue: Waiter[] = [];
  #cap: number;
  #running = 0;
  #successes = 0;
  #blockedUntil = 0;
  #strikes = 0;
  #pumping = false;

  constructor(path: string, windows: readonly SlidingWindow[], maxCap: number, timing: Timing) {
    this.path = path;
    this.windows = windows;
    this.#maxCap = maxCap;
    this.#cap = maxCap;
    this.#timing = timing;
  }

  /** Calls that may run at once right now; lower than the published cap after 45033. */
  get cap(): number {
    return this.#cap;
  }

  get running(): number {
    return this.#running;
  }

  /** Milliseconds until quota is there; 0 = now. Concurrency is not part of it. */
  waitMs(now: number): number {
    let wait = Math.max(0, this.#blockedUntil - now);
    for (const window of this.windows) wait = Math.max(wait, window.waitMs(now));
    return wait;
  }

  /** Passes at once if there is room. */
  tryEnter(): boolean {
    if (this.#queue.length > 0 || this.#running >= this.#cap || this.waitMs(this.#timing.clock.now()) > 0) return false;
    this.#start();
    return true;
  }

  /**
   * Waits for a place, first come first served. Waiting for a running call to end is always allowed;
   * waiting for quota is refused (WecomNotSent "governor" with retryAfterMs) beyond `maxWaitMs`.
   */
  enter(options: EnterOptions): Promise<void> {
    const now = this.#timing.clock.now();
    const wait = this.waitMs(now);
    if (options.signal?.aborted) return Promise.reject(new WecomNotSent({ path: this.path, reason: "aborted" }));
    if (wait > options.maxWaitMs) return Promise.reject(this.#noRoom(wait));
    return this.#wait(now + options.maxWaitMs, options.signal);
  }

  leave(outcome: GateOutcome): void {
    const now = this.#timing.clock.now();
    this.#running -= 1;
    for (const window of this.windows) window.end(now, outcome !== "not_sent");
    if (outcome === "ok") this.#recover();
    if (outcome === "concurrency") this.#shrink();
    if (this.#queue.length > 0) void this.#pump();
  }

  /** WeCom said 45009: nobody calls this path before the window's end. Returns the milliseconds until then. */
  block(): number {
    const now = this.#timing.clock.now();
    if (now >= this.#blockedUntil) {
      const ms = BLOCKS_MS[Math.min(this.#strikes, BLOCKS_MS.length - 1)] ?? 60_000;
      this.#strikes += 1;
      this.#blockedUntil = now + ms;
    }
    return this.#blockedUntil - now;
  }

  #start(): void {
    this.#running += 1;
    for (const window of this.windows) window.start();
  }

  #recover(): void {
    if (this.#strikes > 0 && this.#timing.clock.now() >= this.#blockedUntil) this.#strikes = 0;
    if (this.#cap >= this.#maxCap) return;
    this.#successes += 1;
    if (this.#successes < RECOVER_AFTER) return;
    this.#successes = 0;
    this.#cap += 1;
  }

  #shrink(): void {
    this.#successes = 0;
    this.#cap = Math.max(1, Math.floor(Math.min(this.#cap, this.#running + 1) / 2));
  }

  #noRoom(wait: number): WecomNotSent {
    return new WecomNotSent({ path: this.path, reason: "governor", retryAfterMs: wait });
  }

  #wait(deadline: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => this.#forget(waiter);
      // Off again at the end: one signal may watch over a million calls.
      const settle = (): void => signal?.removeEventListener("abort", abort);
      const waiter: Waiter = {
        deadline,
        resolve: () => {
          settle();
          resolve();
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      this.#queue.push(waiter);
      signal?.addEventListener("abort", abort, { once: true });
      void this.#pump();
    });
  }

  #forget(waiter: Waiter): void {
    const at = this.#queue.indexOf(waiter);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    waiter.reject(new WecomNotSent({ path: this.path, reason: "aborted" }));
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    let still = 0;
    for (let head = this.#queue[0]; head && this.#running < this.#cap; head = this.#queue[0]) {
      const now = this.#timing.clock.now();
      const wait = this.waitMs(now);
      if (wait === 0) {
        this.#queue.shift();
        this.#start();
        head.resolve();
      } else if (now + wait > head.deadline || still >= STILL_CLOCK_LIMIT) {
        // A clock that does not move while we sleep (somebody else conducts it) must not make us spin.
        this.#queue.shift();
        head.reject(this.#noRoom(wait));
      } else {
        await this.#timing.sleep(wait);
        still = this.#timing.clock.now() > now ? 0 : still + 1;
      }
    }
    this.#pumping = false;
  }
}
