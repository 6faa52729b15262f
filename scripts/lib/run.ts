import { spawn } from "node:child_process";
import path from "node:path";
import { repository } from "./places.ts";

export interface Finished {
  code: number;
  /** stdout and stderr as they came. */
  output: string;
}

/** Runs a program of `node_modules` on this very Node. With `show` its output goes to our stderr at once, too. */
export function runBin(
  name: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; show?: boolean } = {},
): Promise<Finished> {
  const bin = path.join(repository, "node_modules", ".bin", name);
  return run(process.execPath, [bin, ...args], options);
}

export function run(file: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv; show?: boolean } = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...options.env };
    const child = spawn(file, args, { cwd: repository, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (options.show === true) process.stderr.write(chunk);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
