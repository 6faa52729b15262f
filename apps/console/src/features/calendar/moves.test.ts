import { expect, test } from "vitest";
import { arrowMove } from "./moves.ts";

const days = ["2027-03-01", "2027-03-02"];
test("arrows move a post by a day or by half an hour, and never out of its week or day", () => {
  const slot = { day: "2027-03-01", at: "09:00" };
  expect(arrowMove(days, slot, "ArrowRight")).toEqual({ day: "2027-03-02", at: "09:00" });
  expect(arrowMove(days, slot, "ArrowLeft")).toBeNull();
  expect(arrowMove(days, slot, "ArrowDown")).toEqual({ day: "2027-03-01", at: "09:30" });
  expect(arrowMove(days, { ...slot, at: "00:15" }, "ArrowUp")).toBeNull();
  expect(arrowMove(days, { ...slot, at: "23:45" }, "ArrowDown")).toBeNull();
  expect(arrowMove(days, slot, "Enter")).toBeNull();
});
