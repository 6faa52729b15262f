import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SlidingWindow } from "./window.ts";

describe("sliding window", () => {
  it("frees a place a window after the call's end, not after its start", () => {
    const window = new SlidingWindow(1, 60_000);
    window.start();
    window.end(50_000, true);
    expect(window.waitMs(60_000)).toBeGreaterThan(49_000);
    const wait = window.waitMs(60_000);
    expect(window.waitMs(60_000 + wait - 1)).toBe(1);
    expect(window.waitMs(60_000 + wait)).toBe(0);
  });

  it("forgets everything after a long pause and survives a clock that steps back", () => {
    const window = new SlidingWindow(2, 60_000);
    for (const at of [1_000, 2_000]) {
      window.start();
      window.end(at, true);
    }
    expect(window.used(3_000)).toBe(2);
    expect(window.used(1_000)).toBe(2);
    expect(window.used(1_700_000_000_000)).toBe(0);
    expect(window.used(2_000)).toBe(0);
  });

  it("never counts less than an exact log, and never keeps a call more than one slice too long", () => {
    const steps = fc.array(fc.record({ pause: fc.nat(40_000), ends: fc.boolean() }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(steps, (moves) => {
        const window = new SlidingWindow(1_000, 60_000);
        const ended: number[] = [];
        let running = 0;
        let now = 1_700_000_000_000;
        for (const move of moves) {
          now += move.pause;
          if (move.ends && running > 0) {
            running -= 1;
            window.end(now, true);
            ended.push(now);
          } else {
            running += 1;
            window.start();
          }
          const exact = ended.filter((at) => at > now - 60_000).length + running;
          const generous = ended.filter((at) => at > now - 60_500).length + running;
          expect(window.used(now)).toBeGreaterThanOrEqual(exact);
          expect(window.used(now)).toBeLessThanOrEqual(generous);
        }
      }),
    );
  });
});
