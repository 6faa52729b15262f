import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { repository } from "./places.ts";

const SKIPPED = new Set(["node_modules", ".git", ".node", ".shuke", "dist", "coverage"]);

/** The files of the repository, relative to its root: what git knows or would add; without git, what is in the folders. */
export function repositoryFiles(): string[] {
  try {
    const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: repository,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return list.split("\0").filter((file) => file !== "" && existsSync(path.join(repository, file)));
  } catch {
    return walk("");
  }
}

function walk(folder: string): string[] {
  return readdirSync(path.join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const file = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? walk(file) : [file];
  });
}
