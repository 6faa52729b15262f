import { sql } from "kysely";
import type { Db } from "#db/connect";
import { customerId } from "#kit/ids";
import { type EventType, expandTold, type Handler, inStretches, only, type StoredEvent } from "#log";
import { countTagPeople, readCustomers, readRelations, writeCustomers, writeRelations } from "./rows.ts";
import { derive, foldRelation, newRelation, noteAdded } from "./rules.ts";
import { noteTold, type Told, tellPeople } from "./tell.ts";
import type { Customer, Relation } from "./types.ts";

const ON = [
  "relation.added",
  "relation.ended",
  "relation.detailed",
  "tags.marked",
  "remark.set",
  "customer.detailed",
  "group.member-joined",
  "tag.removed",
  "people.told",
  "members.told",
] as const satisfies readonly EventType[];

type PersonEvent = Exclude<StoredEvent<(typeof ON)[number]>, { type: "tag.removed" | "people.told" | "members.told" }>;

/** People and their friendships: rows are read for the whole batch, folded in order, written back in one statement each. */
export const customersHandler: Handler = {
  kind: "project",
  name: "customers",
  version: 1,
  on: ON,
  tables: ["customer", "relation", "tag_people"],
  async project(tx, corpId, batch) {
    for (const stretch of inStretches(batch, kindOf)) {
      const [first] = stretch;
      if (first?.type === "tag.removed") for (const { data } of only(stretch, "tag.removed")) await dropTag(tx, corpId, data.tagId);
      else if (stretch.some(isTold)) await foldTold(tx, corpId, stretch.filter(isTold));
      else await foldPeople(tx, corpId, stretch.filter(isPersonEvent));
    }
  },
};

const isTold = (event: StoredEvent): event is Told => event.type === "people.told" || event.type === "members.told";
const kindOf = (event: StoredEvent) => (isTold(event) ? "told" : event.type === "tag.removed" ? "tag" : "person");

function isPersonEvent(event: StoredEvent): event is PersonEvent {
  return !isTold(event) && event.type !== "tag.removed" && ON.some((type) => type === event.type);
}

/** Pages of history: the many who are new at once, the few who are known or stand on two pages like single facts. */
async function foldTold(tx: Db, corpId: string, pages: readonly Told[]): Promise<void> {
  const apart = await tellPeople(tx, corpId, pages);
  if (apart.size === 0) return;
  const events = expandTold(pages).filter(isPersonEvent);
  await foldPeople(
    tx,
    corpId,
    events.filter((event) => {
      const person = personOf(event);
      return person !== null && apart.has(customerId(corpId, person));
    }),
  );
  await noteTold(tx, corpId, pages, apart);
}

async function foldPeople(tx: Db, corpId: string, events: readonly PersonEvent[]): Promise<void> {
  const external = new Map<string, string>();
  for (const event of events) {
    const id = personOf(event);
    if (id !== null) external.set(customerId(corpId, id), id);
  }
  if (external.size === 0) return;
  const ids = [...external.keys()];
  const before = new Map((await readCustomers(tx, corpId, ids)).map((row) => [row.id, row]));
  const people = new Map(before);
  const relations = new Map<string, Map<string, Relation>>(ids.map((id) => [id, new Map()]));
  for (const row of await readRelations(tx, corpId, ids)) relations.get(row.customerId)?.set(row.userId, row);
  const changed = new Set<Relation>();

  for (const event of events) {
    const person = personOf(event);
    if (person === null) continue;
    const id = customerId(corpId, person);
    const customer = people.get(id) ?? newCustomer(id, person);
    people.set(id, customer);
    if (event.type === "customer.detailed" || event.type === "group.member-joined") {
      people.set(id, foldCustomer(customer, event));
      continue;
    }
    const mine = relations.get(id);
    const known = mine?.get(event.data.userId);
    // What we did to somebody who is no friend (any more, or yet) makes no friendship.
    if (!known && (event.type === "tags.marked" || event.type === "remark.set")) continue;
    const next = foldRelation(known ?? newRelation(id, person, event.data.userId), event);
    if (known) changed.delete(known);
    changed.add(next);
    mine?.set(next.userId, next);
    people.set(id, noteAdded(customer, next));
  }

  const tagChanges = new Map<string, number>();
  const written: Customer[] = [];
  for (const customer of people.values()) {
    const old = before.get(customer.id);
    const next = derive(customer, [...(relations.get(customer.id)?.values() ?? [])]);
    for (const tag of old?.tagIds ?? []) tagChanges.set(tag, (tagChanges.get(tag) ?? 0) - 1);
    for (const tag of next.tagIds) tagChanges.set(tag, (tagChanges.get(tag) ?? 0) + 1);
    if (JSON.stringify(old) !== JSON.stringify(next)) written.push(next);
  }
  await writeCustomers(tx, corpId, written);
  await writeRelations(tx, corpId, [...changed]);
  await countTagPeople(tx, corpId, tagChanges);
}

/** Whose rows an event touches; staff in a group are nobody's customer. */
function personOf(event: PersonEvent): string | null {
  if (event.type !== "group.member-joined") return event.data.externalUserId;
  return event.data.memberType === 2 ? event.data.memberId : null;
}

function newCustomer(id: string, externalUserId: string): Customer {
  return {
    id,
    externalUserId,
    name: null,
    type: null,
    gender: null,
    unionid: "",
    avatar: "",
    detailedAt: null,
    state: "stranger",
    addedSec: 0,
    tagIds: [],
  };
}

function foldCustomer(before: Customer, event: StoredEvent<"customer.detailed" | "group.member-joined">): Customer {
  if (event.type === "group.member-joined") {
    // A group shows remarks and nicknames: good enough for a stranger, never better than WeCom's own detail.
    if (before.detailedAt !== null) return before;
    return { ...before, name: event.data.name || before.name, unionid: event.data.unionid || before.unionid };
  }
  const at = event.occurredAt.getTime();
  if (before.detailedAt !== null && at < before.detailedAt) return before;
  const { name, type, gender, unionid, avatar } = event.data;
  return { ...before, name, type, gender, unionid, avatar, detailedAt: at };
}

/** WeCom takes a deleted tag off everybody without a word about each of them. */
async function dropTag(tx: Db, corpId: string, tagId: string): Promise<void> {
  await sql`with people as (
      update customer set tag_ids = array_remove(tag_ids, ${tagId})
      where corp_id = ${corpId} and tag_ids @> array[${tagId}]::text[] returning id
    )
    update relation r set tag_ids = array_remove(r.tag_ids, ${tagId})
    from people p where r.corp_id = ${corpId} and r.customer_id = p.id and ${tagId} = any(r.tag_ids)`.execute(tx);
  await sql`delete from tag_people where corp_id = ${corpId} and tag_id = ${tagId}`.execute(tx);
}
