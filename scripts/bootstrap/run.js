import { spawn } from "node:child_process";
import { constants } from "node:os";
import path from "node:path";

export const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "../..");

/** Runs a program in the foreground with our input and output, hands signals on and resolves with its exit code. */
export function runForeground(file, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: "inherit", env });
    // The terminal sends Ctrl-C to the child as well; a repeated signal must not harm it.
    const forward = (signal) => child.kill(signal);
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, forward);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** Runs a program in the background of a progress line: every ten seconds `tick` is told how many have passed. */
export function runQuietly(file, args, { cwd = root, env = process.env, tick = () => {} } = {}) {
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const timer = setInterval(() => tick(Math.round((Date.now() - started) / 1000)), 10_000);
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => keep(String(error)));
    child.on("close", (code) => {
      clearInterval(timer);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** npm itself: the one that runs us, else the one on the PATH. Runs on this very Node. */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.[cm]?js$/.test(cli)) return runQuietly(process.execPath, [cli, ...args], options);
  return process.platform === "win32" ? runQuietly("cmd", ["/c", "npm", ...args], options) : runQuietly("npm", args, options);
}
