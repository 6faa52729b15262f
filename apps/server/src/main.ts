import { createApp } from "./app.ts";
import { readConfig } from "#config";
import { startDatabase } from "#db/embedded";
import { StartupError } from "#db/startup-error";
import { log } from "#kit/log";
import { keepCliKey } from "./cli-key.ts";
import { removeReady, writeReady } from "./ready-file.ts";

/** One binary, roles by `--run=api,inbox,worker`. Without DATABASE_URL it brings up the embedded PostgreSQL of its home. */
async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2));
  log.level = config.logLevel;
  const database = await startDatabase({ home: config.home, url: config.databaseUrl, log: (line) => log.info(line) });
  const app = await createApp({ ...config, databaseUrl: database.url }).catch(async (error: unknown) => {
    await database.stop();
    throw error;
  });
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      log.info("stopping");
      await removeReady(config.home);
      await app.stop();
      await database.stop();
      log.info("stopped");
    })();
    return stopping;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.fatal({ err: error }, "stopping failed");
          process.exit(1);
        },
      );
    });
  }
  await app.start().catch(async (error: unknown) => {
    if (stopping) return;
    await stop().catch(() => {});
    throw error;
  });
  if (stopping) return;
  const demo = app.demo();
  const url = app.core.publicUrl;
  if (demo) {
    const { email, password, apiKey } = demo.credentials;
    const { corpId, agentId, secret, token, encodingAesKey } = demo.corp;
    const sandbox = { url: config.sandboxUrl ?? "", corpId, agentId, secret, token, encodingAesKey };
    await writeReady(config.home, config.roles, {
      pid: process.pid,
      url,
      apiKey,
      login: { email, password },
      sandbox,
      databaseUrl: database.url,
    });
  } else {
    const apiKey = await keepCliKey(app.core);
    await writeReady(config.home, config.roles, { pid: process.pid, url, apiKey, databaseUrl: database.url });
  }
  log.info({ url, roles: [...config.roles] }, "ready");
}

try {
  await main();
} catch (error) {
  if (error instanceof StartupError) process.stderr.write(`\n✗ ${error.message}\n✗ ${error.zh}\n\n`);
  else log.fatal({ err: error }, "the server could not start");
  process.exit(1);
}
