import { expect, test } from "vitest";
import { countWords, rateWords, ratio, signed, sizeWords } from "./format.ts";
import { changed, clean, flag, join, oneOf, split, text } from "./search.ts";

test("rates keep one decimal, lose a zero, and are a dash where nothing was divided", () => {
  expect([0.594, 1, 0, 0.0004, null, Number.NaN].map(rateWords)).toEqual(["59.4%", "100%", "0%", "0%", "—", "—"]);
  expect(ratio(3, 0)).toBeNull();
  expect(ratio(1, 4)).toBe(0.25);
});

test("counts and changes", () => {
  expect(countWords(1_234_567, "zh-CN")).toBe("1,234,567");
  expect([3, -1200, 0].map((value) => signed(value, "en"))).toEqual(["+3", "−1,200", "0"]);
  expect([12, 2048, 1_572_864].map(sizeWords)).toEqual(["12 B", "2 KB", "1.5 MB"]);
});

test("an address that makes no sense is read as none", () => {
  expect(text(12)).toBe("12");
  expect(text({ a: 1 })).toBeUndefined();
  expect(oneOf("open", ["open", "full"])).toBe("open");
  expect(oneOf("nonsense", ["open", "full"])).toBeUndefined();
  expect([flag("true"), flag(true), flag("no"), flag(0)]).toEqual([true, true, undefined, undefined]);
  expect(split("a,,b")).toEqual(["a", "b"]);
  expect([join(["a", "b"]), join([]), join("")]).toEqual(["a,b", undefined, undefined]);
  expect(clean({ a: 1, b: undefined })).toEqual({ a: 1 });
});

test("a change in the filter bar touches the changed keys only, and an emptied one leaves the address", () => {
  const readers = { query: join, tags: join, state: (value: unknown) => oneOf(value, ["open", "full"]) };
  expect(changed({ tags: ["a", "b"] }, readers)).toEqual({ tags: "a,b" });
  expect(changed({ state: "broken", unknown: "x" }, readers)).toStrictEqual({ state: undefined });
  expect(clean({ query: "mei", state: "open", ...changed({ query: undefined }, readers) })).toStrictEqual({ state: "open" });
});
