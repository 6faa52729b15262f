import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import { StartupError } from "#db/startup-error";

export type ProcessRole = "api" | "inbox" | "worker";

export type Config = {
  /** An own PostgreSQL; undefined means the embedded one of `home`. */
  databaseUrl: string | undefined;
  /** 0 takes any free port. */
  port: number;
  /** Where we listen: loopback in demo mode, all interfaces otherwise. */
  host: string;
  /** $SHUKE_HOME, absolute. */
  home: string;
  /** Where the person typed the command; npm runs it elsewhere. */
  callersFolder: string;
  /** Demo mode when set: the corp is the sandbox's and so is the time. */
  sandboxUrl: string | undefined;
  /** How much of a brand the demo makes; 0 stores make none. `playbook`: by which shipped one it works. */
  demo: { stores: number; history: boolean; playbook?: string | undefined };
  /** Rehearsals only: ids of new things come from this number instead of chance, so that one seed gives one report. */
  idSeed: number | undefined;
  /** How browsers and WeCom reach us; undefined means this machine and the port that we got. */
  publicUrl: string | undefined;
  roles: ReadonlySet<ProcessRole>;
  /** Encrypts secrets and signs sessions; undefined means the key file in `home`. */
  secretKey: string | undefined;
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  /** How many processes call WeCom for the same corps: each keeps to its part of every limit. */
  workers: number;
  /** Statements that take longer are remembered with their text (never their values) and shown on the page of operations. */
  slowMs: number;
  /** Opens /metrics to whoever brings it as a bearer; undefined: this machine only. */
  metricsToken: string | undefined;
  /** Seals the installation's key inside a backup. */
  backupPassphrase: string | undefined;
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  trustedProxies: string[];
};

/** `.shuke` in the repository. A relative SHUKE_HOME counts from where the person typed the command. */
const defaultHome = path.resolve(import.meta.dirname, "../../../.shuke");

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ""));
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean),
);

const schema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres://")
    .optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  SHUKE_HOME: z.string().optional(),
  SANDBOX_URL: url.optional(),
  SHUKE_DEMO_STORES: z.coerce.number().int().min(0).max(36).default(24),
  SHUKE_DEMO_HISTORY: z.stringbool().default(true),
  SHUKE_DEMO_PLAYBOOK: z.string().optional(),
  SHUKE_ID_SEED: z.coerce.number().int().optional(),
  PUBLIC_URL: url.optional(),
  SHUKE_RUN: list.pipe(z.array(z.enum(["api", "inbox", "worker"])).min(1)).default(["api", "inbox", "worker"]),
  SHUKE_SECRET_KEY: z.string().min(32, "needs at least 32 characters / 至少 32 个字符").optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  SHUKE_WORKERS: z.coerce.number().int().min(1).max(100).default(1),
  SHUKE_SLOW_MS: z.coerce.number().int().min(1).default(500),
  METRICS_TOKEN: z.string().min(16, "needs at least 16 characters / 至少 16 个字符").optional(),
  SHUKE_BACKUP_PASSPHRASE: z.string().min(12, "needs at least 12 characters / 至少 12 个字符").optional(),
  TRUSTED_PROXIES: list.default([]),
});

/**
 * The only reader of the environment. `--run=api,inbox,worker` wins over SHUKE_RUN; empty variables count as absent.
 * Throws a StartupError that names every variable which does not fit.
 */
export function readConfig(argv: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const run = argv.find((arg) => arg.startsWith("--run="));
  if (run !== undefined) given["SHUKE_RUN"] = run.slice("--run=".length);
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    throw new StartupError(`These settings do not fit: ${lines}`, `这些设置不对：${lines}`);
  }
  const values = parsed.data;
  return {
    databaseUrl: values.DATABASE_URL,
    port: values.PORT,
    host: values.SANDBOX_URL === undefined ? "0.0.0.0" : "127.0.0.1",
    home: values.SHUKE_HOME === undefined ? defaultHome : path.resolve(env["INIT_CWD"] ?? ".", values.SHUKE_HOME),
    callersFolder: path.resolve(env["INIT_CWD"] ?? "."),
    sandboxUrl: values.SANDBOX_URL,
    demo: { stores: values.SHUKE_DEMO_STORES, history: values.SHUKE_DEMO_HISTORY, playbook: values.SHUKE_DEMO_PLAYBOOK },
    idSeed: values.SHUKE_ID_SEED,
    publicUrl: values.PUBLIC_URL,
    roles: new Set(values.SHUKE_RUN),
    secretKey: values.SHUKE_SECRET_KEY,
    logLevel: values.LOG_LEVEL,
    workers: values.SHUKE_WORKERS,
    slowMs: values.SHUKE_SLOW_MS,
    metricsToken: values.METRICS_TOKEN,
    backupPassphrase: values.SHUKE_BACKUP_PASSPHRASE,
    trustedProxies: values.TRUSTED_PROXIES,
  };
}

/** Where the installation's key comes from; `exists` is false before the first start. */
export function secretKeyPlace(config: Pick<Config, "home" | "secretKey">): { place: string; exists: boolean } {
  const file = path.join(config.home, "secret.key");
  return config.secretKey === undefined ? { place: file, exists: existsSync(file) } : { place: "SHUKE_SECRET_KEY", exists: true };
}

/** The installation's key: from the environment, else a file that is made at the first start (0600). */
export function secretKeyOf(config: Pick<Config, "home" | "secretKey">): string {
  if (config.secretKey !== undefined) return config.secretKey;
  const { place: file } = secretKeyPlace(config);
  if (!existsSync(file)) {
    mkdirSync(config.home, { recursive: true, mode: 0o700 });
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, randomBytes(32).toString("base64url"), { mode: 0o600 });
    try {
      // Two processes may start at once: the first link stays, and nobody reads half a key.
      linkSync(fresh, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    } finally {
      rmSync(fresh, { force: true });
    }
  }
  const key = readFileSync(file, "utf8").trim();
  if (key.length >= 32) return key;
  throw new StartupError(
    `${file} is not a whole key (32 characters or more). Put the file back from a copy; without one, delete it and enter the corp's secrets again.`,
    `${file} 里的密钥不完整（至少 32 个字符）。请从备份恢复这个文件；没有备份就删掉它，再重新录入企业密钥。`,
  );
}
