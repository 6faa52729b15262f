import { createPrivateKey } from "node:crypto";
import { existsSync } from "node:fs";
import { z } from "zod";
import { StartupError } from "#db/startup-error";
import { system } from "#kit/actor";
import { startArchive } from "#modules/archive";
import { secretNames } from "../wecom-clients.ts";
import { type Command, say } from "./command.ts";
import { withCore } from "./core.ts";
import { fromStdin } from "./stdin.ts";

const pem = z.string().refine((value) => {
  try {
    return createPrivateKey(value).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}, "no RSA private key in PEM / 不是 PEM 格式的 RSA 私钥");
const archive = z.object({
  corpId: z.string().min(2),
  secret: z.string().min(10),
  /** Private keys by the version that WeCom's console shows. */
  keys: z.record(z.string().regex(/^\d+$/), pem),
  /** The helper made of inbox/archive/native/archive-helper.c, and WeCom's library; or `via`, a stand-in by HTTP. */
  helper: z.string().optional(),
  library: z.string().optional(),
  via: z.url({ protocol: /^https?$/ }).optional(),
});

/** Here and not in the console: it names programs that the server runs. Secrets come by stdin, as those of a corp do. */
export const setArchive: Command = {
  words: ["archive", "set"],
  usage: "archive set < archive.json  set up the chat archive: {corpId, secret, keys: {version: pem}, helper, library}",
  async run(_args, config) {
    const { corpId, secret, keys, helper = "", library = "", via } = await fromStdin(archive, { en: "archive", zh: "会话存档" });
    const missing = via === undefined ? [helper, library].filter((path) => !existsSync(path)) : [];
    if (missing.length > 0) {
      throw new StartupError(
        `There is no file ${missing.join(", ") || "(no path given)"}: make the helper (see archive-helper.c) and download WeCom's library first`,
        `找不到文件 ${missing.join("、") || "（没有写路径）"}：请先编译辅助程序（见 archive-helper.c）并下载企业微信的会话存档 SDK`,
      );
    }
    await withCore(config, async (core) => {
      await core.secrets.put(corpId, secretNames.archive, secret);
      await core.secrets.put(corpId, secretNames.archiveKeys, JSON.stringify(keys));
      await core.secrets.put(corpId, secretNames.archiveVia, via ?? `${helper}|${library}`);
      await startArchive({ db: core.db, corpId, actor: system("cli"), now: core.clock.now() });
    });
    say("The chat archive is set up and is read within minutes / 会话存档已设置，几分钟内开始读取");
    return 0;
  },
};
