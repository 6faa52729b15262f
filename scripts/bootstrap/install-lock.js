import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run.js";
import { fail, say } from "./say.js";
import { explainWrite } from "./troubles.js";

const file = path.join(root, ".node", "install.lock");

/** Lets one command at a time change the installation. A lock left by a process that is gone is taken over. */
export async function withInstallLock(work) {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
  } catch (error) {
    explainWrite(error, root);
  }
  let waited = 0;
  while (!take()) {
    if (waited === 0) say("Waiting for another command that is installing …", "另一个命令正在安装，等它完成 …");
    if (waited > 900)
      fail(
        `${file} is held for 15 minutes. Delete it if nothing else is running.`,
        `${file} 已被占用 15 分钟。确认没有别的命令在跑后，删掉它。`,
      );
    waited += 1;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take() {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") explainWrite(error, root);
    if (!isAlive(Number(readFileSync(file, "utf8")))) rmSync(file, { force: true });
    return false;
  }
}

function isAlive(pid) {
  // An empty file is one that is being written.
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
