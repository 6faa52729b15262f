import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { totalmem } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { chooseAccount, takeOwnership, type Account } from "./embedded-account.ts";
import type { PostgresBinaries } from "./embedded-binaries.ts";
import { commandLine, processIdentity } from "./process-identity.ts";
import { StartupError } from "./startup-error.ts";

/** One PostgreSQL data folder and the files beside it. */
export interface Cluster {
  major: 15 | 18;
  folder: string;
  dataDir: string;
  logFile: string;
  /** Port and password, readable by the owner only. */
  secretsFile: string;
  binaries: PostgresBinaries;
  /** `durable` survives a power cut; `throwaway` is for tests. */
  mode: "durable" | "throwaway";
}

interface Secrets {
  port: number;
  password: string;
}

const USER = "shuke";

const COMMON = {
  listen_addresses: "127.0.0.1",
  shared_buffers: "256MB",
  max_connections: "100",
  jit: "off",
  timezone: "UTC",
  random_page_cost: "1.1",
  // Plans are made anew once statistics are: a young database grows fast.
  autovacuum_naptime: "15s",
  maintenance_work_mem: "128MB",
  work_mem: "16MB",
  max_wal_size: "2GB",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] ",
  password_encryption: "scram-sha-256",
};

/**
 * The indexes of a large brand's people are written at random places: what does not fit is written out and read back for each
 * page of customers, and lists of them read there. An eighth of the memory, 256 MB at least; of a machine that has 16 GB or more, and so
 * is one for a large brand, a quarter, 6 GB at most.
 */
function sharedBuffers(): string {
  const memory = totalmem() / 2 ** 20;
  return `${Math.floor(memory < 15_000 ? Math.max(256, memory / 8) : Math.min(6144, memory / 4))}MB`;
}

const MODES = {
  // After a checkpoint each touched page goes to the log whole: rarer ones make a first sync half as dear.
  durable: { synchronous_commit: "on", shared_buffers: sharedBuffers(), max_wal_size: "6GB", checkpoint_timeout: "15min" },
  throwaway: { fsync: "off", full_page_writes: "off", synchronous_commit: "off", wal_level: "minimal", max_wal_senders: "0" },
};

/** The postmaster of this data folder if it runs: its process and address. A stale pid file, also one whose number another process got, is none. */
export function runningCluster(cluster: Cluster): { pid: number; url: string } | undefined {
  const pidFile = path.join(cluster.dataDir, "postmaster.pid");
  if (!existsSync(pidFile)) return undefined;
  const [pid = "", , , port = "", socketDir = ""] = readFileSync(pidFile, "utf8").split("\n");
  if (!isPostmaster(Number(pid), cluster.dataDir)) {
    // PostgreSQL takes any process of ours with that number for itself and refuses to start; one that is gone it sees on its own.
    if (processIdentity(Number(pid)) !== undefined) rmSync(pidFile, { force: true });
    return undefined;
  }
  return { pid: Number(pid), url: urlOf({ ...readSecrets(cluster), port: Number(port) }, socketDir) };
}

/** Creates the data folder if there is none, starts PostgreSQL in a session of its own and waits until it answers. */
export async function startCluster(cluster: Cluster, log: (line: string) => void): Promise<{ pid: number; url: string }> {
  const account = chooseAccount(cluster.folder, cluster.dataDir, cluster.binaries.postgres);
  if (!existsSync(cluster.dataDir)) initialise(cluster, account, log);
  takeOwnership(cluster.dataDir, account);
  const before = readSecrets(cluster);
  for (let attempt = 1; ; attempt++) {
    const port = attempt === 1 && (await isFree(before.port)) ? before.port : await freePort();
    writeSecrets(cluster, { ...before, port });
    const logStart = existsSync(cluster.logFile) ? statSync(cluster.logFile).size : 0;
    const pid = launch(cluster, account, port);
    const url = urlOf({ ...before, port }, socketFolder(cluster.dataDir));
    if (await answers(cluster, pid, url)) return { pid, url };
    const tail = readFileSync(cluster.logFile, "utf8").slice(logStart);
    // A killed postmaster's children need a moment to notice; a port may have been taken in between.
    const passing = /still in use|lock file .* already exists|could not bind|Address already in use/.test(tail);
    if (!passing || attempt === 20) throw explain(tail, cluster);
    await sleep(500);
  }
}

/** Stops PostgreSQL: running statements are cancelled, everything committed stays. */
export async function stopCluster(pid: number, dataDir: string): Promise<void> {
  const steps = [
    { signal: "SIGINT", seconds: 60 },
    { signal: "SIGQUIT", seconds: 10 },
  ] as const;
  for (const { signal, seconds } of steps) {
    if (!isPostmaster(pid, dataDir)) return;
    process.kill(pid, signal);
    const until = Date.now() + seconds * 1000;
    while (Date.now() < until && isPostmaster(pid, dataDir)) await sleep(20);
  }
}

function isPostmaster(pid: number, dataDir: string): boolean {
  const command = processIdentity(pid) === undefined ? undefined : commandLine(pid);
  return command !== undefined && command.includes("postgres") && command.includes(dataDir);
}

function initialise(cluster: Cluster, account: Account, log: (line: string) => void): void {
  log("Creating the database (first time) … / 首次创建数据库 …");
  const password = randomBytes(24).toString("base64url");
  // Made aside and moved into place, so that an interrupted start leaves no half of a database.
  const making = `${cluster.dataDir}.new`;
  rmSync(making, { recursive: true, force: true });
  const passwordFile = path.join(cluster.folder, "initial-password");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const locale = cluster.major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
  const args = ["-D", making, "-U", USER, "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8", "--locale=C", ...locale];
  if (cluster.mode === "throwaway") args.push("--no-sync");
  const [command = "", ...rest] = [...account.prefix, cluster.binaries.initdb, ...args];
  const result = spawnSync(command, rest, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    rmSync(making, { recursive: true, force: true });
    throw explain(`${result.error?.message ?? ""}${result.stderr}`, cluster);
  }
  writeSecrets(cluster, { port: 0, password });
  renameSync(making, cluster.dataDir);
}

function launch(cluster: Cluster, account: Account, port: number): number {
  if (existsSync(cluster.logFile) && statSync(cluster.logFile).size > 10_000_000) renameSync(cluster.logFile, `${cluster.logFile}.1`);
  const sockets = { unix_socket_directories: socketFolder(cluster.dataDir), unix_socket_permissions: "0700" };
  const settings: Record<string, string> = { ...COMMON, ...MODES[cluster.mode], ...sockets, port: String(port) };
  if (sharedMemoryIsSmall()) settings.dynamic_shared_memory_type = "mmap";
  const args = ["-D", cluster.dataDir, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const [command = "", ...rest] = [...account.prefix, cluster.binaries.postgres, ...args];
  const out = openSync(cluster.logFile, "a", 0o600);
  try {
    // A session of its own: Ctrl-C in the terminal must reach the server, which drains first, and not PostgreSQL.
    const child = spawn(command, rest, { detached: true, stdio: ["ignore", out, out], cwd: cluster.folder });
    child.on("error", () => {});
    child.unref();
    if (child.pid === undefined) throw new Error(`${command} cannot be run`);
    return child.pid;
  } finally {
    closeSync(out);
  }
}

/** Waits until PostgreSQL takes connections; false when it ended instead. Crash recovery may take minutes. */
async function answers(cluster: Cluster, pid: number, url: string): Promise<boolean> {
  const until = Date.now() + 300_000;
  while (Date.now() < until) {
    if (processIdentity(pid) === undefined) return false;
    if (await canConnect(url)) return true;
    await sleep(50);
  }
  await stopCluster(pid, cluster.dataDir);
  throw new StartupError(
    `PostgreSQL did not answer for five minutes; see ${cluster.logFile}`,
    `PostgreSQL 五分钟没有应答，日志在 ${cluster.logFile}`,
  );
}

export async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function explain(output: string, cluster: Cluster): Error {
  const { folder, logFile } = cluster;
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    return new StartupError(
      `The disk that holds ${folder} is full: free some space and start again.`,
      `${folder} 所在的磁盘满了：清出空间后再启动。`,
    );
  }
  if (/Permission denied|could not access directory/.test(output)) {
    return new StartupError(
      `No permission to write ${folder}: it belongs to another user. Set SHUKE_HOME to a folder of your own, or change its owner.`,
      `没有权限写 ${folder}：它属于别的用户。请把 SHUKE_HOME 设成自己的目录，或改它的属主。`,
    );
  }
  const tail = output.trim().split("\n").slice(-8).join("\n");
  return new StartupError(`PostgreSQL did not start (log: ${logFile}):\n${tail}`, `PostgreSQL 没有启动成功，日志在 ${logFile}`);
}

/** By the socket where there is one: a round trip takes half the time of TCP's. Other programs may leave `?host=` out. */
function urlOf(secrets: Secrets, socketDir: string): string {
  const url = `postgres://${USER}:${secrets.password}@127.0.0.1:${secrets.port}/postgres`;
  return socketDir === "" ? url : `${url}?host=${encodeURIComponent(socketDir)}`;
}

const LONGEST_SOCKET_PATH = 103;

/** The data folder, which nobody else may enter; "" where that path is too long for a socket. */
function socketFolder(dataDir: string): string {
  const socket = path.join(dataDir, ".s.PGSQL.65535");
  return process.platform === "win32" || Buffer.byteLength(socket) > LONGEST_SOCKET_PATH || /[,"]/.test(dataDir) ? "" : dataDir;
}

function readSecrets(cluster: Cluster): Secrets {
  const secrets: unknown = JSON.parse(readFileSync(cluster.secretsFile, "utf8"));
  if (typeof secrets === "object" && secrets !== null && "port" in secrets && "password" in secrets) {
    return { port: Number(secrets.port), password: String(secrets.password) };
  }
  throw new StartupError(`${cluster.secretsFile} is damaged`, `${cluster.secretsFile} 已损坏`);
}

function writeSecrets(cluster: Cluster, secrets: Secrets): void {
  const next = `${cluster.secretsFile}.new`;
  writeFileSync(next, JSON.stringify(secrets), { mode: 0o600 });
  renameSync(next, cluster.secretsFile);
}

/** Containers often give 64 MB of /dev/shm, too little for parallel queries. */
function sharedMemoryIsSmall(): boolean {
  if (process.platform !== "linux") return false;
  if (!existsSync("/dev/shm")) return true;
  const { bsize, blocks } = statfsSync("/dev/shm");
  return bsize * blocks < 256_000_000;
}

async function isFree(port: number): Promise<boolean> {
  return port > 0 && (await listenOnce(port)) === port;
}

async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === undefined) throw new StartupError("No free port on 127.0.0.1", "127.0.0.1 上没有空闲端口");
  return port;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
