import { type RawBuilder, sql } from "kysely";
import type { Db } from "#db/connect";
import { customerId } from "#kit/ids";
import { laneOf, PEOPLE_LANES, SECOND_HALF } from "#kit/people-lanes";
import { type EventType, expandTold, type Handler, inStretches, only, type StoredEvent } from "#log";
import { countTagPeople, readCustomers, readRelations, writeCustomers, writeRelations } from "./rows.ts";
import { derive, foldRelation, newRelation, noteAdded } from "./rules.ts";
import { noteTold, type Told, tellPeople } from "./tell.ts";
import type { Customer, Half, Relation } from "./types.ts";

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

const inHalf = (lane: number, column: string): RawBuilder<boolean> =>
  lane === 0 ? sql`${sql.ref(column)} < ${SECOND_HALF}` : sql`${sql.ref(column)} >= ${SECOND_HALF}`;

/** One half of the people and their friendships: rows are read for the whole batch, folded in order, written back in one statement each. */
const laneHandler = (name: string, lane: number): Extract<Handler, { kind: "project" }> => {
  const half: Half = { lane, has: (id) => laneOf(id) === lane };
  return {
    kind: "project",
    name,
    version: 1,
    on: ON,
    tables: ["customer", "relation", "tag_people"],
    rows: { customer: inHalf(lane, "id"), relation: inHalf(lane, "customer_id"), tag_people: sql<boolean>`lane = ${lane}` },
    async project(tx, corpId, batch) {
      for (const stretch of inStretches(batch, kindOf)) {
        const [first] = stretch;
        if (first?.type === "tag.removed") for (const { data } of only(stretch, "tag.removed")) await dropTag(tx, corpId, half, data.tagId);
        else if (stretch.some(isTold)) await foldTold(tx, corpId, half, stretch.filter(isTold));
        else await foldPeople(tx, corpId, half, stretch.filter(isPersonEvent));
      }
    },
  };
};

export const peopleHandlers = PEOPLE_LANES.map(laneHandler);

const isTold = (event: StoredEvent): event is Told => event.type === "people.told" || event.type === "members.told";
const kindOf = (event: StoredEvent) => (isTold(event) ? "told" : event.type === "tag.removed" ? "tag" : "person");

function isPersonEvent(event: StoredEvent): event is PersonEvent {
  return !isTold(event) && event.type !== "tag.removed" && ON.some((type) => type === event.type);
}

/** Pages of history: the many who are new at once, the few who are known or stand on two pages like single facts. */
async function foldTold(tx: Db, corpId: string, half: Half, pages: readonly Told[]): Promise<void> {
  const apart = await tellPeople(tx, corpId, half, pages);
  if (apart.size === 0) return;
  const events = expandTold(pages).filter(isPersonEvent);
  await foldPeople(
    tx,
    corpId,
    half,
    events.filter((event) => {
      const person = personOf(event);
      return person !== null && apart.has(customerId(corpId, person));
    }),
  );
  await noteTold(tx, corpId, pages, apart);
}

async function foldPeople(tx: Db, corpId: string, half: Half, all: readonly PersonEvent[]): Promise<void> {
  const mine = all.flatMap((event) => {
    const person = personOf(event);
    const id = person === null ? null : customerId(corpId, person);
    return person !== null && id !== null && half.has(id) ? [{ event, person, id }] : [];
  });
  if (mine.length === 0) return;
  const ids = [...new Set(mine.map(({ id }) => id))];
  const before = new Map((await readCustomers(tx, corpId, ids)).map((row) => [row.id, row]));
  const people = new Map(before);
  const relations = new Map<string, Map<string, Relation>>(ids.map((id) => [id, new Map()]));
  for (const row of await readRelations(tx, corpId, ids)) relations.get(row.customerId)?.set(row.userId, row);
  const changed = new Set<Relation>();

  for (const { event, person, id } of mine) {
    const customer = people.get(id) ?? newCustomer(id, person);
    people.set(id, customer);
    if (event.type === "customer.detailed" || event.type === "group.member-joined") {
      people.set(id, foldCustomer(customer, event));
      continue;
    }
    const hers = relations.get(id);
    const known = hers?.get(event.data.userId);
    // What we did to somebody who is no friend (any more, or yet) makes no friendship.
    if (!known && (event.type === "tags.marked" || event.type === "remark.set")) continue;
    const next = foldRelation(known ?? newRelation(id, person, event.data.userId), event);
    if (known) changed.delete(known);
    changed.add(next);
    hers?.set(next.userId, next);
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
  await countTagPeople(tx, corpId, half.lane, tagChanges);
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
async function dropTag(tx: Db, corpId: string, { lane }: Half, tagId: string): Promise<void> {
  await sql`with people as (
      update customer set tag_ids = array_remove(tag_ids, ${tagId})
      where corp_id = ${corpId} and tag_ids @> array[${tagId}]::text[] and ${inHalf(lane, "id")} returning id
    )
    update relation r set tag_ids = array_remove(r.tag_ids, ${tagId})
    from people p where r.corp_id = ${corpId} and r.customer_id = p.id and ${tagId} = any(r.tag_ids)`.execute(tx);
  await sql`delete from tag_people where corp_id = ${corpId} and tag_id = ${tagId} and lane = ${lane}`.execute(tx);
}
