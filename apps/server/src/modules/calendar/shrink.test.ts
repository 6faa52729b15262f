import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shrink } from "./shrink.ts";

/** Draws that are the same each run: a rehearsal of ten years of weeks. */
function draws(seed: number) {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 1) / 4294967297;
  };
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()) };
}
const top = (values: ReadonlyMap<number, number>) => [...values].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe("columns whose merit is known, some with one post and some with many", () => {
  const random = draws(7);
  const rounds = Array.from({ length: 600 }, () => {
    const merits = Array.from({ length: 12 }, () => 0.1 + 0.02 * random.normal());
    const observations = new Map(
      merits.map((merit, i) => [i, Array.from({ length: i < 6 ? 1 : 24 }, () => merit + 0.08 * random.normal())] as const),
    );
    const raw = new Map([...observations].map(([i, values]) => [i, mean(values)] as const));
    const { expected } = shrink(observations);
    return { merits, raw, expected };
  });
  const merit = (pick: (round: (typeof rounds)[number]) => ReadonlyMap<number, number>) =>
    mean(rounds.map((round) => round.merits[top(pick(round))] ?? 0));
  const error = (pick: (round: (typeof rounds)[number]) => ReadonlyMap<number, number>) =>
    mean(rounds.flatMap((round) => round.merits.map((value, i) => (value - (pick(round).get(i) ?? 0)) ** 2)));

  test("raw averages choose whoever was lucky: the shrunk choice is worth more, and its figures are nearer to the truth", () => {
    // One post of luck (0.08) outshouts merit (0.02): the raw choice is a column with a single post four times of five.
    const lucky = mean(rounds.map(({ raw }) => (top(raw) < 6 ? 1 : 0)));
    expect(lucky).toBeGreaterThan(0.8);
    expect(merit(({ expected }) => expected)).toBeGreaterThan(merit(({ raw }) => raw) + 0.005);
    expect(error(({ expected }) => expected)).toBeLessThan(0.3 * error(({ raw }) => raw));
  });
});

test("what is expected lies between a column's own mean and the mean of all", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.array(share, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 }), (all) => {
      const result = shrink(new Map(all.map((values, i) => [i, values])));
      const common = result.mean ?? Number.NaN;
      all.forEach((values, i) => {
        const own = mean(values);
        const expected = result.expected.get(i) ?? Number.NaN;
        expect(expected).toBeGreaterThanOrEqual(Math.min(own, common) - 1e-9);
        expect(expected).toBeLessThanOrEqual(Math.max(own, common) + 1e-9);
      });
    }),
  );
});

test("one post each tells nothing apart, no post at all nothing", () => {
  const { mean: common, expected } = shrink(
    new Map([
      ["a", [0.1]],
      ["b", [0.3]],
    ]),
  );
  expect(common).toBeCloseTo(0.2);
  expect([...expected.values()]).toEqual([common, common]);
  expect(shrink(new Map([["a", []]])).mean).toBeNull();
});

test("with many posts a column keeps what it earned", () => {
  const many = (value: number) => Array.from({ length: 30 }, (_, i) => value + (i % 2 === 0 ? 0.01 : -0.01));
  const { expected } = shrink(
    new Map([
      ["good", many(0.3)],
      ["poor", many(0.1)],
    ]),
  );
  expect(expected.get("good")).toBeCloseTo(0.3, 3);
  expect(expected.get("poor")).toBeCloseTo(0.1, 3);
});
