import { type RawBuilder, sql } from "kysely";
import type { SegmentLeaf, WhichGroups } from "@shuke/contract";
import { addDays } from "#kit/tz";
import { firstDay, lostDays, startOf, startSec } from "./days.ts";
import { joinedBetween } from "./leaf-stay.ts";
import type { Frame, LeafSql } from "./types.ts";

/** Conditions about her friendships, groups and stores. */
export type RelationLeaf = Extract<SegmentLeaf, { kind: "staff" | "code" | "store" | "group" }>;

export function relationLeaf(frame: Frame, leaf: RelationLeaf): LeafSql {
  const corp = frame.corpId;
  switch (leaf.kind) {
    case "staff": {
      const mine = sql`r.corp_id = ${corp} and r.user_id = any(${leaf.userIds}::text[]) and r.state = 'active'`;
      const ofHer = sql`from relation r where r.customer_id = c.id and ${mine}`;
      return {
        probe: sql`exists (select ${ofHer})`,
        set: { key: "id", rows: sql`select r.customer_id from relation r where ${mine}` },
        figure: sql`(select to_jsonb(array_agg(r.user_id)) ${ofHer})`,
      };
    }
    case "code": {
      const came = sql`r.corp_id = ${corp} and r.channel_state = any(${leaf.codeIds}::text[])`;
      const arrived = sql`a.corp_id = ${corp} and a.live_code_id = any(${leaf.codeIds}::text[]) and a.kind = 'member'`;
      return {
        probe: sql`(exists (select from relation r where r.customer_id = c.id and ${came})
          or exists (select from arrival a where a.person = c.external_user_id and ${arrived}))`,
        set: {
          key: "external",
          rows: sql`select r.external_user_id from relation r where ${came} union all select a.person from arrival a where ${arrived}`,
        },
        figure: sql`(select to_jsonb(array_agg(r.channel_state)) from relation r where r.customer_id = c.id and ${came})`,
      };
    }
    case "store": {
      const inGroup = sql`${memberOf(corp, { of: "stores", storeIds: leaf.storeIds })} and m.left_at is null`;
      const chose = sql`b.corp_id = ${corp} and b.store_id = any(${leaf.storeIds}::text[])`;
      return {
        probe: sql`(exists (select from group_member m where m.member_id = c.external_user_id and ${inGroup})
          or exists (select from behaviour_store b where b.customer_id = c.id and ${chose}))`,
        set: {
          key: "external",
          rows: sql`select m.member_id from group_member m where ${inGroup}
            union all select k.external_user_id from behaviour_store b
            join customer k on k.corp_id = b.corp_id and k.id = b.customer_id where ${chose}`,
        },
        figure: sql`(select to_jsonb(b.store_id) from behaviour_store b where b.corp_id = ${corp} and b.customer_id = c.id)`,
      };
    }
    case "group":
      return groupLeaf(frame, leaf);
  }
}

function groupLeaf(frame: Frame, { is, which, withinDays }: Extract<SegmentLeaf, { kind: "group" }>): LeafSql {
  const corp = frame.corpId;
  const since = withinDays === null ? null : firstDay(frame.today, withinDays);
  // Who left and is back in the same group has not left it.
  const left = sql`m.left_at is not null and not exists (select from group_member b where b.corp_id = ${corp}
    and b.group_id = m.group_id and b.member_id = m.member_id and b.left_at is null)`;
  const joinedSince = since === null ? sql`` : sql` and m.joined_sec >= ${startSec(frame, since)}`;
  const leftSince = since === null ? sql`` : sql` and m.left_at >= ${startOf(frame, since)}`;
  const now = is === "member" ? sql`m.left_at is null${joinedSince}` : sql`${left}${leftSince}`;
  const stays = sql`${memberOf(corp, which)} and ${now}`;
  const ofHer = sql`from group_member m where m.member_id = c.external_user_id and ${stays}`;
  return {
    probe: sql`exists (select ${ofHer})`,
    set: { key: "external", rows: sql`select m.member_id from group_member m where ${stays}` },
    figure: sql`(select to_jsonb(array_agg(distinct g.name)) from group_chat g where g.corp_id = ${corp}
      and g.id in (select m.group_id ${ofHer}))`,
    ...(withinDays === null ? {} : { moving: (is === "member" ? joinedBetween : leftBetween)(frame, withinDays) }),
  };
}

/** Stays of customers in living groups of a kind. */
function memberOf(corp: string, which: WhichGroups): RawBuilder<unknown> {
  const base = sql`m.corp_id = ${corp} and m.member_type = 2`;
  const open = sql`select g.id from group_chat g where g.corp_id = ${corp} and g.state = 'open'`;
  if (which.of === "any") return sql`${base} and m.group_id in (${open})`;
  if (which.of === "groups") return sql`${base} and m.group_id in (${open} and g.id = any(${which.groupIds}::text[]))`;
  return sql`${base} and m.group_id in (${open} and g.chat_id in (select p.chat_id from live_code_group p
    join live_code l on l.corp_id = p.corp_id and l.id = p.live_code_id
    where l.corp_id = ${corp} and l.kind = 'group' and l.store_id = any(${which.storeIds}::text[])))`;
}

/** Who left on a day that the window loses, by the behaviour tables: the stays themselves have no index by that. */
const leftBetween = (frame: Frame, days: number) => (from: string, to: string) => {
  const lost = lostDays(from, to, days);
  // A day more at each end: WeCom's second and our record of it may lie on two sides of midnight.
  return sql`select customer_id from behaviour_day where corp_id = ${frame.corpId} and kind = 'left-group'
    and day between ${addDays(lost.from, -1)}::date and ${addDays(lost.to, 1)}::date`;
};
