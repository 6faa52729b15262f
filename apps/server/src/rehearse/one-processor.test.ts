import { expect, test } from "vitest";
import { processors } from "./one-processor.ts";

test("the processors that a process may use are read from their list", () => {
  expect(processors("0")).toEqual([0]);
  expect(processors("0,1")).toEqual([0, 1]);
  expect(processors("0,2-4")).toEqual([0, 2, 3, 4]);
  expect(processors("")).toEqual([]);
  expect(processors("all")).toEqual([]);
});
