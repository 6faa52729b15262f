import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { rehearsalReport } from "@shuke/contract";
import { expect, test } from "vitest";

const script = path.resolve(import.meta.dirname, "../../src/cli/rehearse.ts");
const args = ["store-community", "--customers", "16", "--days", "4", "--stores", "1", "--seed", "5", "--json"];

/** As from the command line, in a database of its own on the tests' PostgreSQL. Throws when the exit code is not 0. */
async function rehearse() {
  const env = { ...process.env, DATABASE_URL: process.env["TEST_DATABASE_URL"] };
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { env, maxBuffer: 2 ** 24 });
  const { timings, ...report } = rehearsalReport.parse(JSON.parse(stdout));
  return { stdout, timings, report };
}

test("the same seed gives the same report; what it says is one line, and every law was kept", { timeout: 240_000 }, async () => {
  const [first, second] = await Promise.all([rehearse(), rehearse()]);
  expect(first.stdout.trim().split("\n")).toHaveLength(1);
  expect(second.report).toEqual(first.report);
  expect(first.timings["totalMs"]).toBeGreaterThan(0);

  const { funnel, steps, invariants } = first.report;
  expect(funnel[0]).toMatchObject({ key: "added", done: 16 });
  expect(funnel.find(({ key }) => key === "enrolled")?.done).toBeGreaterThan(0);
  expect(steps.map((step) => step["key"])).toContain("d1-first-cup");
  expect(invariants.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "welcomeWithin20s",
      "personBudget",
      "staffAttention",
      "quietHours",
      "stepOnce",
      "doneHasEvidence",
      "stepStatesSum",
      "gaplessEvents",
      "serverTruthEqualsSandboxTruth",
      "phonesShowStepsOnce",
    ]),
  );
  for (const { name, checked, violations } of invariants)
    expect({ name, violations, tried: checked > 0 }).toEqual({ name, violations: 0, tried: true });
});
