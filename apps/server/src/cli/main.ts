import { readConfig } from "#config";
import { StartupError } from "#db/startup-error";
import { log } from "#kit/log";
import { backup, restore } from "./backup.ts";
import { type Command, say } from "./command.ts";
import { setArchive } from "./archive.ts";
import { setCorp } from "./corp.ts";
import { migrateCommand } from "./db.ts";
import { doctor } from "./doctor.ts";
import { ordersImport } from "./orders-import.ts";
import { storesImport } from "./stores-import.ts";
import { putUserCommand } from "./user.ts";

const commands: readonly Command[] = [
  backup,
  restore,
  migrateCommand,
  setCorp,
  putUserCommand,
  storesImport,
  ordersImport,
  setArchive,
  doctor,
];

async function main(args: readonly string[]): Promise<number> {
  const command = commands.find(({ words }) => words.every((word, i) => args[i] === word));
  if (!command) {
    say(`npm run cli -- COMMAND\n${commands.map(({ usage }) => `  ${usage}`).join("\n")}`);
    return args.length === 0 || args[0] === "help" ? 0 : 2;
  }
  const config = readConfig();
  process.chdir(config.callersFolder);
  log.level = "warn";
  return command.run(args.slice(command.words.length), config);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = 1;
  if (error instanceof StartupError) say(`\n✗ ${error.message}\n✗ ${error.zh}\n`);
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
