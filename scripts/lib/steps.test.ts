import { expect, test } from "vitest";
import { closingLine, failuresAgain, runSteps, type StepReport } from "./steps.ts";

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

test("what failed is said again at the end, each with its step, and a long reason is cut", () => {
  const reason = Array.from({ length: 99 }, (_, i) => `line ${i}`).join("\n");
  const again = failuresAgain([
    report({}),
    report({ name: "database", ok: false, failures: ["a.test.ts · one", `b.test.ts · two\n${reason}`] }),
  ]);
  expect(again).toContain("✗ database · a.test.ts · one\n✗ database · b.test.ts · two\n  line 0");
  expect(again).not.toContain("line 24");
});
