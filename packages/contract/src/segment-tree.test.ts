import { expect, test } from "vitest";
import { leavesOf, SEGMENT_DEPTH, SEGMENT_LEAVES, type SegmentNode, segmentTree } from "./segment-tree.ts";

const leaf: SegmentNode = { kind: "name", contains: "雨" };
const nested = (levels: number): SegmentNode => (levels === 0 ? leaf : { kind: "not", of: [nested(levels - 1)] });
const accepts = (root: unknown) => segmentTree.safeParse({ v: 1, root }).success;

test("takes groups within groups down to the depth that people understand, and no deeper", () => {
  expect(accepts(nested(SEGMENT_DEPTH))).toBe(true);
  expect(accepts(nested(SEGMENT_DEPTH + 1))).toBe(false);
  expect(accepts(nested(2000))).toBe(false);
});

test("holds the number of conditions", () => {
  const wide = (n: number): SegmentNode => ({ kind: "and", of: Array.from({ length: n }, () => leaf) });
  const two = (n: number): SegmentNode => ({ kind: "or", of: [wide(30), wide(n - 30)] });
  expect(accepts(two(SEGMENT_LEAVES))).toBe(true);
  expect(accepts({ kind: "or", of: [two(SEGMENT_LEAVES), leaf] })).toBe(false);
  expect(accepts({ kind: "and", of: [] })).toBe(false);
});

test("refuses what no condition means", () => {
  expect(accepts({ kind: "gender", in: ["other"] })).toBe(false);
  expect(accepts({ kind: "did", what: "drop table", op: ">=", times: 1, days: 7 })).toBe(false);
  expect(accepts({ kind: "orders", measure: "count", op: ">=", value: 1.5, days: null })).toBe(false);
  expect(segmentTree.safeParse({ v: 2, root: leaf }).success).toBe(false);
});

test("names every condition by its place", () => {
  const root: SegmentNode = { kind: "and", of: [leaf, { kind: "or", of: [leaf, leaf] }] };
  expect(leavesOf(root).map(({ path }) => path)).toEqual(["0", "1.0", "1.1"]);
});
