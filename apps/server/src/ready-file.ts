import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { withFileLock } from "#db/file-lock";

const shape = z.object({
  pid: z.number(),
  /** Every server process of this home that lives, once per role. */
  processes: z.array(z.object({ role: z.string(), pid: z.number() })).default([]),
  url: z.string(),
  apiKey: z.string(),
  /** For commands that work on the data itself; a command's own DATABASE_URL may be another. */
  databaseUrl: z.string().optional(),
  login: z.object({ email: z.string(), password: z.string() }).optional(),
  sandbox: z
    .object({
      url: z.string(),
      corpId: z.string(),
      agentId: z.number(),
      secret: z.string(),
      token: z.string(),
      encodingAesKey: z.string(),
    })
    .optional(),
});

/** How other programs of this machine's user find a running server (DESIGN §6); `login` and `sandbox` in demo mode only. */
export type Ready = z.infer<typeof shape>;

const fileIn = (home: string) => path.join(home, "ready.json");

const locked = <T>(home: string, work: () => T): Promise<T> => {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  return withFileLock(`${fileIn(home)}.lock`, 10_000, () => Promise.resolve(work()));
};

/**
 * Says that this process is ready. Several may share a home: each adds itself to `processes`, and the rest of the file speaks of one
 * that has the role `api`, where there is one.
 */
export function writeReady(home: string, roles: ReadonlySet<string>, ready: Omit<Ready, "processes">): Promise<void> {
  return locked(home, () => {
    const known = readFile(home);
    const others = (known?.processes ?? []).filter(({ pid }) => pid !== ready.pid && isAlive(pid));
    const processes = [...others, ...[...roles].map((role) => ({ role, pid: ready.pid }))];
    const isAnswering = known !== null && others.some(({ role, pid }) => role === "api" && pid === known.pid);
    write(home, { ...(isAnswering && !roles.has("api") ? known : ready), processes });
  });
}

/** Takes this process away, and the file with the last one. Another server may have started in the meantime: it stays. */
export function removeReady(home: string): Promise<void> {
  return locked(home, () => {
    const known = readFile(home);
    if (known === null) return;
    const processes = known.processes.filter(({ pid }) => pid !== process.pid && isAlive(pid));
    const [next] = processes;
    const isOurs = known.pid === process.pid;
    if (next) write(home, { ...known, pid: isOurs ? next.pid : known.pid, processes });
    else if (isOurs) rmSync(fileIn(home), { force: true });
  });
}

/** In one piece: whoever waits for the file reads all of it or nothing. */
function write(home: string, ready: Ready): void {
  const unfinished = `${fileIn(home)}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(ready, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, fileIn(home));
}

/** The running server of this home; null when there is none (a file of a killed one does not count). */
export function readReady(home: string): Ready | null {
  const ready = readFile(home);
  return ready && isAlive(ready.pid) ? ready : null;
}

function readFile(home: string): Ready | null {
  try {
    return shape.parse(JSON.parse(readFileSync(fileIn(home), "utf8")));
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
