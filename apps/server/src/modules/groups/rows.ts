import { sql } from "kysely";
import type { Db } from "#db/connect";
import { plainColumn } from "#kit/pg-array";
import type { Headcount } from "./tell.ts";
import type { GroupChat, Presence, Stay } from "./types.ts";

const ms = (at: Date | null) => (at === null ? null : at.getTime());
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** Group and person in one string: ids of WeCom hold no space. */
export const presenceKey = (groupId: string, memberId: string) => `${groupId} ${memberId}`;

export async function readGroups(db: Db, corpId: string, ids: readonly string[]): Promise<GroupChat[]> {
  const { rows } = await sql<Omit<GroupChat, "detailedAt" | "dismissedAt"> & { detailedAt: Date | null; dismissedAt: Date | null }>`
    select id, chat_id as "chatId", name, owner, notice, created_sec as "createdSec", admins,
      member_version as "memberVersion", state, detailed_at as "detailedAt", dismissed_at as "dismissedAt"
    from group_chat where corp_id = ${corpId} and id = any(${ids})`.execute(db);
  return rows.map((row) => ({ ...row, detailedAt: ms(row.detailedAt), dismissedAt: ms(row.dismissedAt) }));
}

/** What is known of each pair; pairs of which nothing is known have no stays. */
export async function readPresences(
  db: Db,
  corpId: string,
  pairs: ReadonlyArray<{ groupId: string; memberId: string }>,
): Promise<Map<string, Presence>> {
  const found = new Map<string, Presence>(pairs.map((pair) => [presenceKey(pair.groupId, pair.memberId), { stays: [], leave: null }]));
  if (pairs.length === 0) return found;
  const wanted = sql`jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as r("groupId" text, "memberId" text)`;
  const { rows: stays } = await sql<Omit<Stay, "leftAt"> & { leftAt: Date | null }>`
    select m.group_id as "groupId", m.member_id as "memberId", m.joined_sec as "joinedSec", m.chat_id as "chatId",
      m.member_type as "memberType", m.join_scene as "joinScene", m.state, m.invitor, m.name, m.unionid,
      m.left_at as "leftAt", m.quit_scene as "quitScene"
    from ${wanted} join group_member m on m.corp_id = ${corpId} and m.group_id = r."groupId" and m.member_id = r."memberId"
    order by m.joined_sec`.execute(db);
  for (const row of stays) found.get(presenceKey(row.groupId, row.memberId))?.stays.push({ ...row, leftAt: ms(row.leftAt) });
  const { rows: leaves } = await sql<{ groupId: string; memberId: string; leftAt: Date; quitScene: number | null }>`
    select l.group_id as "groupId", l.member_id as "memberId", l.left_at as "leftAt", l.quit_scene as "quitScene"
    from ${wanted} join group_leave l on l.corp_id = ${corpId} and l.group_id = r."groupId" and l.member_id = r."memberId"`.execute(db);
  for (const { groupId, memberId, leftAt, quitScene } of leaves) {
    const presence = found.get(presenceKey(groupId, memberId));
    if (presence) presence.leave = { leftAt: leftAt.getTime(), quitScene };
  }
  return found;
}

export async function writeGroups(tx: Db, corpId: string, groups: readonly GroupChat[]): Promise<void> {
  if (groups.length === 0) return;
  const rows = groups.map((group) => ({ ...group, detailedAt: iso(group.detailedAt), dismissedAt: iso(group.dismissedAt) }));
  await sql`insert into group_chat (corp_id, id, chat_id, name, owner, notice, created_sec, admins, member_version, state,
      detailed_at, dismissed_at)
    select ${corpId}, id, "chatId", name, owner, notice, "createdSec", admins, "memberVersion", state, "detailedAt",
      "dismissedAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, "chatId" text, name text, owner text, notice text,
      "createdSec" bigint, admins text[], "memberVersion" text, state text, "detailedAt" timestamptz,
      "dismissedAt" timestamptz)
    order by id
    on conflict (corp_id, id) do update set name = excluded.name, owner = excluded.owner, notice = excluded.notice,
      created_sec = excluded.created_sec, admins = excluded.admins, member_version = excluded.member_version,
      state = excluded.state, detailed_at = excluded.detailed_at, dismissed_at = excluded.dismissed_at`.execute(tx);
}

export async function writeStays(tx: Db, corpId: string, stays: readonly Stay[]): Promise<void> {
  if (stays.length === 0) return;
  const rows = stays.map((stay) => ({ ...stay, leftAt: iso(stay.leftAt) }));
  await sql`insert into group_member (corp_id, group_id, member_id, joined_sec, chat_id, member_type, join_scene, state,
      invitor, name, unionid, left_at, quit_scene)
    select ${corpId}, "groupId", "memberId", "joinedSec", "chatId", "memberType", "joinScene", state, invitor, name,
      unionid, "leftAt", "quitScene"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("groupId" text, "memberId" text, "joinedSec" bigint,
      "chatId" text, "memberType" int, "joinScene" int, state text, invitor text, name text, unionid text,
      "leftAt" timestamptz, "quitScene" int)
    order by "groupId", "memberId", "joinedSec"
    on conflict (corp_id, group_id, member_id, joined_sec) do update set member_type = excluded.member_type,
      join_scene = excluded.join_scene, state = excluded.state, invitor = excluded.invitor, name = excluded.name,
      unionid = excluded.unionid, left_at = excluded.left_at, quit_scene = excluded.quit_scene`.execute(tx);
}

export async function writeLeaves(
  tx: Db,
  corpId: string,
  leaves: ReadonlyArray<{ groupId: string; memberId: string; leftAt: number; quitScene: number | null }>,
): Promise<void> {
  if (leaves.length === 0) return;
  const rows = leaves.map((row) => ({ ...row, leftAt: iso(row.leftAt) }));
  await sql`insert into group_leave (corp_id, group_id, member_id, left_at, quit_scene)
    select ${corpId}, "groupId", "memberId", "leftAt", "quitScene" from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("groupId" text, "memberId" text, "leftAt" timestamptz, "quitScene" int)
    order by "groupId", "memberId"
    on conflict (corp_id, group_id, member_id) do update set left_at = excluded.left_at, quit_scene = excluded.quit_scene`.execute(tx);
}

/** Counts who is there, for the groups of which something changed. */
export async function recount(tx: Db, corpId: string, groupIds: readonly string[]): Promise<void> {
  if (groupIds.length === 0) return;
  await sql`update group_chat g set members = n.members, customers = n.customers
    from (
      select i.id, count(m.member_id)::int as members, (count(m.member_id) filter (where m.member_type = 2))::int as customers
      from unnest(${groupIds}::text[]) as i(id)
      left join group_member m on m.corp_id = ${corpId} and m.group_id = i.id and m.left_at is null
      group by i.id
    ) n where g.corp_id = ${corpId} and g.id = n.id`.execute(tx);
}

/** The same where the count is known: everybody of these groups was told of at once. */
export async function setCounts(tx: Db, corpId: string, counts: readonly Headcount[]): Promise<void> {
  if (counts.length === 0) return;
  await sql`update group_chat g set members = n.members, customers = n.customers
    from unnest(${plainColumn(counts.map(({ id }) => id))}::text[], ${plainColumn(counts.map(({ members }) => members))}::int[],
      ${plainColumn(counts.map(({ customers }) => customers))}::int[]) as n(id, members, customers)
    where g.corp_id = ${corpId} and g.id = n.id`.execute(tx);
}
