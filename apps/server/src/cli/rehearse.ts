import { writeFileSync } from "node:fs";
import { readConfig } from "#config";
import { StartupError } from "#db/startup-error";
import { reportHtml } from "../rehearse/html.ts";
import { readOptions } from "../rehearse/options.ts";
import { printReport } from "../rehearse/print.ts";
import { rehearse } from "../rehearse/run.ts";

/** `npm run rehearse -- PLAYBOOK …`: progress on stderr, the report on stdout (one line with --json). */
try {
  // Files are named from where the command was typed.
  process.chdir(readConfig().callersFolder);
  const options = readOptions(process.argv.slice(2));
  const report = await rehearse(options, (part, words) => {
    if (options.progress) process.stderr.write(`progress ${part.toFixed(3)} ${words}\n`);
    else process.stderr.write(`\r${(part * 100).toFixed(0).padStart(3)} %  ${words}   `);
  });
  if (!options.progress) process.stderr.write("\n");
  if (options.html !== null) writeFileSync(options.html, reportHtml(report));
  process.stdout.write(`${options.json ? JSON.stringify(report) : printReport(report)}\n`);
  process.exitCode = report.invariants.some((one) => one.violations > 0) ? 3 : 0;
} catch (error) {
  if (error instanceof StartupError) process.stderr.write(`\n✗ ${error.message}\n✗ ${error.zh}\n`);
  else process.stderr.write(`\n✗ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
