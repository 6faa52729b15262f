import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { withInstallLock } from "./install-lock.js";
import { npm, root } from "./run.js";
import { fail, say } from "./say.js";
import { explainNpm } from "./troubles.js";

const lockFile = path.join(root, "package-lock.json");
const modules = path.join(root, "node_modules");
const stampFile = path.join(modules, ".shuke-stamp");

/** What comes as one package per platform: npm sometimes leaves out the one that is needed. Programs are run, libraries loaded. */
const PROGRAMS = ["typescript", "oxlint", "oxfmt"];
const LIBRARIES = ["rolldown", "lightningcss"];

/** Installs what the lock file says, if it is not what is installed. */
export async function ensurePackages() {
  if (isStamped()) return;
  await withInstallLock(async () => {
    if (isStamped()) return;
    if (!isInstalled()) await install();
    await check();
    writeFileSync(stampFile, stamp());
  });
}

async function install() {
  say("Installing packages (first time, about a minute) …", "正在安装依赖（首次约一分钟）…");
  // The packages of development are needed to run from source, whatever NODE_ENV or the person's npm settings say.
  const flags = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const started = Date.now();
  const tick = (seconds) => say(`  … ${seconds} s`);
  const { code, output } = await npm(["ci", ...flags], { env: { ...process.env, NODE_ENV: "" }, tick });
  if (code !== 0) explainNpm(output, "packages");
  say(`Packages are there (${Math.round((Date.now() - started) / 1000)} s).`, "依赖装好了。");
}

/** Does what npm 11 and newer may have blocked: PostgreSQL's library links; and looks for the programs of this platform. */
async function check() {
  const { postgresBinaries } = await import("../../apps/server/src/db/embedded-binaries.ts");
  try {
    postgresBinaries(18);
  } catch (error) {
    fail(error.message, error.zh ?? error.message);
  }
  const require = createRequire(lockFile);
  for (const name of PROGRAMS) {
    const { bin } = require(`${name}/package.json`);
    const script = path.join(modules, name, typeof bin === "string" ? bin : (bin[name] ?? bin.tsc));
    const { status, stderr } = spawnSync(process.execPath, [script, "--version"], { encoding: "utf8" });
    if (status !== 0) incomplete(name, stderr);
  }
  for (const name of LIBRARIES) {
    try {
      await import(name);
    } catch (error) {
      incomplete(name, error.message);
    }
  }
}

function incomplete(name, reason) {
  process.stderr.write(`${reason}\n`);
  fail(
    `The package ${name} does not work here: delete node_modules and run the command again.`,
    `依赖 ${name} 用不了：删掉 node_modules 再运行一次。`,
  );
}

function isStamped() {
  return existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp();
}

function stamp() {
  return `${createHash("sha256").update(readFileSync(lockFile)).digest("hex")} ${process.platform}-${process.arch}\n`;
}

/** npm writes down what it installed: the same versions mean that somebody ran npm by hand, and nothing is to be done. */
function isInstalled() {
  const hidden = path.join(modules, ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(lockFile, "utf8")).packages;
  const present = JSON.parse(readFileSync(hidden, "utf8")).packages;
  return Object.entries(wanted).every(([folder, { version, link, optional }]) => {
    if (!folder.includes("node_modules/") || link) return true;
    if (present[folder] === undefined) return Boolean(optional);
    return present[folder].version === version;
  });
}
