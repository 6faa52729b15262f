import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import manifest from "../../package.json" with { type: "json" };
import { type Config, secretKeyOf, secretKeyPlace } from "#config";
import { keyMark, openKey, sealKey } from "#db/backup/sealed-key";
import { readBackup } from "#db/backup/read-backup";
import { restoreBackup } from "#db/backup/restore-backup";
import { writeBackup } from "#db/backup/write-backup";
import { startDatabase } from "#db/embedded";
import { StartupError } from "#db/startup-error";
import { readReady } from "../ready-file.ts";
import { type Command, say } from "./command.ts";

const SAY_MS = 2000;
const count = (n: number) => n.toLocaleString("en");
const mb = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MB`;

/** The database of the running server of this home, else that of the settings, else the embedded one. */
async function withDatabaseUrl<T>(config: Config, work: (url: string) => Promise<T>): Promise<T> {
  const database = await startDatabase({
    home: config.home,
    url: config.databaseUrl ?? readReady(config.home)?.databaseUrl,
    log: say,
  });
  try {
    return await work(database.url);
  } finally {
    await database.stop();
  }
}

/** At most one line every two seconds, from whatever is called a million times. */
function ticker<T>(line: (value: T) => string): (value: T) => void {
  let saidAt = performance.now();
  return (value) => {
    if (performance.now() - saidAt < SAY_MS) return;
    saidAt = performance.now();
    say(line(value));
  };
}

export const backup: Command = {
  words: ["backup"],
  usage:
    "backup FILE [--with-key]   write everything into one file while the server runs; the key goes along under SHUKE_BACKUP_PASSPHRASE",
  async run(args, config) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { "with-key": { type: "boolean" } } });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new StartupError(`Usage: ${backup.usage}`, `用法：${backup.usage}`);
    const place = secretKeyPlace(config);
    const key = place.exists ? secretKeyOf(config) : null;
    const sealed = values["with-key"] === true ? sealedKey(key, config) : null;
    const startedAt = performance.now();
    const done = await withDatabaseUrl(config, (url) =>
      writeBackup({
        url,
        file: path.resolve(file),
        version: manifest.version,
        keyMark: key && keyMark(key),
        key: sealed,
        progress: ticker(({ table, rows, bytes, expected }) => {
          const part = expected > 0 ? `${Math.min(99, Math.floor((rows / expected) * 100))} %  ` : "";
          return `  ${part}${table}  ${count(rows)} rows / 行  ${mb(bytes)}`;
        }),
      }),
    );
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    say(`已备份 ${done.tables} 张表 ${count(done.rows)} 行，${mb(done.fileBytes)}，用了 ${seconds} 秒：${file}`);
    say(`Backed up ${done.tables} tables, ${count(done.rows)} rows, ${mb(done.fileBytes)} in ${seconds} s: ${file}`);
    if (sealed === null) {
      say(`企业密钥仍是密文：请另外保存 ${place.place}，没有它恢复后要重新录入企业密钥。`);
      say(`The corps' secrets stay sealed: keep ${place.place} as well; without it they must be entered again after a restore.`);
    }
    process.stdout.write(`${JSON.stringify({ file, ...done, seconds })}\n`);
    return 0;
  },
};

function sealedKey(key: string | null, { backupPassphrase }: Config): string {
  if (key === null) throw new StartupError("There is no key yet: start the server once.", "还没有密钥：先启动一次服务。");
  if (backupPassphrase === undefined) {
    throw new StartupError(
      "Give a passphrase of 12 characters or more in SHUKE_BACKUP_PASSPHRASE, and keep it apart from the file.",
      "请在 SHUKE_BACKUP_PASSPHRASE 里给一个至少 12 个字符的口令，并和备份文件分开保存。",
    );
  }
  return sealKey(key, backupPassphrase);
}

export const restore: Command = {
  words: ["restore"],
  usage:
    "restore FILE [--replace|--check]   put a backup into an empty database; --replace throws away what it holds, --check only reads the file",
  async run(args, config) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { replace: { type: "boolean", default: false }, check: { type: "boolean", default: false } },
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new StartupError(`Usage: ${restore.usage}`, `用法：${restore.usage}`);
    const from = path.resolve(file);
    if (values.check) return checkOnly(from);
    const done = await withDatabaseUrl(config, (url) =>
      restoreBackup({
        url,
        file: from,
        replace: values.replace,
        onHeader: ({ madeAt, version }) => say(`${madeAt}  Shuke ${version}`),
        progress: ticker(({ table, rows }) => `  ${table}  ${count(rows)} rows / 行`),
      }),
    );
    say(`已恢复 ${done.tables} 张表 ${count(done.rows)} 行，又执行了 ${done.migrated.length} 个新迁移。`);
    say(`Restored ${done.tables} tables, ${count(done.rows)} rows; ran ${done.migrated.length} newer migrations.`);
    keepKey(done.header, config);
    process.stdout.write(
      `${JSON.stringify({ tables: done.tables, rows: done.rows, madeAt: done.header.madeAt, migrated: done.migrated.length })}\n`,
    );
    return 0;
  },
};

async function checkOnly(file: string): Promise<number> {
  const { tables, rows } = await readBackup(file, { onHeader: async ({ madeAt, version }) => say(`${madeAt}  Shuke ${version}`) });
  say(`文件完整：${tables} 张表，${count(rows)} 行。`);
  say(`The file is whole: ${tables} tables, ${count(rows)} rows.`);
  process.stdout.write(`${JSON.stringify({ tables, rows })}\n`);
  return 0;
}

/** The key from the backup goes where none is; another key is never written over. Says what remains to be done. */
function keepKey({ key, keyMark: mark }: { key: string | null; keyMark: string | null }, config: Config): void {
  const place = secretKeyPlace(config);
  if (place.exists && (mark === null || keyMark(secretKeyOf(config)) === mark)) return;
  if (!place.exists && key !== null && config.backupPassphrase !== undefined) {
    const file = path.join(config.home, "secret.key");
    if (!existsSync(file)) writeFileSync(file, openKey(key, config.backupPassphrase), { mode: 0o600 });
    say(`密钥也恢复了：${file}\nThe key was restored as well: ${file}`);
    return;
  }
  if (mark === null) return;
  say(`备份里的企业密钥是用另一把密钥加密的：把原来的 secret.key 放到 ${place.place}，或重新录入（npm run cli -- corp set）。`);
  say(
    `The secrets in this backup were sealed with another key: put the old secret.key to ${place.place}, or enter them again (npm run cli -- corp set).`,
  );
}
