import { sql } from "kysely";
import { insertMessages } from "../../../apps/server/src/inbox/insert.ts";
import { identityOf } from "../../../apps/server/src/inbox/receive.ts";
import { translateDuty } from "../../../apps/server/src/inbox/translate.ts";
import { corp, externalId, type House, plainOf } from "./house.ts";

const CHUNK = 500;

/** Stored callbacks → facts and what is due, as the worker does it, in this process. */
export async function translate({ db }: House, count: number): Promise<{ perSecond: number; n: number; rssMiB: number }> {
  await sql`update inbox set state = 'done' where state = 'received'`.execute(db);
  const receivedAt = new Date();
  for (let at = 0; at < count; at += CHUNK) {
    const messages = Array.from({ length: Math.min(CHUNK, count - at) }, (_, i) => {
      const message = plainOf(corp, externalId("t", at + i), at + i);
      return { corpId: corp, source: "wecom", ...identityOf(message), envelope: {}, message, receivedAt };
    });
    await insertMessages(db, messages);
  }
  const started = performance.now();
  let done = 0;
  for (let n = 1; n > 0; done += n) n = await translateDuty.run(db, corp, new Date());
  const seconds = (performance.now() - started) / 1000;
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from event where corp_id = ${corp} and data ->> 'externalUserId' like 'wmt%'`.execute(db);
  if (done !== count || rows[0]?.n !== count) throw new Error(`${count} callbacks became ${rows[0]?.n} facts, ${done} were handled`);
  return { perSecond: count / seconds, n: count, rssMiB: process.memoryUsage.rss() / 1_048_576 };
}
