import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const shape = z.object({
  pid: z.number(),
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

/** In one piece: whoever waits for the file reads all of it or nothing. */
export function writeReady(home: string, ready: Ready): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const unfinished = `${fileIn(home)}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(ready, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, fileIn(home));
}

/** Takes away the own file only: another server may have started in the meantime. */
export function removeReady(home: string): void {
  if (readReady(home)?.pid === process.pid) rmSync(fileIn(home), { force: true });
}

/** The running server of this home; null when there is none (a file of a killed one does not count). */
export function readReady(home: string): Ready | null {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(fileIn(home), "utf8"));
  } catch {
    return null;
  }
  const parsed = shape.safeParse(content);
  return parsed.success && isAlive(parsed.data.pid) ? parsed.data : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
