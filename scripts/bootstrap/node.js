import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withInstallLock } from "./install-lock.js";
import { npm, root, runForeground } from "./run.js";
import { fail, say } from "./say.js";
import { explainNpm } from "./troubles.js";

const VERSION = "24.21.0";

/** Runs TypeScript files as they are, without a flag, and is what our packages ask for. */
export function isNewEnough(version) {
  const [major, minor] = version.slice(1).split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 19);
}

/** The path of our own Node, fetched from the npm registry the first time. */
export async function ensureNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const node = path.join(root, ".node", "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (runs(node)) return node;
  await withInstallLock(async () => {
    if (!runs(node)) await fetchNode(name);
  });
  if (!runs(node)) {
    fail(
      `Node ${VERSION} from npm (${name}) does not run on this machine. Install Node 22.19 or newer yourself and start again.`,
      `npm 上的 Node ${VERSION}（${name}）在这台机器上跑不起来。请自行安装 Node 22.19 以上再启动。`,
    );
  }
  return node;
}

/** Runs a script with another Node, which also comes first in the PATH of all that it starts. */
export function runWithNode(node, args) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  return runForeground(node, args, { ...process.env, [key]: `${path.dirname(node)}${path.delimiter}${process.env[key] ?? ""}` });
}

async function fetchNode(name) {
  say(
    `This is Node ${process.versions.node}; getting Node ${VERSION} from npm (first time, 50 MB) …`,
    `当前 Node 是 ${process.versions.node}，正在从 npm 下载 Node ${VERSION}（仅首次，50 MB）…`,
  );
  const folder = path.join(root, ".node");
  mkdirSync(folder, { recursive: true });
  // A package.json of its own keeps npm from taking the repository for the project.
  writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  const flags = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--workspaces=false"];
  const tick = (seconds) => say(`  … ${seconds} s`);
  const { code, output } = await npm(["install", "--prefix", folder, ...flags, `${name}@${VERSION}`], { cwd: folder, tick });
  if (code !== 0) explainNpm(output, `Node ${VERSION}`);
}

function runs(node) {
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return status === 0 && stdout.trim() === `v${VERSION}`;
}
