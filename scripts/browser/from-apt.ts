import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findOnMachine, type Found } from "./on-machine.ts";

/** As root on Debian or Ubuntu: installs Chromium and a Chinese font. Says so on stderr first, since it changes the machine. */
export function installWithApt(): Promise<Found | undefined> {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return Promise.resolve(undefined);
  console.error("Installing chromium with apt-get … / 正在用 apt-get 安装 chromium …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]]) {
    const { status, stderr } = spawnSync("apt-get", args, { encoding: "utf8", env, stdio: ["ignore", "ignore", "pipe"] });
    if (status !== 0) return Promise.reject(new Error(`apt-get ${args[0]} failed: ${stderr.trim().split("\n").at(-1)}`));
  }
  return Promise.resolve(findOnMachine());
}
