import { sql } from "kysely";
import { z } from "zod";
import { secretNames } from "../wecom-clients.ts";
import { type Command, say } from "./command.ts";
import { withCore } from "./core.ts";
import { fromStdin } from "./stdin.ts";

const corp = z.object({
  corpId: z.string().min(2),
  name: z.string().min(1),
  agentId: z.number().int(),
  secret: z.string().min(10),
  token: z.string().min(1).max(32),
  encodingAesKey: z.string().length(43),
  timeZone: z.string().default("Asia/Shanghai"),
});

export const setCorp: Command = {
  words: ["corp", "set"],
  usage: "corp set < corp.json       set up or change a corp: {corpId, name, agentId, secret, token, encodingAesKey}",
  async run(_args, config) {
    const { corpId, name, timeZone, ...secrets } = await fromStdin(corp, { en: "corp", zh: "企业" });
    await withCore(config, async (core) => {
      await sql`insert into corp (corp_id, name, time_zone, created_at)
        values (${corpId}, ${name}, ${timeZone}, ${core.clock.now()})
        on conflict (corp_id) do update set name = excluded.name, time_zone = excluded.time_zone`.execute(core.db);
      await core.secrets.put(corpId, secretNames.secret, secrets.secret);
      await core.secrets.put(corpId, secretNames.agentId, String(secrets.agentId));
      await core.secrets.put(corpId, secretNames.token, secrets.token);
      await core.secrets.put(corpId, secretNames.encodingAesKey, secrets.encodingAesKey);
    });
    say(`${name} is set up. Restart the server, then: npm run doctor / 已设置好，重启服务后运行 npm run doctor`);
    return 0;
  },
};
