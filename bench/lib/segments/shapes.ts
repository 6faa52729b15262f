import type pg from "pg";
import type { SegmentNode } from "../../../packages/contract/src/index.ts";

/** Five conditions, as a tree and as somebody who knows PostgreSQL would write them: the quickest of these is the baseline. */
export interface Shape {
  name: string;
  root: SegmentNode;
  byHand: string[];
}

export interface Things {
  tags: string[];
  stores: string[];
  staff: string[];
}

/** Tags, stores and staff of the world: the most used ones first. */
export async function thingsOf(client: pg.Client, corpId: string): Promise<Things> {
  const list = async (text: string) => (await client.query<{ id: string }>(text, [corpId])).rows.map(({ id }) => id);
  return {
    tags: await list("select tag_id as id from tag_people where corp_id = $1 group by 1 order by sum(people) desc, 1 limit 40"),
    stores: await list("select id from store where corp_id = $1 order by id limit 60"),
    staff: await list("select user_id as id from staff where corp_id = $1 and follows order by user_id limit 60"),
  };
}

const quoted = (ids: readonly string[]) => `array[${ids.map((id) => `'${id}'`).join(",")}]::text[]`;

/** `day(n)` is n local days ago, `sec(n)` its beginning. */
export function shapesOf(things: Things, corpId: string, today: string): Shape[] {
  const corp = `'${corpId}'`;
  const day = (ago: number) => `(date '${today}' - ${ago})`;
  const sec = (ago: number) => `extract(epoch from ((date '${today}' - ${ago})::timestamp at time zone 'Asia/Shanghai'))::bigint`;
  const tags = things.tags.slice(2, 5);
  const stores = things.stores.slice(0, 20);
  const people = `from customer c where c.corp_id = ${corp}`;
  const open = `select g.id from group_chat g where g.corp_id = ${corp} and g.state = 'open'`;
  const inGroup = `select m.member_id from group_member m where m.corp_id = ${corp} and m.member_type = 2 and m.left_at is null and m.group_id in (${open})`;
  const openedTwice = `select b.customer_id from behaviour_day b where b.corp_id = ${corp} and b.kind = 'opened-page' and b.day >= ${day(29)} group by 1 having sum(b.n) >= 2`;
  const bought = (days: number, n: number) =>
    `select o.person_id from customer_order o where o.corp_id = ${corp} and o.person_id is not null and o.day >= ${day(days - 1)} and o.refunded_fen < o.amount_fen group by 1 having count(*) >= ${n}`;
  const bucket = `(('x' || left(md5('half/' || c.id), 8))::bit(32)::bigint % 100)::int < 50`;
  const ofStore = `select m.member_id from group_member m where m.corp_id = ${corp} and m.member_type = 2 and m.left_at is null
    and m.group_id in (${open} and g.chat_id in (select p.chat_id from live_code_group p join live_code l on l.corp_id = p.corp_id and l.id = p.live_code_id
      where l.corp_id = ${corp} and l.kind = 'group' and l.store_id = any(${quoted(stores)})))`;
  const choseStore = `select b.customer_id from behaviour_store b where b.corp_id = ${corp} and b.store_id = any(${quoted(stores)})`;
  const reached = `select b.customer_id from behaviour_day b where b.corp_id = ${corp} and b.kind = 'received-touch' and b.day >= ${day(6)}`;
  const spent = `select s.person_id from order_stats s where s.corp_id = ${corp} and s.amount_fen >= 10000`;
  const staff = `select r.customer_id from relation r where r.corp_id = ${corp} and r.user_id = any(${quoted(things.staff)}) and r.state = 'active'`;
  const slept = `select s.person_id from order_stats s where s.corp_id = ${corp} and s.last_day < ${day(59)}`;
  return [
    {
      name: "typical",
      root: and(
        { kind: "relation", in: ["friend"] },
        { kind: "tags", match: "any", tagIds: tags },
        { kind: "added", when: { op: "within", days: 180 } },
        { kind: "group", is: "member", which: { of: "any" }, withinDays: null },
        { kind: "did", what: "opened-page", op: ">=", times: 2, days: 30 },
      ),
      byHand: [
        `select count(*) ${people} and c.state = 'friend' and c.tag_ids && ${quoted(tags)} and c.added_sec >= ${sec(179)}
          and c.external_user_id in (${inGroup}) and c.id in (${openedTwice})`,
        `with o as materialized (${openedTwice}) select count(*) from o join customer c on c.corp_id = ${corp} and c.id = o.customer_id
          where c.state = 'friend' and c.tag_ids && ${quoted(tags)} and c.added_sec >= ${sec(179)} and exists (select from group_member m
            join group_chat g on g.corp_id = m.corp_id and g.id = m.group_id and g.state = 'open'
            where m.corp_id = ${corp} and m.member_id = c.external_user_id and m.member_type = 2 and m.left_at is null)`,
      ],
    },
    {
      name: "buyers",
      root: and(
        { kind: "relation", in: ["friend"] },
        { kind: "orders", measure: "count", op: ">=", value: 3, days: 90 },
        { kind: "tags", match: "none", tagIds: things.tags.slice(0, 1) },
        { kind: "rfm", r: [4, 5], f: [3, 5], m: null },
        { kind: "bucket", salt: "half", from: 0, to: 50 },
      ),
      byHand: [
        `select count(*) ${people} and c.state = 'friend' and not c.tag_ids && ${quoted(things.tags.slice(0, 1))} and ${bucket}
          and c.id in (${bought(90, 3)}) and exists (select from rfm_score s where s.corp_id = ${corp} and s.person_id = c.id
            and s.r between 4 and 5 and s.f between 3 and 5)`,
        `with o as materialized (${bought(90, 3)}) select count(*) from o join rfm_score s on s.corp_id = ${corp} and s.person_id = o.person_id
          and s.r between 4 and 5 and s.f between 3 and 5 join customer c on c.corp_id = ${corp} and c.id = o.person_id
          where c.state = 'friend' and not c.tag_ids && ${quoted(things.tags.slice(0, 1))} and ${bucket}`,
      ],
    },
    {
      name: "either-or",
      root: and(
        { kind: "relation", in: ["friend"] },
        {
          kind: "or",
          of: [
            { kind: "group", is: "member", which: { of: "stores", storeIds: stores }, withinDays: null },
            { kind: "store", storeIds: stores },
          ],
        },
        { kind: "not", of: [{ kind: "did", what: "received-touch", op: ">=", times: 1, days: 7 }] },
        { kind: "orders", measure: "amount", op: ">=", value: 10_000, days: null },
      ),
      byHand: [
        `select count(*) ${people} and c.state = 'friend' and (c.external_user_id in (${ofStore}) or c.id in (${choseStore}))
          and not exists (select from (${reached}) x where x.customer_id = c.id) and c.id in (${spent})`,
        `with s as materialized (select k.id from customer k where k.corp_id = ${corp} and k.external_user_id in (${ofStore}) union ${choseStore})
          select count(*) from s join customer c on c.corp_id = ${corp} and c.id = s.id join order_stats o on o.corp_id = ${corp} and o.person_id = s.id
          where c.state = 'friend' and o.amount_fen >= 10000 and not exists (select from behaviour_day b where b.corp_id = ${corp}
            and b.kind = 'received-touch' and b.customer_id = s.id and b.day >= ${day(6)})`,
      ],
    },
    {
      name: "asleep",
      root: and(
        { kind: "stage", in: ["silent", "lost"] },
        { kind: "order-date", which: "last", when: { op: "before", days: 60 } },
        { kind: "never", what: "answered-touch" },
        { kind: "staff", userIds: things.staff },
        { kind: "type", in: ["wechat"] },
      ),
      byHand: [
        `select count(*) ${people} and c.type = 1 and c.id in (${staff}) and c.id in (${slept})
          and c.id in (select k.customer_id from customer_stage k where k.corp_id = ${corp} and k.stage in ('silent', 'lost'))
          and not exists (select from behaviour_last b where b.corp_id = ${corp} and b.kind = 'answered-touch' and b.customer_id = c.id)`,
        `select count(*) from (${staff} intersect ${slept} intersect
          select k.customer_id from customer_stage k where k.corp_id = ${corp} and k.stage in ('silent', 'lost')
          except select b.customer_id from behaviour_last b where b.corp_id = ${corp} and b.kind = 'answered-touch') x
          join customer c on c.corp_id = ${corp} and c.id = x.customer_id where c.type = 1`,
      ],
    },
    {
      name: "broad",
      root: and(
        { kind: "relation", in: ["friend", "one-way"] },
        { kind: "added", when: { op: "before", days: 30 } },
        { kind: "gender", in: ["female", "unknown"] },
        { kind: "did", what: "received-touch", op: ">=", times: 1, days: null },
        { kind: "orders", measure: "count", op: "<=", value: 5, days: null },
      ),
      byHand: [
        `select count(*) ${people} and c.state in ('friend', 'one-way') and c.added_sec > 0 and c.added_sec < ${sec(29)} and coalesce(c.gender, 0) in (0, 2)
          and exists (select from behaviour_last b where b.corp_id = ${corp} and b.kind = 'received-touch' and b.customer_id = c.id)
          and not exists (select from order_stats s where s.corp_id = ${corp} and s.person_id = c.id and s.orders >= 6)`,
        `select count(*) from customer c join behaviour_last b on b.corp_id = ${corp} and b.kind = 'received-touch' and b.customer_id = c.id
          left join order_stats s on s.corp_id = ${corp} and s.person_id = c.id and s.orders >= 6
          where c.corp_id = ${corp} and c.state in ('friend', 'one-way') and c.added_sec > 0 and c.added_sec < ${sec(29)}
            and coalesce(c.gender, 0) in (0, 2) and s.person_id is null`,
        `select count(*) ${people} and c.state in ('friend', 'one-way') and c.added_sec > 0 and c.added_sec < ${sec(29)}
          and (c.gender is null or c.gender in (0, 2))
          and exists (select from behaviour_last b where b.corp_id = ${corp} and b.kind = 'received-touch' and b.customer_id = c.id)
          and not exists (select from order_stats s where s.corp_id = ${corp} and s.person_id = c.id and s.orders >= 6)`,
      ],
    },
  ];
}

const and = (...of: SegmentNode[]): SegmentNode => ({ kind: "and", of });
