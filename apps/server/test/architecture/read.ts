import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export type SourceFile = {
  /** From the root of the repository, with `/`. */
  path: string;
  code: string;
  lines: number;
  isTest: boolean;
  room: string;
  /** Set inside apps/server/src/modules/<name>. */
  module: string | null;
  /** Files of ours that it imports, as paths from the root. */
  imports: string[];
  /** Everything else that it imports, as written. */
  packages: string[];
};

const root = path.resolve(import.meta.dirname, "../../../..");

const rules: ReadonlyArray<readonly [RegExp, string]> = [
  [/^apps\/server\/src\/actions\/senders\//, "senders"],
  [/^apps\/server\/src\/http\/callback/, "inbox"],
  [/^apps\/server\/src\/http\/route\.ts$/, "route"],
  [/^apps\/server\/src\/(kit|db|log|actions|inbox|modules|http|worker|cli|demo|rehearse)\//, "$1"],
  [/^apps\/server\/src\/wecom-clients\.ts$/, "clients"],
  [/^apps\/server\/src\/[^/]+\.ts$/, "root"],
  [/^apps\/(console|h5|sidebar)\/src\//, "$1"],
  [/^packages\/([^/]+)\/src\//, "$1"],
];

export const rooms = [
  "kit",
  "db",
  "log",
  "actions",
  "senders",
  "modules",
  "inbox",
  "http",
  "route",
  "worker",
  "root",
  "contract",
  "phrases",
  "wecom",
  "sandbox",
];

/** The room that a file of ours is in; null for tests' helpers and scripts. */
export function roomOf(file: string): string | null {
  for (const [pattern, room] of rules) {
    const found = pattern.exec(file);
    if (found) return room === "$1" ? (found[1] ?? null) : room;
  }
  return null;
}

/** Every TypeScript file of the apps and packages, with what it imports. */
export function sources(): SourceFile[] {
  return ["apps", "packages"].flatMap((folder) => filesIn(path.join(root, folder))).map(readSource);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "dist"].includes(entry.name) ? [] : filesIn(full);
    return /\.tsx?$/.test(entry.name) ? [full] : [];
  });
}

function readSource(full: string): SourceFile {
  const file = path.relative(root, full).replaceAll(path.sep, "/");
  const text = readFileSync(full, "utf8");
  const code = withoutComments(text);
  const all = specifiersOf(code).map((specifier) => resolve(file, specifier));
  return {
    path: file,
    code,
    lines: text.split("\n").length,
    isTest: /\.test\.tsx?$|\/testing?\//.test(file) || file.startsWith("apps/server/test/"),
    room: roomOf(file) ?? "none",
    module: /^apps\/server\/src\/modules\/([^/]+)\//.exec(file)?.[1] ?? null,
    imports: all.filter((target) => /^(apps|packages)\//.test(target)),
    packages: specifiersOf(code).filter((specifier) => !specifier.startsWith(".")),
  };
}

/** Static imports and re-exports, dynamic imports, import types. */
function specifiersOf(code: string): string[] {
  const pattern = /(?:^|[\n;])\s*(?:import|export)\s(?:[^"'`;]*?\sfrom\s*)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;
  return [...code.matchAll(pattern)].map((found) => found[1] ?? found[2] ?? "");
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith(".")) return path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier));
  if (specifier.startsWith("@shuke/")) return `packages/${specifier.slice("@shuke/".length)}/src/index.ts`;
  if (specifier.startsWith("#")) return inside(specifier);
  return specifier;
}

const own: Record<string, string> = {
  "#log": "log/index.ts",
  "#actions": "actions/index.ts",
  "#senders": "actions/senders/index.ts",
  "#inbox": "inbox/index.ts",
  "#worker": "worker/index.ts",
  "#config": "config.ts",
};

/** The subpath imports of apps/server/package.json. */
function inside(specifier: string): string {
  const [, folder, rest] = /^#(kit|db|http|modules)\/(.+)$/.exec(specifier) ?? [];
  const target = own[specifier] ?? (folder === "modules" ? `modules/${rest}/index.ts` : `${folder}/${rest}.ts`);
  return `apps/server/src/${target}`;
}

/** Keeps strings: SQL is in them. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");
}
