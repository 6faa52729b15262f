import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { postgresBinaries } from "./embedded-binaries.ts";
import { canConnect, runningCluster, startCluster, stopCluster, type Cluster } from "./embedded-cluster.ts";
import { withFileLock } from "./file-lock.ts";
import { isRunning, processIdentity } from "./process-identity.ts";
import { StartupError } from "./startup-error.ts";
import { withDatabase } from "./template.ts";

export interface StartDatabaseOptions {
  /** $SHUKE_HOME; the data folder is `pg/18` in it. */
  home: string;
  /** DATABASE_URL: use this PostgreSQL and start none. */
  url?: string;
  /** 15 is for tests. */
  major?: 15 | 18;
  /** `throwaway` gives up safety against a power cut, for tests. */
  mode?: "durable" | "throwaway";
  log?: (line: string) => void;
}

export interface RunningDatabase {
  url: string;
  /** The PostgreSQL that we run; an external one has none. */
  pid?: number;
  /** `started` by us, `adopted` from a process that was killed or that shares it, or `external`. */
  kind: "started" | "adopted" | "external";
  /** Stops PostgreSQL unless another process uses it too. External ones stay as they are. */
  stop: () => Promise<void>;
  /** False when the PostgreSQL that we run has died. */
  isAlive: () => boolean;
}

const DATABASE = "shuke";
const OLDEST_VERSION = 150_000;

/**
 * Brings up the database of a home folder, or checks the one that is given. Safe against two starts at once, and after a `kill -9` of
 * either the server or PostgreSQL. Throws `StartupError` with what to do.
 */
export async function startDatabase(options: StartDatabaseOptions): Promise<RunningDatabase> {
  if (options.url !== undefined) {
    await checkVersion(options.url);
    return { url: options.url, kind: "external", stop: async () => {}, isAlive: () => true };
  }
  const cluster = clusterOf(options);
  makeFolder(cluster.folder);
  const mark = path.join(cluster.folder, `${cluster.major}.user-${process.pid}-${randomBytes(4).toString("hex")}`);
  return locked(cluster, async () => {
    const running = await adopt(cluster);
    const { url, pid } = running ?? (await startCluster(cluster, options.log ?? (() => {})));
    await ensureDatabase(url, DATABASE);
    writeFileSync(mark, processIdentity(process.pid) ?? "");
    const stop = (): Promise<void> =>
      locked(cluster, async () => {
        rmSync(mark, { force: true });
        if (livingUsers(cluster) === 0) await stopCluster(pid, cluster.dataDir);
      });
    return {
      url: withDatabase(url, DATABASE),
      pid,
      kind: running === undefined ? "started" : "adopted",
      stop,
      isAlive: () => runningCluster(cluster)?.pid === pid,
    };
  });
}

/** Stops the PostgreSQL of a home whose users all died. True when there is a data folder and nobody uses it any more. */
export async function stopOrphan(home: string, major: 15 | 18 = 18): Promise<boolean> {
  const cluster = clusterOf({ home, major });
  if (!existsSync(cluster.dataDir)) return false;
  return locked(cluster, async () => {
    if (livingUsers(cluster) > 0) return false;
    const running = runningCluster(cluster);
    if (running !== undefined) await stopCluster(running.pid, cluster.dataDir);
    return true;
  });
}

function clusterOf(options: StartDatabaseOptions): Cluster {
  const major = options.major ?? 18;
  const folder = path.resolve(options.home, "pg");
  return {
    major,
    folder,
    dataDir: path.join(folder, String(major)),
    logFile: path.join(folder, `${major}.log`),
    secretsFile: path.join(folder, `${major}.json`),
    binaries: postgresBinaries(major),
    mode: options.mode ?? "durable",
  };
}

/** A postmaster that runs already; it may be starting or stopping, so it gets some time to answer or to go. */
async function adopt(cluster: Cluster): Promise<{ url: string; pid: number } | undefined> {
  const until = Date.now() + 60_000;
  for (;;) {
    const running = runningCluster(cluster);
    if (running === undefined) return undefined;
    if (await canConnect(running.url)) return running;
    if (Date.now() > until) {
      throw new StartupError(
        `PostgreSQL (process ${running.pid}) runs but does not answer; see ${cluster.logFile}. End it with: kill -QUIT ${running.pid}`,
        `PostgreSQL（进程 ${running.pid}）在运行但没有应答，日志在 ${cluster.logFile}。可以用 kill -QUIT ${running.pid} 结束它。`,
      );
    }
    await sleep(200);
  }
}

/** How many living processes use the cluster; marks of dead ones are removed. */
function livingUsers(cluster: Cluster): number {
  let living = 0;
  for (const name of readdirSync(cluster.folder)) {
    if (!name.startsWith(`${cluster.major}.user-`)) continue;
    const file = path.join(cluster.folder, name);
    if (isRunning(readFileSync(file, "utf8"))) living += 1;
    else rmSync(file, { force: true });
  }
  return living;
}

async function locked<T>(cluster: Cluster, work: () => Promise<T>): Promise<T> {
  return withFileLock(path.join(cluster.folder, `${cluster.major}.lock`), 120_000, work);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartupError(
      `Cannot write ${folder} (${reason}). Set SHUKE_HOME to a folder that you may write, with some free space.`,
      `写不了 ${folder}（${reason}）。请把 SHUKE_HOME 设成一个能写、有空间的目录。`,
      { cause },
    );
  }
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    if (rowCount === 0) await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
}

async function checkVersion(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new StartupError(
      `The PostgreSQL of DATABASE_URL does not let us in (${reason}). Check host, port, user, password and database name.`,
      `连不上 DATABASE_URL 里的 PostgreSQL（${reason}）。请检查地址、端口、用户、密码和库名。`,
      { cause },
    );
  }
  try {
    const { rows } = await client.query<{ number: string; text: string }>(
      "select current_setting('server_version_num') as number, current_setting('server_version') as text",
    );
    const version = rows[0];
    if (version === undefined || Number(version.number) < OLDEST_VERSION) {
      throw new StartupError(
        `The PostgreSQL of DATABASE_URL is version ${version?.text}; Shuke needs 15 or newer.`,
        `DATABASE_URL 里的 PostgreSQL 是 ${version?.text}，熟客需要 15 以上。`,
      );
    }
  } finally {
    await client.end();
  }
}
