import { createApp } from "../app.ts";
import type { Config } from "#config";
import { startDatabase } from "#db/embedded";
import { StartupError } from "#db/startup-error";
import { firstCorp } from "#modules/org";
import type { Core } from "../core.ts";
import { readReady } from "../ready-file.ts";

/**
 * The parts of a server without its doors, on the database of the running server of this home (ready.json), else on the
 * one of the settings, else on the embedded one. A running server is not disturbed.
 */
export async function withCore<T>(config: Config, work: (core: Core) => Promise<T>): Promise<T> {
  const url = readReady(config.home)?.databaseUrl ?? config.databaseUrl;
  const database = await startDatabase({ home: config.home, url });
  try {
    const roles = new Set<never>();
    const app = await createApp({ ...config, databaseUrl: database.url, sandboxUrl: undefined, roles, logLevel: "warn" });
    try {
      return await work(app.core);
    } finally {
      await app.stop();
    }
  } finally {
    await database.stop();
  }
}

/** The same for what belongs to a corp: the one that was set up first. */
export const withCorp = <T>(config: Config, work: (core: Core, corpId: string) => Promise<T>): Promise<T> =>
  withCore(config, async (core) => {
    const corpId = await firstCorp(core.db);
    if (corpId === null) throw new StartupError("Set up a corp first: npm run cli -- corp set", "请先设置企业：npm run cli -- corp set");
    return work(core, corpId);
  });
