import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectedRate, FIRST_RATE, foreseeWaves, LEAST_RATE, nextWave, waveLimit } from "./rules.ts";
import { linesOf } from "./wants.ts";

const past = fc
  .integer({ min: 0, max: 2000 })
  .chain((offered) => fc.record({ offered: fc.constant(offered), taken: fc.integer({ min: 0, max: offered }) }));
const rate = fc.double({ min: LEAST_RATE, max: 1, noNaN: true });
const queue = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 60 });
const none = { offered: 0, taken: 0 };

describe("the take rate", () => {
  test("is the first guess while nothing is known, and what was seen when much is", () => {
    expect(expectedRate(none, none)).toBeCloseTo(FIRST_RATE);
    expect(expectedRate({ offered: 30_000, taken: 24_000 }, { offered: 30_000, taken: 24_000 })).toBeCloseTo(0.8, 2);
    // A new product is as the shop's others are; with waves of its own it leaves them.
    expect(expectedRate(none, { offered: 30_000, taken: 24_000 })).toBeCloseTo(0.8, 2);
    expect(expectedRate({ offered: 30, taken: 0 }, { offered: 30_030, taken: 24_000 })).toBeCloseTo(0.4, 1);
  });

  test("lies between what the product and what the shop showed, within its bounds, and rises with what is taken", () => {
    fc.assert(
      fc.property(past, past, (own, others) => {
        const shop = { offered: own.offered + others.offered, taken: own.taken + others.taken };
        const found = expectedRate(own, shop);
        expect(found).toBeGreaterThanOrEqual(LEAST_RATE);
        expect(found).toBeLessThanOrEqual(1);
        const one = own.taken < own.offered ? 1 : 0;
        const more = expectedRate({ ...own, taken: own.taken + one }, { ...shop, taken: shop.taken + one });
        expect(more).toBeGreaterThanOrEqual(found);
        const parts = [own, others, { offered: 1, taken: FIRST_RATE }]
          .filter(({ offered }) => offered > 0)
          .map((one) => one.taken / one.offered);
        expect(found).toBeLessThanOrEqual(Math.max(LEAST_RATE, ...parts) + 1e-9);
        expect(found).toBeGreaterThanOrEqual(Math.min(1, ...parts) - 1e-9);
      }),
    );
  });
});

describe("a wave", () => {
  test("keeps what is free ÷ the take rate, in the order of the queue, and always for one", () => {
    fc.assert(
      fc.property(queue, fc.integer({ min: 0, max: 100 }), rate, (people, free, share) => {
        const wave = nextWave(people, free, share);
        const fits = people.slice(0, wave.people).reduce((sum, one) => sum + Math.min(one, free), 0);
        expect(wave.pieces).toBe(fits);
        expect(wave.pieces).toBeLessThanOrEqual(waveLimit(free, share));
        // As expected, no more is taken than there is.
        expect(wave.pieces * share).toBeLessThanOrEqual(free + 1e-9);
        expect(wave.people > 0).toBe(free > 0 && people.length > 0);
        const next = people[wave.people];
        const more = free > 0 && next !== undefined ? wave.pieces + Math.min(next, free) : Infinity;
        expect(more).toBeGreaterThan(waveLimit(free, share));
      }),
    );
  });

  test("follows wave until the pieces or the wants are out, and nobody is told twice", () => {
    fc.assert(
      fc.property(queue, fc.integer({ min: 1, max: 200 }), rate, (people, pieces, share) => {
        const { waves, left, without } = foreseeWaves(people, pieces, share, 1000);
        expect(waves.reduce((sum, wave) => sum + wave.people, 0) + without).toBe(people.length);
        expect(left + waves.reduce((sum, wave) => sum + wave.taken, 0)).toBe(pieces);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left === 0 || without === 0).toBe(true);
      }),
    );
  });
});

test("a file names each customer once, with or without a header and how many", () => {
  const found = linesOf('\uFEFFexternal_userid,数量\r\nwm1,2\nwm2\n\nwm1,1\n"wm3"，99\n', 1, 5);
  expect(found.map(({ who, quantity }) => `${who} ${quantity}`)).toEqual(["wm1 2", "wm2 1", "wm3 5"]);
});
