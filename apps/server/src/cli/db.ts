import { startDatabase } from "#db/embedded";
import { migrate } from "#db/migrate";
import { type Command, say } from "./command.ts";

/** The server does this at every start as well; here for those who want it done before. */
export const migrateCommand: Command = {
  words: ["db", "migrate"],
  usage: "db migrate                 bring the database up to date",
  async run(_args, config) {
    const database = await startDatabase({ home: config.home, url: config.databaseUrl, log: say });
    try {
      const done = await migrate(database.url, { log: say });
      say(done.length === 0 ? "Up to date. / 已是最新。" : `Applied ${done.length}. / 已执行 ${done.length} 个迁移。`);
      return 0;
    } finally {
      await database.stop();
    }
  },
};
