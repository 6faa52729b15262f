import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { role } from "@shuke/contract";
import { StartupError } from "#db/startup-error";
import { putUser } from "#modules/access";
import { type Command, say } from "./command.ts";
import { withCorp } from "./core.ts";

/** Makes a user or gives a known one a new password. The password is shown once and kept as a hash only. */
export const putUserCommand: Command = {
  words: ["user", "put"],
  usage: "user put EMAIL [--name N] [--role owner|headOfCommunities|groupOwner|admin|storeManager|guide|analyst]",
  async run(args, config) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { name: { type: "string" }, role: { type: "string", default: "owner" } },
    });
    const email = positionals[0];
    const chosen = role.safeParse(values.role);
    if (email === undefined || !/^[^\s@]+@[^\s@]+$/.test(email) || !chosen.success) {
      throw new StartupError(`Usage: ${putUserCommand.usage}`, `用法：${putUserCommand.usage}`);
    }
    const password = randomBytes(15).toString("base64url");
    const name = values.name ?? email.split("@")[0] ?? email;
    await withCorp(config, ({ auth, db, clock }, corpId) =>
      putUser(auth, db, { corpId, now: clock.now() }, { email, name, password, role: chosen.data }),
    );
    say("This password is shown only now. / 密码只显示这一次。");
    process.stdout.write(`${JSON.stringify({ email, password })}\n`);
    return 0;
  },
};
