import { expect, test } from "vitest";
import type { NewEvent } from "#log";
import { closeSteps } from "./close-steps.ts";

const now = new Date("2025-03-01T02:00:00Z");
const row = (enrolmentId: string, step = "d1") => ({ enrolmentId, sopId: "week", step });

function closed(steps: Array<ReturnType<typeof row>>, key = "late"): NewEvent[] {
  const facts: NewEvent[] = [];
  closeSteps({ now, fact: (fact) => void facts.push(fact) }, steps, { state: "skipped", reason: "late", key });
  return facts;
}

test("one fact for each step names everybody whose step ends", () => {
  expect(closed([row("a"), row("b", "d3"), row("c")]).map(({ subject, occurredAt, data }) => ({ subject, occurredAt, data }))).toEqual([
    {
      subject: "sop:week",
      occurredAt: now,
      data: { sopId: "week", step: "d1", enrolmentIds: ["a", "c"], state: "skipped", reason: "late" },
    },
    { subject: "sop:week", occurredAt: now, data: { sopId: "week", step: "d3", enrolmentIds: ["b"], state: "skipped", reason: "late" } },
  ]);
  expect(closed([])).toEqual([]);
});

test("the next ten thousand of the same instant are told as well, the same end again is not", () => {
  const keys = [closed([row("a")]), closed([row("b")]), closed([row("a")], "m1:closed"), closed([row("a")])].flat().map((f) => f.sourceKey);
  expect(new Set(keys).size).toBe(3);
  expect(keys[3]).toBe(keys[0]);
});
