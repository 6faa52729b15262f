import fc from "fast-check";
import { expect, test } from "vitest";
import { lots } from "#kit/lots";
import { differenceOf, wilson } from "./lift.ts";

test("the intervals are those of the paper", () => {
  // Newcombe 1998, table II, method 10: 56/70 and 48/80; 9/10 and 3/10; 10/10 and 0/10.
  const shown = (a: number, m: number, b: number, n: number) => {
    const { low, high } = differenceOf({ n: a, of: m }, { n: b, of: n });
    return [low.toFixed(4), high.toFixed(4)];
  };
  expect(shown(56, 70, 48, 80)).toEqual(["0.0524", "0.3339"]);
  expect(shown(9, 10, 3, 10)).toEqual(["0.1705", "0.8090"]);
  expect(shown(10, 10, 0, 10)).toEqual(["0.6075", "1.0000"]);
  const { low, high } = wilson({ n: 81, of: 263 });
  expect([low.toFixed(4), high.toFixed(4)]).toEqual(["0.2553", "0.3662"]);
});

test("the truth lies within about as often as is said, also where nearly nobody buys", () => {
  const lot = lots("lift");
  const drawn = (of: number, p: number) => ({ of, n: Array.from({ length: of }).filter(() => lot() < p).length });
  for (const [p, q] of [
    [0.04, 0.03],
    [0.01, 0.01],
    [0.3, 0.2],
  ] as const) {
    let held = 0;
    for (let round = 0; round < 400; round += 1) {
      const { low, high } = differenceOf(drawn(900, p), drawn(100, q));
      if (low <= p - q && p - q <= high) held += 1;
    }
    expect(held / 400).toBeGreaterThan(0.92);
  }
});

test("turned round it says the same, and nobody says nothing", () => {
  const share = fc.tuple(fc.nat(200), fc.nat(200)).map(([n, more]) => ({ n, of: n + more }));
  fc.assert(
    fc.property(share, share, (a, b) => {
      const [there, back] = [differenceOf(a, b), differenceOf(b, a)];
      expect(there.low).toBeCloseTo(-back.high, 12);
      expect(there.low).toBeLessThanOrEqual(there.difference + 1e-12);
      expect(there.high).toBeGreaterThanOrEqual(there.difference - 1e-12);
    }),
  );
});
