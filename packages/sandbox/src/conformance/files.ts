import path from "node:path";
import { collectEvidence } from "./collect.ts";
import { conformancePage, limitsPage } from "./pages.ts";
import { buildReport } from "./report.ts";

const PACKAGE = path.join(import.meta.dirname, "../..");
const DOCS = path.join(PACKAGE, "../../docs");

/** What is generated, by file: from the declarations, the limit table and what the tests wrote down. */
export function generatedFiles(): { file: string; text: string }[] {
  const shown = collectEvidence();
  const report = buildReport(shown);
  return [
    { file: path.join(PACKAGE, "conformance.json"), text: `${JSON.stringify(report, null, 1)}\n` },
    { file: path.join(DOCS, "sandbox-conformance.md"), text: conformancePage(report) },
    { file: path.join(DOCS, "wecom-limits.md"), text: limitsPage(shown) },
  ];
}
