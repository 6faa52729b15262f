import { expect, test } from "vitest";
import { cosine, logarithm, sine } from "./exact-math.ts";

test("sine, cosine and logarithm are those of the engine, but for the last digits", () => {
  for (let angle = -700; angle <= 700; angle += 0.37) {
    expect(sine(angle)).toBeCloseTo(Math.sin(angle), 11);
    expect(cosine(angle)).toBeCloseTo(Math.cos(angle), 11);
  }
  for (const value of [Number.EPSILON, 1e-6, 0.01, 0.3, 0.749, 0.75, 0.9999, 1, 1.5, 1.6, 12_345]) {
    expect(logarithm(value)).toBeCloseTo(Math.log(value), 12);
  }
});

test("their bits are the same everywhere", () => {
  const bits = (value: number): string => {
    const buffer = Buffer.alloc(8);
    buffer.writeDoubleBE(value);
    return buffer.toString("hex");
  };
  expect([sine(1), cosine(1), sine(622.1), logarithm(0.3), logarithm(12_345)].map(bits)).toEqual([
    "3feaed548f090cee",
    "3fe14a280fb5068c",
    "3fb08a406fc4e65b",
    "bff34378fcbda720",
    "4022d78e26ae18e8",
  ]);
});
