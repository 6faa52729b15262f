import type { WecomClient } from "@shuke/wecom";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import { daily, hourly, tickDuty } from "#kit/tick";
import { jsonbText } from "#kit/json";
import { schedule } from "../sync/due.ts";
import { KF_ACCOUNTS } from "./news.ts";

/** Which accounts there are, what they are called, and for which this app may speak. Those that are gone keep their row. */
export async function listAccounts({ db, corpId, client, now }: { db: Db; corpId: string; client: WecomClient; now: Date }): Promise<true> {
  const rows = (await client.kf.accounts()).map((one) => ({ id: one.open_kfid, name: one.name, ours: one.manage_privilege !== false }));
  await db.transaction().execute(async (tx) => {
    await sql`insert into kf_account (corp_id, open_kfid, name, ours, found_at)
      select ${corpId}, id, name, ours, ${now} from jsonb_to_recordset(${jsonbText(rows)}::jsonb) as r(id text, name text, ours boolean) order by id
      on conflict (corp_id, open_kfid) do update set name = excluded.name, ours = excluded.ours, gone_at = null`.execute(tx);
    await sql`update kf_account set gone_at = ${now} where corp_id = ${corpId} and gone_at is null
      and open_kfid <> all(${rows.map(({ id }) => id)})`.execute(tx);
  });
  return true;
}

/** WeCom has no list of what was told: every hour each account is read on from where it stands, in case a callback was lost. */
export const hourlyKf = tickDuty({
  name: "kf-catch-up",
  ...hourly,
  async run(db, corpId, _bucket, now) {
    const { rows } = await sql<{ key: string }>`select open_kfid as key from kf_account
      where corp_id = ${corpId} and ours and gone_at is null order by open_kfid`.execute(db);
    await schedule(
      db,
      corpId,
      rows.map(({ key }) => ({ family: "kf", key, at: now, reason: "hourly", wanted: null })),
    );
  },
});

/** Once a day which accounts there are: one whose first callback was lost is found within WeCom's three days. */
export const dailyKf = tickDuty({
  name: "kf-accounts",
  ...daily("03:40"),
  run: (db, corpId, _bucket, now) => schedule(db, corpId, [{ ...KF_ACCOUNTS, at: now, reason: "daily", wanted: null }]),
});
