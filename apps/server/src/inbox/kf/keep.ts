import { sql } from "kysely";
import type { KfSyncPage } from "@shuke/wecom";
import { runUnit, type Unit } from "#actions";
import { system } from "#kit/actor";
import type { Db } from "#db/connect";
import { forgottenPeople } from "#kit/forgotten";
import { jsonbText } from "#kit/json";
import { hear, type Words } from "./message.ts";

/**
 * A page, its facts and the place to go on from in one transaction, so that a kill neither loses nor doubles any of it. False: another
 * process has read this page meanwhile. Whoever was forgotten stays so: neither words nor facts of hers come in.
 */
export function keepPage(
  { db, corpId, now }: { db: Db; corpId: string; now: Date },
  { openKfId, cursor, page }: { openKfId: string; cursor: string; page: KfSyncPage },
): Promise<boolean> {
  return db.transaction().execute((tx) =>
    runUnit({ db: tx, corpId, actor: system("sync.kf"), now }, async (unit) => {
      const whole = page.has_more === 0;
      const moved = await sql<{ since: Date | null }>`update kf_account set cursor = ${page.next_cursor}, error = null, error_code = null,
          failed_since = null, read_at = case when ${whole} then ${now} else read_at end
        where corp_id = ${corpId} and open_kfid = ${openKfId} and cursor = ${cursor}
        returning case when answers then answers_since end as since`.execute(tx);
      const [account] = moved.rows;
      if (!account) return false;
      const { facts, words, recalled } = hear(corpId, openKfId, await withoutForgotten(unit, page.msg_list));
      for (const fact of facts) unit.fact(fact);
      const { since } = account;
      await keepWords(
        unit,
        openKfId,
        words.filter(({ at, msgid }) => since !== null && at >= since && !recalled.includes(msgid)),
      );
      await sql`delete from kf_words where corp_id = ${corpId} and open_kfid = ${openKfId} and msgid = any(${recalled})`.execute(tx);
      return true;
    }),
  );
}

type Message = KfSyncPage["msg_list"][number];
const whose = (message: Message): string => message.external_userid ?? message.event?.external_userid ?? "";

async function withoutForgotten(unit: Unit, messages: readonly Message[]): Promise<Message[]> {
  const gone = await forgottenPeople(unit.db, unit.corpId, new Set(messages.map(whose)));
  return messages.filter((message) => !gone.has(whose(message)));
}

/** Only where the account answers by itself: nobody else needs them. */
async function keepWords(unit: Unit, openKfId: string, words: readonly Words[]): Promise<void> {
  if (words.length === 0) return;
  const rows = words.map((one) => ({ ...one, at: one.at.toISOString() }));
  await sql`insert into kf_words (corp_id, open_kfid, msgid, external_user_id, said_at, body)
    select ${unit.corpId}, ${openKfId}, msgid, "externalUserId", at, body
    from jsonb_to_recordset(${jsonbText(rows)}::jsonb) as r(msgid text, "externalUserId" text, at timestamptz, body text)
    on conflict do nothing`.execute(unit.db);
}
