import { randomBytes } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, processIdentity } from "./process-identity.ts";

/**
 * Runs `work` while this process alone holds the lock file; waits up to `waitMs` for a living holder. A lock whose holder died is taken
 * over. Throws `holder still runs` after the wait.
 */
export async function withFileLock<T>(file: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const identity = processIdentity(process.pid) ?? `${process.pid}:`;
  const own = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(own, identity);
  try {
    await acquire(file, own, Date.now() + waitMs);
  } finally {
    await rm(own, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function acquire(file: string, own: string, until: number): Promise<void> {
  for (;;) {
    // A hard link appears complete with its content or not at all.
    if (await tryLink(own, file)) return;
    const holder = await readFile(file, "utf8").catch(() => undefined);
    if (holder === undefined) continue;
    if (isRunning(holder)) {
      if (Date.now() > until) throw new Error(`${file} is held by process ${Number.parseInt(holder, 10)}, which still runs`);
      await sleep(50);
    } else {
      await removeStale(file, holder, `${own}.stale`);
    }
  }
}

/** Two processes may find one stale lock; moving it away shows whether it is still the one that was judged. */
async function removeStale(file: string, holder: string, aside: string): Promise<void> {
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, "utf8")) !== holder) await tryLink(aside, file);
  await rm(aside, { force: true });
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
