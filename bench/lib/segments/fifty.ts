import { type SegmentNode, segmentTree } from "../../../packages/contract/src/index.ts";
import { dependsOn, familiesOf } from "../../../apps/server/src/modules/segments/index.ts";
import type { SegmentWorld } from "./world.ts";
import type { Things } from "./shapes.ts";

const and = (...of: SegmentNode[]): SegmentNode => ({ kind: "and", of });
const friend: SegmentNode = { kind: "relation", in: ["friend"] };

export interface Kept {
  id: string;
  root: SegmentNode;
  /** ids of customers, as somebody would write it by hand */
  byHand: string;
}

/** Fifty segments as a large brand has them: some of half the base, most of a few per cent, some of a handful. */
export function fifty(things: Things, corpId: string, today: string): Kept[] {
  const corp = `'${corpId}'`;
  const day = (ago: number) => `(date '${today}' - ${ago})`;
  const sec = (ago: number) => `extract(epoch from (${day(ago)}::timestamp at time zone 'Asia/Shanghai'))::bigint`;
  const people = `select c.id from customer c where c.corp_id = ${corp}`;
  const quoted = (ids: readonly string[]) => `array[${ids.map((id) => `'${id}'`).join(",")}]::text[]`;
  const all: Array<Omit<Kept, "id">> = [];
  const add = (root: SegmentNode, byHand: string) => all.push({ root, byHand });
  for (let i = 0; i < 10; i += 1) {
    const tags = things.tags.slice(i + 2, i + 4);
    const store = things.stores[i] ?? "";
    const days = 7 + i * 6;
    add(and(friend, { kind: "tags", match: "all", tagIds: tags }), `${people} and c.state = 'friend' and c.tag_ids @> ${quoted(tags)}`);
    add(
      and(
        friend,
        { kind: "added", when: { op: "within", days } },
        { kind: "not", of: [{ kind: "group", is: "member", which: { of: "any" }, withinDays: null }] },
      ),
      `${people} and c.state = 'friend' and c.added_sec >= ${sec(days - 1)} and not exists (select from group_member m
        join group_chat g on g.corp_id = m.corp_id and g.id = m.group_id and g.state = 'open'
        where m.corp_id = ${corp} and m.member_id = c.external_user_id and m.member_type = 2 and m.left_at is null)`,
    );
    add(
      { kind: "group", is: "member", which: { of: "stores", storeIds: [store] }, withinDays: null },
      `${people} and c.external_user_id in (select m.member_id from group_member m where m.corp_id = ${corp} and m.member_type = 2 and m.left_at is null
        and m.group_id in (select g.id from group_chat g where g.corp_id = ${corp} and g.state = 'open' and g.chat_id in (select p.chat_id
          from live_code_group p join live_code l on l.corp_id = p.corp_id and l.id = p.live_code_id
          where l.corp_id = ${corp} and l.kind = 'group' and l.store_id = '${store}')))`,
    );
    add(
      and(
        { kind: "did", what: "opened-page", op: ">=", times: 2 + (i % 3), days: days },
        { kind: "orders", measure: "count", op: ">=", value: 2, days: 90 },
      ),
      `${people} and c.id in (select customer_id from behaviour_day where corp_id = ${corp} and kind = 'opened-page' and day >= ${day(days - 1)}
          group by 1 having sum(n) >= ${2 + (i % 3)})
        and c.id in (select person_id from customer_order where corp_id = ${corp} and person_id is not null and day >= ${day(89)}
          and refunded_fen < amount_fen group by 1 having count(*) >= 2)`,
    );
    add(
      and({ kind: "last", what: "opened-page", op: "more", days: 20 + i }, { kind: "rfm", r: [1, 2], f: null, m: [3, 5] }, friend),
      `${people} and c.state = 'friend' and c.id in (select customer_id from behaviour_last where corp_id = ${corp} and kind = 'opened-page' and last_day < ${day(19 + i)})
        and c.id in (select person_id from rfm_score where corp_id = ${corp} and r between 1 and 2 and m between 3 and 5)`,
    );
  }
  return all.map((one, i) => ({ id: `seg_bench${String(i).padStart(2, "0")}`, ...one }));
}

export async function keep(world: SegmentWorld, kept: readonly Kept[]): Promise<void> {
  for (const { id, root } of kept) {
    const tree = JSON.stringify(segmentTree.parse({ v: 1, root }));
    await world.client.query(
      `insert into segment (corp_id, id, name, version, tree, depends, families, wanted, created_by, created_at, updated_at)
       values ($1, $2, $2, 1, $3, $4, $5, 'new', '{}', $6, $6)`,
      [world.corpId, id, tree, dependsOn(root), familiesOf(root), world.now],
    );
  }
}
