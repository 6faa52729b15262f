import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startDatabase, stopOrphan } from "../src/db/embedded.ts";

const PREFIX = "shuke-test-";

/**
 * Starts one PostgreSQL for the whole test run, in a temporary home and without fsync, unless TEST_DATABASE_URL or DATABASE_URL names one.
 * TEST_POSTGRES=15 takes the oldest version that is supported.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.TEST_DATABASE_URL ?? process.env.DATABASE_URL;
  if (given !== undefined) {
    process.env.TEST_DATABASE_URL = given;
    return undefined;
  }
  const major = process.env.TEST_POSTGRES === "15" ? 15 : 18;
  await removeLeftovers(major);
  const home = mkdtempSync(path.join(tmpdir(), PREFIX));
  const database = await startDatabase({ home, major, mode: "throwaway" });
  process.env.TEST_DATABASE_URL = database.url;
  return async () => {
    delete process.env.TEST_DATABASE_URL;
    await database.stop();
    rmSync(home, { recursive: true, force: true });
  };
}

/** Homes of test runs that were killed. */
async function removeLeftovers(major: 15 | 18): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const home = path.join(tmpdir(), name);
    const stopped = await stopOrphan(home, major).catch(() => false);
    if (stopped) rmSync(home, { recursive: true, force: true });
  }
}
