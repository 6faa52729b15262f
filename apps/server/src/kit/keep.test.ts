import { expect, test } from "vitest";
import { createKeep } from "./keep.ts";

function setUp(rows: number, tookMs: number) {
  let now = 0;
  let counted = 0;
  const keep = createKeep(() => now);
  const ages: number[] = [];
  const ask = (key = "a") =>
    keep({ noteAge: (ms) => ages.push(ms) }, key, async () => {
      counted += 1;
      const value = counted;
      await Promise.resolve();
      now += tookMs;
      return { value, rows };
    });
  return { ask, ages, pass: (ms: number) => (now += ms), counted: () => counted };
}

test("what is counted quickly is counted every time", async () => {
  const { ask, counted } = setUp(29_999, 1);
  expect([await ask(), await ask(), await ask()]).toEqual([1, 2, 3]);
  expect(counted()).toBe(3);
});

test("what took a second is kept for five minutes; then it is answered once more while it is counted anew", async () => {
  const { ask, ages, pass } = setUp(1_000_000, 1_000);
  expect(await ask()).toBe(1);
  expect(ages).toEqual([]);
  pass(299_000);
  expect(await ask()).toBe(1);
  expect(ages).toEqual([299_000]);
  pass(2_000);
  expect(await ask()).toBe(1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await ask()).toBe(2);
});

test("those who ask at once wait for one count", async () => {
  const { ask, counted } = setUp(1_000_000, 1_000);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  expect(counted()).toBe(1);
  expect(await ask("b")).toBe(2);
});

test("nobody sees what is ten minutes old, and a failed count is told and tried again", async () => {
  const { ask, pass } = setUp(1_000_000, 100_000);
  expect(await ask()).toBe(1);
  pass(600_001);
  expect(await ask()).toBe(2);
  const keep = createKeep(() => 0);
  await expect(keep({}, "x", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await keep({}, "x", async () => ({ value: 7, rows: 1 }))).toBe(7);
});
