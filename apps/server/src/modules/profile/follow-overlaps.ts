import { sql } from "kysely";
import { reaction } from "#actions";
import type { Db } from "#db/connect";
import { customerId, groupId } from "#kit/ids";
import { toldMembers } from "#log";

/**
 * Who sits in several open groups, looked at again for those whom a fact concerns: the rows are always what counting all
 * memberships would give (overlaps.test.ts), and cost as much as the change.
 */
export const followOverlaps = reaction({
  name: "profile.overlaps",
  on: ["group.member-joined", "group.member-left", "group.dismissed", "members.told"],
  after: ["groups"],
  past: true,
  async react(unit, batch) {
    const { db, corpId } = unit;
    const came = new Set<string>();
    const left = new Set<string>();
    const chats = new Set<string>();
    for (const event of batch) {
      if (event.type === "members.told") for (const one of toldMembers(event)) if (one.memberType === 2) came.add(one.memberId);
      if (event.type === "group.dismissed") chats.add(groupId(corpId, event.data.chatId));
      else if (event.type === "group.member-left") left.add(event.data.memberId);
      else if (event.type === "group.member-joined" && event.data.memberType === 2) came.add(event.data.memberId);
    }
    for (const one of await sitting(db, corpId, [...chats])) left.add(one);
    const several = await inSeveral(db, corpId, [...new Set([...came, ...left])]);
    const still = new Set(several.map(({ memberId }) => memberId));
    await drop(
      db,
      corpId,
      [...left].filter((id) => !still.has(id)),
    );
    await write(db, corpId, several);
  },
});

type Several = { memberId: string; groups: number; last: number };

async function sitting(db: Db, corpId: string, groups: readonly string[]): Promise<string[]> {
  if (groups.length === 0) return [];
  const { rows } = await sql<{ member_id: string }>`select distinct member_id from group_member
    where corp_id = ${corpId} and group_id = any(${[...groups]}) and member_type = 2`.execute(db);
  return rows.map(({ member_id }) => member_id);
}

/**
 * Looked up one by one (lateral): of tables that are being filled the planner knows nothing, and what it joins by guess takes
 * minutes. Most sit in one group, whose state nobody needs to look at.
 */
async function inSeveral(db: Db, corpId: string, members: readonly string[]): Promise<Several[]> {
  if (members.length === 0) return [];
  const stays = sql`group_member m where m.corp_id = ${corpId} and m.member_id = t.member_id and m.left_at is null and m.member_type = 2`;
  const { rows } = await sql<Several>`with touched as materialized (
      select t.member_id from unnest(${[...members]}::text[]) as t(member_id)
      cross join lateral (select min(m.group_id) < max(m.group_id) as several from ${stays}) s where s.several
    )
    select t.member_id as "memberId", s.groups, s.last from touched t cross join lateral (
      select count(distinct m.group_id)::int as groups, max(m.joined_sec) as last from ${stays}
        and (select g.state from group_chat g where g.corp_id = m.corp_id and g.id = m.group_id) = 'open') s
    where s.groups > 1`.execute(db);
  return rows;
}

async function drop(db: Db, corpId: string, members: readonly string[]): Promise<void> {
  if (members.length === 0) return;
  await sql`delete from group_overlap where corp_id = ${corpId} and member_id = any(${[...members]})`.execute(db);
}

async function write(db: Db, corpId: string, several: readonly Several[]): Promise<void> {
  if (several.length === 0) return;
  const sorted = several.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
  await sql`insert into group_overlap (corp_id, member_id, customer_id, groups, last_joined_sec)
    select ${corpId}, * from unnest(${sorted.map(({ memberId }) => memberId)}::text[],
      ${sorted.map(({ memberId }) => customerId(corpId, memberId))}::text[],
      ${sorted.map(({ groups }) => groups)}::int[], ${sorted.map(({ last }) => last)}::bigint[])
    on conflict (corp_id, member_id) do update set groups = excluded.groups, last_joined_sec = excluded.last_joined_sec
    where (group_overlap.groups, group_overlap.last_joined_sec) is distinct from (excluded.groups, excluded.last_joined_sec)`.execute(db);
}
