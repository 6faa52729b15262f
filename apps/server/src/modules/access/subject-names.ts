import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

export type SubjectName = { name: string; to: string | null };

/** Where the console shows it; what has no page of its own has a name only. */
const pages: Record<string, (id: string) => string> = {
  customer: (id) => `/customers/${id}`,
  group: (id) => `/groups/${id}`,
  "live-code": (id) => `/codes/${id}`,
  segment: (id) => `/segments/${id}`,
  sop: (id) => `/sops/${id}`,
  send: (id) => `/sends/${id}`,
  moment: (id) => `/moments/${id}`,
  invitation: (id) => `/invitations/${id}`,
  talk: (id) => `/talks/${id}`,
  stock: (id) => `/stock/${id}`,
  column: (id) => `/columns?column=${id}`,
  calendar: (id) => `/calendar?groupClass=${id.split("/")[0] ?? ""}`,
  ticket: (id) => `/tickets?ticket=${id}`,
  content: (id) => `/contents?content=${id}`,
  link: (id) => `/links?link=${id}`,
  poster: (id) => `/posters?poster=${id}`,
  kf: () => "/answers",
  account: (id) => `/system/users?userId=${id}`,
};

/** How things are called today, found in one query for all of them. What is gone, or never had a name, is absent. */
export async function namesOfSubjects({ db, corpId, language }: Ctx, subjects: readonly string[]): Promise<Map<string, SubjectName>> {
  const ids = (kind: string) =>
    sql`${[...new Set(subjects.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1)))]}::text[]`;
  const { rows } = await sql<{ kind: string; id: string; name: string }>`
    select 'customer' as kind, id, coalesce(name, '') as name from customer where corp_id = ${corpId} and id = any(${ids("customer")})
    union all select 'external', external_user_id, coalesce(name, '') from customer
      where corp_id = ${corpId} and external_user_id = any(${ids("external")})
    union all select 'group', id, name from group_chat where corp_id = ${corpId} and id = any(${ids("group")})
    union all select 'live-code', id, name from live_code where corp_id = ${corpId} and id = any(${ids("live-code")})
    union all select 'store', id, name from store where corp_id = ${corpId} and id = any(${ids("store")})
    union all select 'segment', id, name from segment where corp_id = ${corpId} and id = any(${ids("segment")})
    union all select 'sop', id, coalesce(name ->> ${language === "en" ? "en" : "zh"}, '') from sop
      where corp_id = ${corpId} and id = any(${ids("sop")})
    union all select 'goal', id, name from goal where corp_id = ${corpId} and id = any(${ids("goal")})
    union all select 'send', id, name from send where corp_id = ${corpId} and id = any(${ids("send")})
    union all select 'moment', id, name from moment where corp_id = ${corpId} and id = any(${ids("moment")})
    union all select 'invitation', id, name from invitation where corp_id = ${corpId} and id = any(${ids("invitation")})
    union all select 'stock', id, name from stock_product where corp_id = ${corpId} and id = any(${ids("stock")})
    union all select 'column', id, name from calendar_column where corp_id = ${corpId} and id = any(${ids("column")})
    union all select 'talk', id, title from talk where corp_id = ${corpId} and id = any(${ids("talk")})
    union all select 'ticket', id, left(text, 40) from ticket where corp_id = ${corpId} and id = any(${ids("ticket")})
    union all select 'content', id, name from content where corp_id = ${corpId} and id = any(${ids("content")})
    union all select 'link', id, name from short_link where corp_id = ${corpId} and id = any(${ids("link")})
    union all select 'poster', id, name from poster where corp_id = ${corpId} and id = any(${ids("poster")})
    union all select 'kf', open_kfid, name from kf_account where corp_id = ${corpId} and open_kfid = any(${ids("kf")})
    union all select 'staff', user_id, name from staff where corp_id = ${corpId} and user_id = any(${ids("staff")})
    union all select 'corp', corp_id, name from corp where corp_id = ${corpId} and corp_id = any(${ids("corp")})
    union all select 'account', m.user_id, u.name from member m join auth."user" u on u.id = m.user_id
      where m.corp_id = ${corpId} and m.user_id = any(${ids("account")})`.execute(db);
  return new Map(rows.map(({ kind, id, name }): [string, SubjectName] => [`${kind}:${id}`, { name, to: pages[kind]?.(id) ?? null }]));
}
