import { sql } from "kysely";
import { addDays } from "#kit/tz";
import { firstDay, lostDays, startSec } from "./days.ts";
import type { BehaviourLeaf } from "./leaf-behaviour.ts";
import { setOf } from "./set-of.ts";
import { timesLeaf } from "./times.ts";
import type { Frame, LeafSql } from "./types.ts";

const PERSON = sql`m.member_id`;

/** Conditions about joining groups, by the stays themselves: there is one row for each time that she joined. */
export function stayLeaf(frame: Frame, leaf: BehaviourLeaf): LeafSql {
  const stays = sql`group_member m where m.corp_id = ${frame.corpId} and m.member_type = 2`;
  const hers = sql`${stays} and m.member_id = c.external_user_id`;
  const figure = sql`(select jsonb_build_object('last', (to_timestamp(max(m.joined_sec)) at time zone ${frame.zone})::date, 'n', count(*))
    from ${hers} having count(*) > 0)`;
  if (leaf.kind === "never") {
    return {
      probe: sql`not exists (select from ${hers})`,
      set: { ...setOf("external", { of: stays, key: PERSON, row: sql`true` }), negated: true },
      figure,
    };
  }
  if (leaf.kind === "last") {
    const since = sql`m.joined_sec >= ${startSec(frame, firstDay(frame.today, leaf.days))}`;
    const longAgo = (filter = sql``) => sql`coalesce(not bool_or(${since})${filter}, false)`;
    const isLately = leaf.op === "less";
    return {
      probe: isLately ? sql`exists (select from ${hers} and ${since})` : sql`(select ${longAgo()} from ${hers})`,
      set: setOf("external", {
        of: stays,
        key: PERSON,
        ...(isLately ? { row: since } : { row: sql`true`, test: longAgo }),
      }),
      figure,
      moving: joinedBetween(frame, leaf.days),
    };
  }
  const { days } = leaf;
  const row = days === null ? sql`true` : sql`m.joined_sec >= ${startSec(frame, firstDay(frame.today, days))}`;
  return timesLeaf(leaf, {
    count: sql`(select count(*)::int from ${hers} and ${row})`,
    set: (having, isAny) =>
      setOf("external", { of: stays, key: PERSON, row, ...(isAny ? {} : { test: (filter) => sql`count(*)${filter} ${having}` }) }),
    moving: days === null ? undefined : joinedBetween(frame, days),
  });
}

/** Who joined on the days that a window of so many days loses: group by group, since stays are kept in each group's order. */
export const joinedBetween = (frame: Frame, days: number) => (from: string, to: string) => {
  const lost = lostDays(from, to, days);
  return sql`select k.id from group_chat g
    cross join lateral (select m.member_id from group_member m where m.corp_id = g.corp_id and m.group_id = g.id
      and m.joined_sec >= ${startSec(frame, lost.from)} and m.joined_sec < ${startSec(frame, addDays(lost.to, 1))}) j
    join customer k on k.corp_id = g.corp_id and k.external_user_id = j.member_id
    where g.corp_id = ${frame.corpId}`;
};
