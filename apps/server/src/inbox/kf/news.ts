import { sql } from "kysely";
import type { OtherEvent } from "@shuke/wecom";
import type { Db } from "#db/connect";
import { jsonbText } from "#kit/json";

/** That an account has something new, and the token that opens `sync_msg` for ten minutes from then on. */
export type KfNews = { openKfId: string; token: string; at: Date };

/** Which accounts there are. */
export const KF_ACCOUNTS = { family: "kf-accounts", key: "all" } as const;

/** Null where WeCom names no account: nothing could be asked for. */
export function newsOf({ fields, createTime }: OtherEvent): KfNews | null {
  const { OpenKfId: openKfId, Token: token } = fields;
  if (typeof openKfId !== "string" || openKfId === "") return null;
  return { openKfId, token: typeof token === "string" ? token : "", at: new Date(createTime * 1000) };
}

/** The newest token of each account; one that nobody knew yet begins here. */
export async function keepNews(tx: Db, corpId: string, all: readonly KfNews[], now: Date): Promise<void> {
  if (all.length === 0) return;
  const newest = new Map<string, KfNews>();
  for (const one of all) if ((newest.get(one.openKfId)?.at ?? one.at) <= one.at) newest.set(one.openKfId, one);
  const rows = [...newest.values()].map((one) => ({ ...one, at: one.at.toISOString() }));
  await sql`insert into kf_account as a (corp_id, open_kfid, token, token_at, found_at)
    select ${corpId}, "openKfId", token, at, ${now} from jsonb_to_recordset(${jsonbText(rows)}::jsonb) as r("openKfId" text, token text, at timestamptz)
    order by "openKfId"
    on conflict (corp_id, open_kfid) do update set token = excluded.token, token_at = excluded.token_at
      where a.token_at is null or a.token_at <= excluded.token_at`.execute(tx);
}
