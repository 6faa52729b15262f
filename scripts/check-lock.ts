import { readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "./lib/places.ts";

interface Entry {
  version?: string;
  link?: boolean;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

/** What would make `npm ci` fail elsewhere: a platform's package that the lock does not list, or an address of one registry. */
export function checkLock(text: string): { read: number; problems: string[] } {
  const { packages }: { packages: Record<string, Entry> } = JSON.parse(text);
  const names = new Set(Object.keys(packages).map((folder) => folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length)));
  const problems: string[] = [];
  for (const [folder, entry] of Object.entries(packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!names.has(name))
        problems.push(`${folder} wants ${name}, which the lock file does not list: take a version that exists for every platform`);
    }
    if (entry.link !== true && entry.resolved !== undefined) problems.push(`${folder} is bound to ${entry.resolved}: remove "resolved"`);
  }
  return { read: names.size, problems };
}

export const lockFile = path.join(repository, "package-lock.json");

if (import.meta.main) {
  const { read, problems } = checkLock(readFileSync(lockFile, "utf8"));
  for (const problem of problems) console.error(problem);
  console.error(`${read} packages read, ${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
