import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkDocs } from "../check-doc-refs.ts";
import { checkLock, lockFile } from "../check-lock.ts";
import { repositoryFiles } from "./files.ts";
import { repository } from "./places.ts";
import { runBin } from "./run.ts";
import type { Step, StepResult } from "./steps.ts";

const WARN_LINES = 300;

/** The checks that read files and run nothing of ours; about twenty seconds. */
export const checks: readonly Step[] = [
  { name: "format", run: () => tool("oxfmt", ["--check", "."]) },
  { name: "lint", run: lint },
  { name: "types", run: types },
  { name: "docs", run: docs },
  { name: "lock file", run: lock },
];

/** oxlint and oxfmt say themselves how many files they read. */
async function tool(name: string, args: string[]): Promise<StepResult> {
  const { code, output } = await runBin(name, args, { env: { NO_COLOR: "1" } });
  const files = Number(/ on (\d+) files/.exec(output)?.[1] ?? 0);
  if (name !== "oxfmt") return { ok: code === 0, files, output };
  const lines = output.trim().split("\n");
  const shown = lines.length > 30 ? [...lines.slice(0, 20), "…", ...lines.slice(-2)] : lines;
  return { ok: code === 0, files, output: `${shown.join("\n")}\nMend it with: npm run format` };
}

async function lint(): Promise<StepResult> {
  const long = repositoryFiles().filter(
    (file) => /\.(?:ts|tsx|js)$/.test(file) && !file.endsWith("db/types.ts") && countLines(file) > WARN_LINES,
  );
  for (const file of long) console.error(`  warning: ${file} has ${countLines(file)} lines (${WARN_LINES} is long, 400 the end)`);
  return tool("oxlint", ["--type-aware", "."]);
}

async function types(): Promise<StepResult> {
  const projects = repositoryFiles().filter((file) => /(?:^|\/)tsconfig\.json$/.test(file));
  let files = 0;
  let output = "";
  for (const project of projects) {
    const result = await runBin("tsc", ["-p", project, "--listFiles"]);
    const lines = result.output.split("\n");
    files += lines.filter((line) => line.startsWith(repository) && !line.includes("node_modules")).length;
    if (result.code !== 0) output += `${project}\n${lines.filter((line) => !path.isAbsolute(line)).join("\n")}\n`;
  }
  return { ok: output === "", files, output };
}

function docs(): Promise<StepResult> {
  const { read, problems } = checkDocs(repositoryFiles());
  return Promise.resolve({
    ok: problems.length === 0,
    files: read,
    output: problems.map(({ file, line, text }) => `${file}:${line} ${text}`).join("\n"),
  });
}

function lock(): Promise<StepResult> {
  if (!existsSync(lockFile)) return Promise.resolve({ ok: false, files: 0, output: "package-lock.json is missing" });
  const { read, problems } = checkLock(readFileSync(lockFile, "utf8"));
  return Promise.resolve({ ok: problems.length === 0, files: read, output: problems.join("\n") });
}

function countLines(file: string): number {
  return readFileSync(path.join(repository, file), "utf8").split("\n").length - 1;
}
