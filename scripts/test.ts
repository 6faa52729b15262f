import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checks } from "./lib/checks.ts";
import { main } from "./lib/main.ts";
import { repository } from "./lib/places.ts";
import { runBin } from "./lib/run.ts";
import { closingLine, failuresAgain, line, runSteps, type Step, type StepResult } from "./lib/steps.ts";

/** Projects of vitest.config.ts. What starts whole programs or a browser comes last and alone, since it wants both cores. */
const suites: readonly Step[] = [
  { name: "rules", run: () => vitest(["--project", "rules"]) },
  { name: "database", run: () => vitest(["--project", "db"]) },
  // The oldest version that is supported runs what talks to PostgreSQL most closely.
  {
    name: "PostgreSQL 15",
    run: () =>
      vitest(["--project", "db", "apps/server/test/", "apps/server/src/db/", "apps/server/src/log/", "apps/server/src/actions/"], {
        TEST_POSTGRES: "15",
      }),
  },
  { name: "flows", run: () => vitest(["--project", "flows"]) },
  { name: "console", run: () => vitest(["--project", "console"]) },
  { name: "commands", run: () => vitest(["--project", "commands"]) },
  { name: "browser", run: () => vitest(["--project", "browser"]) },
];

await main(async (only) => {
  const all = [...checks, ...suites];
  const chosen = only.length === 0 ? all : all.filter(({ name }) => only.includes(name));
  if (chosen.length === 0) {
    console.error(`npm test -- [STEP …]; the steps are: ${all.map(({ name }) => name).join(", ")}`);
    return 2;
  }
  const started = performance.now();
  const reports = await runSteps(chosen);
  console.log(`\n${failuresAgain(reports)}\n${reports.map(line).join("\n")}`);
  console.log(`${((performance.now() - started) / 60_000).toFixed(1)} min`);
  console.log(closingLine(reports));
  return reports.every(({ ok }) => ok) ? 0 : 1;
});

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  success: boolean;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

/** Runs a part of the tests. Skipped tests are failures: what does not run proves nothing. */
async function vitest(args: string[], env: NodeJS.ProcessEnv = {}): Promise<StepResult> {
  const folder = mkdtempSync(path.join(tmpdir(), "shuke-report-"));
  const file = path.join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const { code } = await runBin("vitest", ["run", ...args, ...reporters], { env: { ...env, NODE_ENV: "test" }, show: true });
    const report: VitestReport = JSON.parse(readFileSync(file, "utf8"));
    const brokenFiles = report.testResults.filter(({ status }) => status !== "passed").length;
    const failed = Math.max(report.numFailedTests + report.numPendingTests, code === 0 ? brokenFiles : Math.max(brokenFiles, 1));
    return { ok: failed === 0, files: report.testResults.length, passed: report.numPassedTests, failed, failures: failures(report) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tests that did not pass, and files that broke outside of any test, with their reasons. */
function failures(report: VitestReport): string[] {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative(repository, name);
    const tests = assertionResults.filter((test) => test.status !== "passed");
    if (tests.length === 0) return status === "passed" ? [] : [`${file}\n${message}`];
    return tests.map((test) => `${file} · ${test.fullName} (${test.status})\n${test.failureMessages.join("\n")}`);
  });
}
