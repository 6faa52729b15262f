import { fail } from "./say.js";

/** Says what a failed npm most likely means, or shows the end of what it said. */
export function explainNpm(output, what) {
  if (/ENOSPC|no space left/i.test(output))
    fail("The disk is full: free some space (about 1 GB) and run the command again.", "磁盘满了：清出大约 1 GB 空间后再运行一次。");
  if (/EACCES|EPERM|EROFS|permission denied/i.test(output)) {
    fail(
      `No permission to write while installing ${what}: does this folder, or ~/.npm, belong to another user (an earlier run as root)? Change its owner: sudo chown -R "$USER" . ~/.npm`,
      `安装 ${what} 时没有写权限：这个目录或 ~/.npm 是不是属于别的用户（以前用 root 跑过）？改一下属主：sudo chown -R "$USER" . ~/.npm`,
    );
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network/i.test(output)) {
    fail(
      `npm does not reach its registry (installing ${what}). Check the network or proxy; in China a mirror may help: npm config set registry <mirror>`,
      `npm 连不上软件源（安装 ${what}）。检查网络或代理；在国内可以换镜像：npm config set registry <镜像地址>`,
    );
  }
  if (/CERT|certificate/.test(output)) {
    fail(
      `npm does not trust the certificate of its registry (installing ${what}). Behind a company proxy set NODE_EXTRA_CA_CERTS to its certificate.`,
      `npm 不信任软件源的证书（安装 ${what}）。在公司代理后面时，把 NODE_EXTRA_CA_CERTS 设成代理的证书文件。`,
    );
  }
  if (/in sync/.test(output)) {
    const missing = output.split("\n").filter((line) => /Missing:|Invalid:/.test(line));
    process.stderr.write(`${missing.slice(0, 10).join("\n")}\n`);
    fail(
      "package.json and package-lock.json do not fit: run npm install and commit the lock file.",
      "package.json 和 package-lock.json 对不上：运行 npm install 并提交锁文件。",
    );
  }
  process.stderr.write(`${output.trim().split("\n").slice(-25).join("\n")}\n`);
  fail(`Installing ${what} failed; npm's words are above.`, `安装 ${what} 失败，npm 的原话在上面。`);
}

/** Says why a file below a folder cannot be written. */
export function explainWrite(error, folder) {
  explainNpm(`${error.code ?? ""} ${error.message}`, folder);
}
