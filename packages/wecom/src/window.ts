/**
 * A sliding window that never admits more than `max` calls in any `windowMs`, seen from either end of the wire.
 * A running call occupies a place from its start; it is dated by its *end*, because the other side
 * counted it at some moment between the two. Memory is fixed: dates are rounded up to 1/120 of the window.
 */
export class SlidingWindow {
  readonly max: number;
  readonly windowMs: number;
  readonly #width: number;
  readonly #ring: Uint32Array;
  #oldest = 0;
  #newest = 0;
  #counted = 0;
  #running = 0;

  constructor(max: number, windowMs: number, slices = 120) {
    this.max = max;
    this.windowMs = windowMs;
    this.#width = Math.max(1, Math.ceil(windowMs / slices));
    this.#ring = new Uint32Array(slices + 2);
  }

  /** Calls that occupy a place at `now`. */
  used(now: number): number {
    this.#expire(now);
    return this.#counted + this.#running;
  }

  /** Milliseconds until one more call fits; 0 = now. */
  waitMs(now: number): number {
    if (this.used(now) < this.max) return 0;
    if (this.#counted === 0) return this.windowMs;
    for (let slice = this.#oldest; slice <= this.#newest; slice += 1) {
      if (this.#count(slice) > 0) return this.#expiry(slice) - now;
    }
    return this.windowMs;
  }

  start(): void {
    this.#running += 1;
  }

  /** A started call ended; `counts` is false when it surely never reached the other side. */
  end(now: number, counts: boolean): void {
    this.#running -= 1;
    if (!counts) return;
    this.#expire(now);
    const at = this.#newest % this.#ring.length;
    this.#ring[at] = (this.#ring[at] ?? 0) + 1;
    this.#counted += 1;
  }

  #count(slice: number): number {
    return this.#ring[slice % this.#ring.length] ?? 0;
  }

  #expiry(slice: number): number {
    return (slice + 1) * this.#width + this.windowMs;
  }

  #expire(now: number): void {
    // A clock that steps back must not resurrect room, so the newest slice never moves back.
    const slice = Math.max(this.#newest, Math.floor(now / this.#width));
    if (slice - this.#oldest >= this.#ring.length * 2) {
      this.#ring.fill(0);
      this.#counted = 0;
      this.#oldest = slice;
    }
    while (this.#oldest < slice && this.#expiry(this.#oldest) <= now) {
      this.#counted -= this.#count(this.#oldest);
      this.#ring[this.#oldest % this.#ring.length] = 0;
      this.#oldest += 1;
    }
    this.#newest = slice;
  }
}
