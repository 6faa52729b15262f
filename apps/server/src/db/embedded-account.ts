import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { StartupError } from "./startup-error.ts";

/** How PostgreSQL is run, which refuses to run as root. */
export interface Account {
  /** What goes before the program on the command line; empty for an ordinary user. */
  prefix: readonly string[];
  /** The owner that files must have as seen from outside; undefined where nothing is to be changed. */
  uid?: number;
}

/**
 * As root there are two ways. In a user namespace root's own files appear as those of an unprivileged user, so a data folder below a
 * directory of mode 0700 works and nothing changes hands. Where the kernel or a container forbids namespaces, PostgreSQL runs as an
 * unprivileged user that keeps just the right to walk through root's folders.
 */
export function chooseAccount(folder: string, dataDir: string, postgres: string): Account {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const owner = existsSync(dataDir) ? lstatSync(dataDir).uid : 0;
  const candidates = [asNamespace(), asUser(owner === 0 ? 65534 : owner)];
  const failures: string[] = [];
  for (const account of owner === 0 ? candidates : candidates.toReversed()) {
    const failure = tryAccount(account, folder, postgres);
    if (failure === undefined) return account;
    failures.push(`${account.prefix[0] ?? ""}: ${failure}`);
  }
  throw new StartupError(
    `PostgreSQL does not run as root, and neither a user namespace nor an unprivileged user works here (${failures.join("; ")}). Start as an ordinary user, or set DATABASE_URL.`,
    `PostgreSQL 不能以 root 运行，这台机器上也用不了用户命名空间或普通账号（${failures.join("; ")}）。请换普通用户启动，或设置 DATABASE_URL。`,
  );
}

/** Gives the files of a data folder to the account that is going to use it. */
export function takeOwnership(folder: string, account: Account): void {
  if (account.uid === undefined || !existsSync(folder) || lstatSync(folder).uid === account.uid) return;
  chownTree(folder, account.uid);
}

function chownTree(folder: string, uid: number): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) chownTree(file, uid);
    else if (!entry.isSymbolicLink()) chownSync(file, uid, uid);
  }
  // The folder itself comes last: if this is interrupted, the next start does it again.
  chownSync(folder, uid, uid);
}

/** initdb looks the user up by name, so the namespace must map to one that exists. */
function asNamespace(): Account {
  const name = /^daemon:/m.test(readFileSync("/etc/passwd", "utf8")) ? "daemon" : "nobody";
  return { prefix: ["unshare", "--user", `--map-user=${name}`, "--"], uid: 0 };
}

function asUser(uid: number): Account {
  const capability = "+dac_override";
  return {
    prefix: [
      "setpriv",
      `--reuid=${uid}`,
      `--regid=${uid}`,
      "--clear-groups",
      `--inh-caps=${capability}`,
      `--ambient-caps=${capability}`,
      // Without it access(2) would ignore the capability, and PostgreSQL asks access(2) about its own program.
      "--securebits=+no_setuid_fixup",
      "--",
    ],
    uid,
  };
}

function tryAccount(account: Account, folder: string, postgres: string): string | undefined {
  const probe = path.join(folder, `.probe-${randomBytes(4).toString("hex")}`);
  const script = ': > "$1" && rm "$1" && exec "$2" --version';
  const result = spawnSync("/usr/bin/env", [...account.prefix, "/bin/sh", "-c", script, "sh", probe, postgres], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (result.status === 0) return undefined;
  return result.error?.message ?? result.stderr.trim().split("\n").at(-1) ?? `exit ${result.status}`;
}
