import { sql } from "kysely";
import { reaction } from "#actions";
import type { Db } from "#db/connect";
import { customerId } from "#kit/ids";
import { textColumn } from "#kit/pg-array";
import { PEOPLE_LANES } from "#kit/people-lanes";
import { type EventType, only, ORDER_FACTS, ordersIn, type StoredEvent, toldMembers, toldPeople } from "#log";
import { bits } from "./families.ts";

/** The projections that conditions read. Whoever computes waits until they have seen what this handler has seen. */
export const SOURCES: readonly string[] = [
  ...PEOPLE_LANES,
  "groups",
  "arrivals",
  "customers.marks",
  "fields",
  "orders",
  "segments.behaviour",
];

/** With more customers than this in one batch it is cheaper to compute the segments concerned anew than person by person. */
const MANY = 5000;
/** Business time that a flood (an import) is given to end before segments are computed anew. */
const FLOOD_MS = 60_000;

const RELATION = bits("profile", "relation", "tags");
const JOINED = bits("profile", "groups", "behaviour");
const ORDERS = bits("orders", "rfm");

/** Whom a fact names, and in which respects she may be another now. */
function named(corpId: string, event: StoredEvent): Array<[string, number]> {
  const by = (externalUserId: string, families: number): Array<[string, number]> => [[customerId(corpId, externalUserId), families]];
  switch (event.type) {
    case "relation.added":
    case "relation.detailed":
      return by(event.data.externalUserId, RELATION);
    case "relation.ended":
      return by(event.data.externalUserId, RELATION | bits("behaviour"));
    case "customer.detailed":
    case "remark.set":
      return by(event.data.externalUserId, bits("profile"));
    case "tags.marked":
      // Somebody of whom nothing was known gets a row by it.
      return by(event.data.externalUserId, bits("tags", "profile"));
    case "group.member-joined":
      // A code counts everybody who came through it, staff too.
      return event.data.memberType === 2 || event.data.state !== "" ? by(event.data.memberId, JOINED) : [];
    case "group.member-left":
      return by(event.data.memberId, bits("groups", "behaviour"));
    case "people.told":
      return toldPeople(event).flatMap(({ externalUserId }) => by(externalUserId, RELATION));
    case "members.told":
      return toldMembers(event).flatMap(({ memberType, memberId, state }) =>
        memberType === 2 || state !== "" ? by(memberId, JOINED) : [],
      );
    case "customer.field-set":
      return [[event.data.customerId, bits("fields")]];
    case "customer.stage-changed":
      return [[event.data.customerId, bits("stage")]];
    case "customer.marked":
      return [[event.data.customerId, bits("marks")]];
    case "page.opened":
    case "store.searched":
    case "store.chosen":
    case "welcome.sent":
      return by(event.data.externalUserId, bits("behaviour"));
    case "mass-task.delivered":
      return event.data.results.flatMap(({ recipient }) => by(recipient, bits("behaviour")));
    case "order.recorded":
    case "orders.imported":
      return ordersIn(event).flatMap(({ personId }) => (personId === null ? [] : [[personId, ORDERS] as [string, number]]));
    case "person.merged":
    case "person.split":
      return [
        [event.data.from, ORDERS],
        [event.data.into, ORDERS],
      ];
    default:
      return [];
  }
}

/** Groups whose meaning changed: everybody in them is concerned. */
function chatsOf(event: StoredEvent): string[] {
  if (event.type === "group.dismissed" || event.type === "group.needs-setup") return [event.data.chatId];
  return event.type === "join-way.put" ? event.data.chatIds : [];
}

export const TOUCHING = [
  "relation.added",
  "relation.detailed",
  "relation.ended",
  "customer.detailed",
  "tags.marked",
  "remark.set",
  "group.member-joined",
  "group.member-left",
  "people.told",
  "members.told",
  "group.dismissed",
  "group.needs-setup",
  "join-way.put",
  "customer.field-set",
  "customer.marked",
  "customer.stage-changed",
  "page.opened",
  "store.searched",
  "store.chosen",
  "welcome.sent",
  "mass-task.delivered",
  ...ORDER_FACTS,
  "order.refunded",
  "person.merged",
  "person.split",
] as const satisfies readonly EventType[];

/** Everybody whom a batch of facts concerns, with the respects as bits (families.ts). Ids may be of nobody whom WeCom knows. */
export async function touchedBy(db: Db, corpId: string, batch: readonly StoredEvent[]): Promise<Map<string, number>> {
  const touched = new Map<string, number>();
  const add = (id: string, families: number) => void touched.set(id, (touched.get(id) ?? 0) | families);
  for (const event of batch) for (const [id, families] of named(corpId, event)) add(id, families);
  const chats = [...new Set(batch.flatMap(chatsOf))];
  if (chats.length > 0) {
    const { rows } = await sql<{ member: string }>`select distinct m.member_id as member from group_chat g
      join group_member m on m.corp_id = g.corp_id and m.group_id = g.id and m.member_type = 2 and m.left_at is null
      where g.corp_id = ${corpId} and g.chat_id = any(${chats}::text[])`.execute(db);
    for (const { member } of rows) add(customerId(corpId, member), bits("groups"));
  }
  const refunded = only(batch, "order.refunded").map(({ data }) => data.orderNo);
  if (refunded.length > 0) {
    const { rows } = await sql<{ person: string }>`select distinct person_id as person from customer_order
      where corp_id = ${corpId} and order_no = any(${refunded}::text[]) and person_id is not null`.execute(db);
    for (const { person } of rows) add(person, ORDERS);
  }
  for (const person of await formerBuyers(db, corpId, batch)) add(person, ORDERS);
  return touched;
}

/** Whose orders of the batch were before they changed hands: the fact names the new buyer only. */
async function formerBuyers(db: Db, corpId: string, batch: readonly StoredEvent[]): Promise<string[]> {
  const orders = batch.flatMap((event) => ordersIn(event).map(({ orderNo }) => orderNo));
  if (orders.length === 0) return [];
  const { rows } = await sql<{ person: string }>`select distinct unnest(former_person_ids) as person from customer_order
    where corp_id = ${corpId} and order_no = any(${textColumn(orders)}::text[]) and former_person_ids is not null`.execute(db);
  return rows.map(({ person }) => person);
}

/** Notes who must be looked at again. Computing itself is a duty (keep.ts), so that no handler waits for it. */
export const noteTouched = reaction({
  name: "segments.touched",
  on: [...TOUCHING, "stages.computed", "tag.removed"],
  after: SOURCES,
  // Most corps begin without: an import is then nothing to us.
  async idle(db, corpId) {
    const { rows } = await sql`select from segment where corp_id = ${corpId} and state = 'active' limit 1`.execute(db);
    return rows.length === 0;
  },
  async react({ db, corpId, now }, batch) {
    const touched = await touchedBy(db, corpId, batch);
    if (touched.size > MANY) {
      await wantAnew(db, corpId, now, { families: [...touched.values()].reduce((all, one) => all | one, 0), why: "many" });
    } else if (touched.size > 0) await touch(db, corpId, touched);
    if (only(batch, "stages.computed").length > 0) await wantAnew(db, corpId, now, { families: bits("stage"), why: "stages" });
    for (const { data } of only(batch, "tag.removed")) await wantAnew(db, corpId, now, { names: data.tagId, why: "tag" });
  },
});

/** Nothing is written for a corp without segments that ask for such things. */
async function touch(db: Db, corpId: string, touched: ReadonlyMap<string, number>): Promise<void> {
  const rows = [...touched].map(([id, families]) => ({ id, families }));
  await sql`insert into segment_touched (corp_id, customer_id, families)
    select ${corpId}, r.id, r.families from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, families int)
    where exists (select from segment s where s.corp_id = ${corpId} and s.state = 'active' and s.families & r.families <> 0)`.execute(db);
}

/**
 * Has the segments computed anew that ask for something, or that name an id. A flood of facts is given a minute to end; the
 * time is not pushed on, so that one without an end does not leave segments old for ever.
 */
export async function wantAnew(
  db: Db,
  corpId: string,
  now: Date,
  { families = 0, names, why }: { families?: number; names?: string; why: string },
): Promise<void> {
  const pause = why === "many" ? new Date(now.getTime() + FLOOD_MS) : null;
  const concerned = names === undefined ? sql`families & ${families}::int <> 0` : sql`strpos(tree::text, ${JSON.stringify(names)}) > 0`;
  await sql`update segment set wanted = ${why}, retry_at = ${pause} where corp_id = ${corpId} and state = 'active'
    and wanted is null and ${concerned}`.execute(db);
}
