import { createApp } from "../app.ts";
import type { Config } from "#config";
import { startDatabase } from "#db/embedded";
import type { Core } from "../core.ts";

/** The parts of a server without its doors, for commands that have no endpoint; a running server is not disturbed. */
export async function withCore<T>(config: Config, work: (core: Core) => Promise<T>): Promise<T> {
  const database = await startDatabase({ home: config.home, url: config.databaseUrl });
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
