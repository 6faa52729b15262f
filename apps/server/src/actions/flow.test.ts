import fc from "fast-check";
import { expect, test } from "vitest";
import { flow } from "./flow.ts";

const upwards = (a: number, b: number) => a - b;

/** Batches of numbers; at most one step fails: the n-th taking, working or keeping. */
const runs = fc.record({
  sizes: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 8 }),
  width: fc.integer({ min: 1, max: 4 }),
  most: fc.integer({ min: 1, max: 6 }),
  fails: fc.option(
    fc.record({ in: fc.constantFrom("take" as const, "work" as const, "put" as const), nth: fc.integer({ min: 1, max: 6 }) }),
  ),
});

test("whatever is taken is worked on once and kept once, in whatever order things end; never more at once than wanted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), runs, async (s, { sizes, width, most: mostTaken, fails }) => {
      const batches = sizes.map((size, i) => Array.from({ length: size }, (_, n) => i * 100 + n));
      const given: number[] = [];
      const worked: number[] = [];
      const kept: number[] = [];
      const asked: number[] = [];
      const under = { take: 0, work: 0, put: 0 };
      const calls = { take: 0, work: 0, put: 0 };
      const most = { ...under };
      let furthest = 0;
      const step = async <T>(name: keyof typeof under, what: () => T): Promise<T> => {
        const call = (calls[name] += 1);
        under[name] += 1;
        most[name] = Math.max(most[name], under[name]);
        await s.schedule(Promise.resolve(), name);
        under[name] -= 1;
        if (fails?.in === name && fails.nth === call) throw new Error(`${name} fails`);
        return what();
      };
      const ended = flow<number, number>(
        {
          take: (n) =>
            step("take", () => {
              asked.push(n);
              const next = batches.shift() ?? null;
              given.push(...(next ?? []));
              furthest = Math.max(furthest, given.length - (next?.length ?? 0) - calls.work);
              return next;
            }),
          work: (one) => {
            worked.push(one);
            return step("work", () => one);
          },
          put: (some) => step("put", () => void kept.push(...some)),
        },
        { width, most: mostTaken },
      ).then(
        (n) => ({ n, error: null }),
        (error: unknown) => ({ n: null, error }),
      );
      const { n, error } = await s.waitFor(ended);
      const hasFailed = fails !== null && calls[fails.in] >= fails.nth;
      expect(error).toEqual(hasFailed ? new Error(`${fails.in} fails`) : null);
      expect(most.take).toBeLessThanOrEqual(1);
      expect(most.put).toBeLessThanOrEqual(1);
      expect(most.work).toBeLessThanOrEqual(width);
      expect(furthest).toBeLessThanOrEqual(mostTaken / 2);
      expect(asked.filter((n) => n < Math.min(width, mostTaken) || n > mostTaken)).toEqual([]);
      expect(worked.toSorted(upwards)).toEqual(given.toSorted(upwards));
      expect(under).toEqual({ take: 0, work: 0, put: 0 });
      expect(new Set(kept).size).toBe(kept.length);
      if (hasFailed) return;
      expect(n).toBe(sizes.reduce((all, size) => all + size, 0));
      expect(kept.toSorted(upwards)).toEqual(given.toSorted(upwards));
    }),
  );
});

/** A thousand of them, of which each takes so many milliseconds by itself, four at once. */
async function asked(each: number): Promise<number[]> {
  let [left, time] = [1000, 0];
  const sizes: number[] = [];
  const take = async (n: number) => {
    sizes.push(n);
    const size = Math.min(n, left);
    left -= size;
    return size === 0 ? null : Array.from({ length: size }, () => 1);
  };
  const work = async () => void (time += each / 4);
  await flow({ take, work, put: async () => {} }, { width: 4, most: 64, now: () => time });
  return sizes;
}

test("what takes its time is taken a few at a time, what is quick as many as may be", async () => {
  // Ten in a tenth of a second.
  expect(Math.max(...(await asked(40)))).toBeLessThanOrEqual(11);
  expect(Math.max(...(await asked(400)))).toBe(4);
  expect(Math.max(...(await asked(0.1)))).toBe(64);
});
