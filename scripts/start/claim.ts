import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withFileLock } from "../../apps/server/src/db/file-lock.ts";
import { isRunning, processIdentity } from "../../apps/server/src/db/process-identity.ts";
import { StartupError } from "../../apps/server/src/db/startup-error.ts";
import { pidFile } from "./child.ts";

/** Makes this process the only `npm start` of a home. Throws when another one runs. */
export async function claim(home: string): Promise<void> {
  makeHome(home);
  const file = pidFile(home, "start");
  await withFileLock(`${file}.lock`, 10_000, () => {
    if (existsSync(file)) {
      const identity = readFileSync(file, "utf8");
      if (isRunning(identity)) throw alreadyRunning(home, Number.parseInt(identity, 10));
    }
    writeFileSync(file, processIdentity(process.pid) ?? "");
    return Promise.resolve();
  });
}

export function release(home: string): void {
  rmSync(pidFile(home, "start"), { force: true });
}

function makeHome(home: string): void {
  try {
    mkdirSync(path.dirname(pidFile(home, "start")), { recursive: true, mode: 0o700 });
    accessSync(path.dirname(pidFile(home, "start")), constants.W_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartupError(
      `Cannot write the data folder ${home} (${reason}). Set SHUKE_HOME to a folder of your own.`,
      `写不了数据目录 ${home}（${reason}）。请把 SHUKE_HOME 设成自己的目录。`,
      { cause },
    );
  }
}

function alreadyRunning(home: string, pid: number): StartupError {
  const file = path.join(home, "ready.json");
  const ready: { url?: string } = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const where = ready.url ?? "starting / 启动中";
  return new StartupError(
    `It runs already: ${where} (process ${pid}). Stop it with Ctrl-C there, or start a second one with another SHUKE_HOME, PORT and SANDBOX_PORT.`,
    `已经在运行：${where}（进程 ${pid}）。到那边按 Ctrl-C 停掉，或者换一组 SHUKE_HOME、PORT、SANDBOX_PORT 再开一份。`,
  );
}
