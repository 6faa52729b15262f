import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Names a living process as `pid:started`, so that a later process which happens to get the same number is told apart.
 * Undefined when there is no such process (a zombie is none).
 */
export function processIdentity(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (process.platform === "linux") return linuxIdentity(pid);
  if (process.platform === "win32") return isSignalable(pid) ? `${pid}:` : undefined;
  const started = ps(pid, "lstart=");
  return started === undefined ? undefined : `${pid}:${started}`;
}

/** Whether the process that was named by `processIdentity` still runs. */
export function isRunning(identity: string): boolean {
  return processIdentity(Number.parseInt(identity, 10)) === identity;
}

/** The command line of a process, with spaces between arguments; undefined when there is none to be seen. */
export function commandLine(pid: number): string | undefined {
  if (process.platform !== "linux") return ps(pid, "command=");
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return undefined;
  }
}

function linuxIdentity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; after it come state (field 3) … starttime (field 22), see proc(5).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : `${pid}:${fields[19] ?? ""}`;
  } catch {
    return undefined;
  }
}

function ps(pid: number, format: string): string | undefined {
  try {
    return execFileSync("ps", ["-o", format, "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}

function isSignalable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
