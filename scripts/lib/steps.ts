/** What a step of `npm test` found. A step that read nothing has not checked anything, so it fails. */
export interface StepResult {
  ok: boolean;
  /** How many files were read. */
  files: number;
  /** Tests, where the step runs some. */
  passed?: number;
  failed?: number;
  /** Shown when the step failed, and only then. */
  output?: string;
  /** What failed, each with its name and its reason: said again at the end, where one looks first. */
  failures?: readonly string[];
}

export interface Step {
  name: string;
  run(): Promise<StepResult>;
}

export interface StepReport extends StepResult {
  name: string;
  seconds: number;
}

/** Runs steps one after another, says how each went on stderr, and goes on after a failure so that one run shows all of them. */
export async function runSteps(steps: readonly Step[]): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for (const step of steps) {
    const started = performance.now();
    const result = await attempt(step);
    const report = { ...result, name: step.name, seconds: (performance.now() - started) / 1000 };
    if (!report.ok && report.output !== undefined) process.stderr.write(`${report.output.trimEnd()}\n`);
    console.error(line(report));
    reports.push(report);
  }
  return reports;
}

/** The closing line: tests, and every step that failed without a failed test counts as one failure. */
export function closingLine(reports: readonly StepReport[]): string {
  let passed = 0;
  let failed = 0;
  for (const report of reports) {
    passed += report.passed ?? 0;
    failed += Math.max(report.failed ?? 0, report.ok ? 0 : 1);
  }
  return `${passed} passed, ${failed} failed`;
}

export function line(report: StepReport): string {
  const tests = report.passed === undefined ? "" : ` · ${report.passed} passed, ${report.failed ?? 0} failed`;
  return `${report.ok ? "✓" : "✗"} ${report.name.padEnd(14)} ${report.seconds.toFixed(1).padStart(6)} s · ${report.files} files${tests}`;
}

/** Lines of one failure that are repeated; the whole of it stands where it happened. */
const LINES = 25;

/** Every failure once more, by its step: the end of a long run is often all that is kept of it. */
export function failuresAgain(reports: readonly StepReport[]): string {
  return reports
    .flatMap(({ name, failures = [] }) => failures.map((failure) => `✗ ${name} · ${failure.split("\n").slice(0, LINES).join("\n  ")}`))
    .join("\n");
}

async function attempt(step: Step): Promise<StepResult> {
  try {
    const result = await step.run();
    if (result.ok && result.files === 0) return { ...result, ok: false, output: `${step.name}: read no file at all` };
    return result;
  } catch (error) {
    return { ok: false, files: 0, output: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
