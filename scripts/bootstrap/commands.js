import { existsSync } from "node:fs";
import path from "node:path";
import { root, runForeground } from "./run.js";
import { fail } from "./say.js";

const CLI = "apps/server/src/cli/main.ts";

/** What `npm run NAME` runs: a file and the arguments that come before those of the person. */
export const commands = new Map([
  ["start", ["scripts/start.ts"]],
  ["test", ["scripts/test.ts"]],
  ["verify", ["scripts/verify.ts"]],
  ["format", ["scripts/format.ts"]],
  ["soak", ["scripts/soak.ts"]],
  ["chaos", ["scripts/chaos.ts"]],
  ["rehearse", ["apps/server/src/cli/rehearse.ts"]],
  ["doctor", [CLI, "doctor"]],
  ["cli", [CLI]],
  ["db", ["scripts/db.ts"]],
  ["bench", ["bench/main.ts"]],
  ["sandbox", ["packages/sandbox/src/main.ts"]],
  ["pack", ["scripts/pack.ts"]],
  ["screenshots", ["scripts/screenshots.ts"]],
]);

/** Runs a command with this Node and resolves with its exit code. */
export async function runCommand(name, args) {
  const [file, ...first] = commands.get(name);
  const script = path.join(root, file);
  if (!existsSync(script)) fail(`npm run ${name} is not built yet (${file}).`, `npm run ${name} 还没有做好（${file}）。`);
  // What was compiled once need not be again: a start takes half as long. A folder that cannot be written does no harm.
  const env = { NODE_COMPILE_CACHE: path.join(root, "node_modules/.cache/compiled"), ...process.env };
  return runForeground(process.execPath, [script, ...first, ...args], env);
}
