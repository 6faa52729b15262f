import { expect, test } from "vitest";
import { readItems } from "./read-items.ts";

test.each([
  ["BEAN-YN-200", "", [["BEAN-YN-200", 1]]],
  ["BEAN-YN-200", "3", [["BEAN-YN-200", 3]]],
  [
    "BEAN-YN-200×2；KETTLE-WHITE",
    "3",
    [
      ["BEAN-YN-200", 2],
      ["KETTLE-WHITE", 1],
    ],
  ],
  [
    " MASK-50 x 2 , BOX2 ",
    "",
    [
      ["MASK-50", 2],
      ["BOX2", 1],
    ],
  ],
  ["6901234567892*10", "", [["6901234567892", 10]]],
])("%j with %j is %j", (cell, count, items) => {
  expect(readItems(cell, count)?.map(({ sku, quantity }) => [sku, quantity])).toEqual(items);
});

test("an empty cell says nothing, and what cannot be read is not guessed", () => {
  expect(readItems(" ; ", "2")).toBeUndefined();
  for (const [cell, count] of [
    ["A", "两件"],
    ["A", "0"],
    ["A", "1.5"],
    ["A×0", ""],
    ["A".repeat(61), ""],
    [Array.from({ length: 201 }, (_, n) => `A${n}`).join(";"), ""],
  ] as const)
    expect(readItems(cell, count)).toBeNull();
});
