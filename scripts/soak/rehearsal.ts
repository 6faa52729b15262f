import { spawn } from "node:child_process";
import path from "node:path";
import { rehearsalReport } from "@shuke/contract";
import type { z } from "zod";
import { repository } from "../lib/places.ts";

export type Report = z.infer<typeof rehearsalReport>;

/** Exit code of a rehearsal that ended and in which a law was broken. */
const LAW_BROKEN = 3;

/** A rehearsal as from the command line; progress goes on to our stderr. Throws when it did not come to its end. */
export async function rehearse(options: readonly string[], playbook = "store-community"): Promise<Report> {
  const script = path.join(repository, "apps/server/src/cli/rehearse.ts");
  const child = spawn(process.execPath, [script, playbook, ...options, "--json"], {
    cwd: repository,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [text, code] = await Promise.all([
    child.stdout.setEncoding("utf8").toArray(),
    new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve)),
  ]);
  if (code !== 0 && code !== LAW_BROKEN) throw new Error(`the rehearsal ended with ${code}`);
  const lines = text.join("").trim().split("\n");
  if (lines.length !== 1) throw new Error(`the report must be one line, not ${lines.length}`);
  return rehearsalReport.parse(JSON.parse(lines[0] ?? ""));
}

/** Laws that must be among those that were tried, and that none of them was broken. Answers what is wrong in words. */
export function troubles(report: Report, laws: readonly string[] | "all"): string[] {
  const judged = laws === "all" ? report.invariants : report.invariants.filter(({ name }) => laws.includes(name));
  const untried = laws === "all" ? [] : laws.filter((law) => !judged.some(({ name, checked }) => name === law && checked > 0));
  return [
    ...untried.map((law) => `${law} was not tried`),
    ...judged
      .filter(({ checked, violations }) => checked === 0 || violations > 0)
      .map(({ name, checked, violations, examples }) => `${name} ${violations} of ${checked} (${(examples ?? []).join("; ")})`),
  ];
}

export function figures(report: Report): string {
  const done = (key: string) => report.funnel.find((step) => step.key === key)?.done ?? 0;
  const checks = report.invariants.reduce((sum, { checked }) => sum + checked, 0);
  const way = ["added", "welcomed", "joined", "enrolled", "reached"].map((key) => `${key} ${done(key)}`).join(", ");
  return `${report.customers} people, ${report.days} days: ${way}; ${report.invariants.length} laws, ${checks} checks`;
}
