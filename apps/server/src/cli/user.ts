import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { role } from "@shuke/contract";
import { StartupError } from "#db/startup-error";
import { putUser, roleWithout } from "#modules/access";
import { type Command, say } from "./command.ts";
import { withCorp } from "./core.ts";

/** Makes a user or gives a known one a new password. The password is shown once and kept as a hash only. */
export const putUserCommand: Command = {
  words: ["user", "put"],
  usage:
    "user put EMAIL [--name N] [--role owner|headOfCommunities|groupOwner|admin|storeManager|guide|analyst] [--staff USERID] [--stores ID,ID] [--departments ID,ID]",
  async run(args, config) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        name: { type: "string" },
        role: { type: "string" },
        staff: { type: "string" },
        stores: { type: "string" },
        departments: { type: "string" },
      },
    });
    const email = positionals[0];
    const chosen = role.optional().safeParse(values.role);
    if (email === undefined || !/^[^\s@]+@[^\s@]+$/.test(email) || !chosen.success) {
      throw new StartupError(`Usage: ${putUserCommand.usage}`, `用法：${putUserCommand.usage}`);
    }
    const password = randomBytes(15).toString("base64url");
    const name = values.name ?? email.split("@")[0] ?? email;
    await withCorp(config, async ({ auth, db, clock }, corpId) => {
      const kept = chosen.data ?? (await roleWithout(db, corpId, email));
      if (kept === null) {
        throw new StartupError(
          "Say what this person may do: --role guide, storeManager, …",
          "请用 --role 写明这个人的角色，例如 --role guide",
        );
      }
      await putUser(auth, db, { corpId, now: clock.now() }, { email, name, password, role: kept, ...boundTo(values) });
    });
    say("This password is shown only now. / 密码只显示这一次。");
    process.stdout.write(`${JSON.stringify({ email, password })}\n`);
    return 0;
  },
};

/** What is not named stays as it was; an empty list takes everything away. */
function boundTo({ staff, stores, departments }: { staff?: string; stores?: string; departments?: string }) {
  const list = (text: string) => text.split(",").filter((id) => id !== "");
  return {
    ...(staff === undefined ? {} : { staffUserId: staff }),
    ...(stores === undefined ? {} : { storeIds: list(stores) }),
    ...(departments === undefined ? {} : { departmentIds: list(departments).map(Number) }),
  };
}
