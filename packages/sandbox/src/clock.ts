/**
 * Virtual time. Either it stands at an instant (speed 0, or while an advance runs), or it runs at `speed`
 * virtual ms per real ms from an anchor. It never goes back.
 */
export class Clock {
  #anchorVirtual: number;
  #anchorReal: number;
  #speed = 0;
  #held = false;

  constructor(startMs: number) {
    this.#anchorVirtual = startMs;
    this.#anchorReal = performance.now();
  }

  /** Virtual ms since 1970. */
  now(): number {
    if (this.#held || this.#speed === 0) return this.#anchorVirtual;
    return Math.floor(this.#anchorVirtual + (performance.now() - this.#anchorReal) * this.#speed);
  }

  /** The speed that is set, also while an advance holds the clock. */
  get speed(): number {
    return this.#speed;
  }

  get running(): boolean {
    return !this.#held && this.#speed > 0;
  }

  setSpeed(speed: number): void {
    this.#anchor(this.now());
    this.#speed = speed;
  }

  /** Stops free running while a conductor steps. */
  hold(): void {
    this.#anchor(this.now());
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#anchor(this.#anchorVirtual);
  }

  /** Moves forward to an instant; earlier ones are ignored. */
  moveTo(ms: number): void {
    this.#anchor(Math.max(ms, this.now()));
  }

  #anchor(virtual: number): void {
    this.#anchorVirtual = virtual;
    this.#anchorReal = performance.now();
  }
}
