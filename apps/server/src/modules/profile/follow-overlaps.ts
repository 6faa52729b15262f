import { sql } from "kysely";
import { reaction } from "#actions";
import type { Db } from "#db/connect";
import { groupId } from "#kit/ids";
import { PEOPLE_LANES } from "#kit/people-lanes";
import { toldMembers } from "#log";

/**
 * Who sits in several open groups, looked at again for those whom a fact concerns: the rows are always what counting all
 * memberships would give (overlaps.test.ts), and cost as much as the change.
 */
export const followOverlaps = reaction({
  name: "profile.overlaps",
  on: ["group.member-joined", "group.member-left", "group.dismissed", "members.told"],
  after: [...PEOPLE_LANES, "groups"],
  past: true,
  async react(unit, batch) {
    const members = new Set<string>();
    const chats = new Set<string>();
    for (const event of batch) {
      if (event.type === "members.told") for (const one of toldMembers(event)) if (one.memberType === 2) members.add(one.memberId);
      if (event.type === "group.dismissed") chats.add(groupId(unit.corpId, event.data.chatId));
      else if (event.type === "group.member-left" || (event.type === "group.member-joined" && event.data.memberType === 2)) {
        members.add(event.data.memberId);
      }
    }
    await lookAgain(unit.db, unit.corpId, [...members], [...chats]);
  },
});

async function lookAgain(db: Db, corpId: string, members: readonly string[], groups: readonly string[]): Promise<void> {
  if (members.length + groups.length === 0) return;
  // Looked up one by one (lateral): of tables that are being filled the planner knows nothing, and what it joins by guess takes minutes.
  await sql`with touched as materialized (
      select unnest(${[...members]}::text[]) as member_id
      union select m.member_id from group_member m where m.corp_id = ${corpId} and m.group_id = any(${[...groups]}) and m.member_type = 2
    ), sits as materialized (
      select t.member_id, s.groups, s.last from touched t cross join lateral (
        select count(distinct m.group_id)::int as groups, max(m.joined_sec) as last from group_member m
        where m.corp_id = ${corpId} and m.member_id = t.member_id and m.left_at is null and m.member_type = 2
          and (select g.state from group_chat g where g.corp_id = m.corp_id and g.id = m.group_id) = 'open') s
      where s.groups > 1
    ), fresh as materialized (
      select c.id, s.member_id, s.groups, s.last from sits s cross join lateral (
        select k.id from customer k where k.corp_id = ${corpId} and k.external_user_id = s.member_id limit 1) c
    ), gone as (
      delete from group_overlap o using touched t where o.corp_id = ${corpId} and o.member_id = t.member_id
        and not exists (select from fresh f where f.member_id = o.member_id)
    )
    insert into group_overlap (corp_id, member_id, customer_id, groups, last_joined_sec)
    select ${corpId}, member_id, id, groups, last from fresh order by member_id
    on conflict (corp_id, member_id) do update set groups = excluded.groups, last_joined_sec = excluded.last_joined_sec
    where (group_overlap.groups, group_overlap.last_joined_sec) is distinct from (excluded.groups, excluded.last_joined_sec)`.execute(db);
}
