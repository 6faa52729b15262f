import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { StartupError } from "../../apps/server/src/db/startup-error.ts";
import { repositoryFiles } from "../lib/files.ts";
import { repository } from "../lib/places.ts";
import { runBin } from "../lib/run.ts";

/** The browser programs that vite builds; each is stale when its own files, a shared package or the lock file changed. */
const APPS = ["console", "h5", "sidebar"];
const SHARED = ["packages/contract/", "packages/phrases/", "packages/kit-ui/", "package-lock.json", "tsconfig.base.json"];

/** Builds what is stale, one after another, and says so. */
export async function buildApps(log: (line: string) => void): Promise<void> {
  const files = repositoryFiles();
  for (const app of APPS) {
    const folder = `apps/${app}/`;
    if (!files.includes(`${folder}vite.config.ts`)) continue;
    const stamp = hashOf(files.filter((file) => isSource(file, folder)));
    const stampFile = path.join(repository, folder, "dist", ".stamp");
    if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) continue;
    log(`Building apps/${app} (only when it changed) … / 正在构建 apps/${app} …`);
    const { code, output } = await runBin("vite", ["build", folder, "--config", `${folder}vite.config.ts`, "--logLevel", "warn"], {
      env: { NODE_ENV: "production", NO_COLOR: "1", FORCE_COLOR: undefined },
    });
    if (code !== 0) {
      throw new StartupError(
        `Building apps/${app} failed:\n${output.trim().split("\n").slice(-30).join("\n")}`,
        `构建 apps/${app} 失败，原因在上面。`,
      );
    }
    writeFileSync(stampFile, stamp);
  }
}

function isSource(file: string, folder: string): boolean {
  return [folder, ...SHARED].some((prefix) => file.startsWith(prefix)) && !/\.test\.tsx?$/.test(file);
}

function hashOf(files: string[]): string {
  const hash = createHash("sha256");
  for (const file of files.toSorted()) {
    hash.update(`${file}\0`);
    hash.update(readFileSync(path.join(repository, file)));
  }
  return hash.digest("hex");
}
