import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

export interface Found {
  executablePath: string;
  env: Record<string, string>;
}

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge"];
const MAC = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/** A Chromium that a person installed: SHUKE_BROWSER, the PATH, or where a Mac or Windows keeps programs. */
export function findOnMachine(): Found | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const onPath = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const windows = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"].flatMap((name) => {
    const base = process.env[name];
    if (base === undefined) return [];
    return ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"].map((rest) => path.join(base, rest));
  });
  const candidates = [process.env.SHUKE_BROWSER ?? "", ...onPath, ...MAC, ...windows];
  const executablePath = candidates.find((file) => isProgram(file) && runs({ executablePath: file, env: {} }) === undefined);
  return executablePath === undefined ? undefined : { executablePath, env: {} };
}

/** Why a browser does not run; undefined when it does. */
export function runs(found: Found): string | undefined {
  // Chrome on Windows opens a window for --version; there the file is proof enough.
  if (process.platform === "win32") return undefined;
  const env = { ...process.env, ...found.env };
  const { status, stderr, error } = spawnSync(found.executablePath, ["--version", "--no-sandbox"], {
    encoding: "utf8",
    env,
    timeout: 30_000,
  });
  return status === 0 ? undefined : (error?.message ?? (stderr.trim().split("\n").at(-1) || `exit ${status}`));
}

function isProgram(file: string): boolean {
  if (file === "") return false;
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
