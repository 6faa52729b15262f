import { expect, test } from "vitest";
import { leftOut } from "./left-out.ts";

test("every endpoint that a page reads is measured by `npm run bench -- screens`, or excused with a reason (bench/lib/screens/inputs.ts)", () => {
  expect(leftOut()).toEqual([]);
});
