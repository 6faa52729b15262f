import { expect, test } from "vitest";
import { closingLine, runSteps, type StepReport } from "./steps.ts";

const report = (part: Partial<StepReport>): StepReport => ({ name: "x", ok: true, files: 1, seconds: 1, ...part });

test("the closing line adds up tests and counts a failed check once", () => {
  expect(closingLine([report({ passed: 3, failed: 0 }), report({ passed: 4, failed: 2, ok: false }), report({ ok: false })])).toBe(
    "7 passed, 3 failed",
  );
});

test("a step that read nothing fails, and so does one that throws; the others still run", async () => {
  const reports = await runSteps([
    { name: "empty", run: () => Promise.resolve({ ok: true, files: 0 }) },
    { name: "broken", run: () => Promise.reject(new Error("no such program")) },
    { name: "fine", run: () => Promise.resolve({ ok: true, files: 2, passed: 1, failed: 0 }) },
  ]);
  expect(reports.map(({ ok }) => ok)).toEqual([false, false, true]);
  expect(closingLine(reports)).toBe("1 passed, 2 failed");
});
