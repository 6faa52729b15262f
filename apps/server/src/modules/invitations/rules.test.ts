import fc from "fast-check";
import { expect, test } from "vitest";
import { MOST_ASKED, rateOf, waveOfLink, waveSize, wavesFor } from "./rules.ts";

test("the rate begins with the guess and goes to what really came", () => {
  expect(rateOf(0, 0)).toBeCloseTo(0.15, 9);
  expect(rateOf(10, 10)).toBeCloseTo(14.5 / 40, 9);
  expect(rateOf(30_000, 9000)).toBeCloseTo(0.3, 2);
  expect(rateOf(100_000, 0)).toBe(0.02);
});

test("a wave never asks more than wait, nobody for no seat, and no more come to be expected than there are seats", () => {
  const n = fc.integer({ min: 0, max: 50_000 });
  fc.assert(
    fc.property(n, n, n, n, (seats, asked, joined, waiting) => {
      const rate = rateOf(asked, joined);
      const size = waveSize(seats, rate, waiting);
      expect(size).toBeLessThanOrEqual(Math.min(waiting, MOST_ASKED));
      expect(size > 0).toBe(seats > 0 && waiting > 0);
      // One is asked for the last seat, however likely she is to come.
      expect(size <= 1 || size * rate <= seats + 1e-9).toBe(true);
      expect(size === 0 || wavesFor(seats, rate, waiting) * size >= waiting).toBe(true);
    }),
  );
});

test("a link names its wave", () => {
  expect(waveOfLink("send.ivw_1kjr.0")).toBe("ivw_1kjr");
  expect(waveOfLink("send.snd_1kjr.0")).toBe(null);
  expect(waveOfLink(null)).toBe(null);
});
