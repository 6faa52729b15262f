import { expect, test } from "vitest";
import { daysToRehearse } from "./length.ts";
import { shippedPlaybooks } from "./library.ts";
import { parsePlaybook } from "./parse.ts";

test("a rehearsal lasts until the last step's window is over; a group's month needs its group first", () => {
  const days = Object.fromEntries(shippedPlaybooks().map(({ key, yaml }) => [key, daysToRehearse(parsePlaybook(yaml).sops)]));
  expect(days).toEqual({
    "entry-funnel-7": 20,
    "group-first-month": 58,
    "newcomer-30-days": 42,
    "stock-notice": 15,
    "store-community": 21,
    "weekly-columns": 18,
  });
});

test("without SOPs two weeks, and never longer than may be asked for", () => {
  expect(daysToRehearse([])).toBe(14);
});
