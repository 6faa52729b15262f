import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Child {
  /** the first line on stdout, which says that it is ready */
  ready: string;
  pid: number;
  /** from the start to that line */
  seconds: number;
  rssMiB(): number;
  stop(): Promise<void>;
}

/** Starts a file with this Node and waits for its first line. */
export async function startChild(file: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<Child> {
  const started = performance.now();
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"], env });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const line = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  const ready = await Promise.race([line, ended]);
  if (typeof ready !== "string") throw new Error(`${file} ended with ${ready} before it was ready`);
  return {
    ready,
    pid: child.pid ?? 0,
    seconds: (performance.now() - started) / 1000,
    rssMiB: () => Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" })) / 1024,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
