import { sql } from "kysely";
import type { Db } from "#db/connect";
import { daily, tickDuty } from "#kit/tick";

/** As long as WeCom has them. */
const KEEP_MS = 3 * 86_400_000;

type Message = { openKfId: string; msgid: string };
const keyOf = ({ openKfId, msgid }: Message): string => `${openKfId} ${msgid}`;

/** What customers wrote, by message; what was taken back, forgotten or never asked for is absent. */
export async function wordsOf(db: Db, corpId: string, messages: readonly Message[]): Promise<(message: Message) => string | undefined> {
  if (messages.length === 0) return () => undefined;
  const json = JSON.stringify(messages.map(({ openKfId, msgid }) => ({ openKfId, msgid })));
  const { rows } = await sql<Message & { body: string }>`select w.open_kfid as "openKfId", w.msgid, w.body
    from jsonb_to_recordset(${json}::jsonb) as r("openKfId" text, msgid text)
    join kf_words w on w.corp_id = ${corpId} and w.open_kfid = r."openKfId" and w.msgid = r.msgid`.execute(db);
  const known = new Map(rows.map((row) => [keyOf(row), row.body]));
  return (message) => known.get(keyOf(message));
}

/** Every night: an answer or a ticket was made of them, or nothing. */
export const forgetKfWords = tickDuty({
  name: "kf.words",
  ...daily("04:40"),
  run: async (db, corpId, _bucket, now) => {
    await sql`delete from kf_words where corp_id = ${corpId} and said_at < ${new Date(now.getTime() - KEEP_MS)}`.execute(db);
  },
});
