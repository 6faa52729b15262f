import type { StoredEvent } from "#log";
import type { Customer, CustomerState, Relation, RelationState } from "./types.ts";

export type RelationEvent = StoredEvent<"relation.added" | "relation.ended" | "relation.detailed" | "tags.marked" | "remark.set">;

export function newRelation(customerId: string, externalUserId: string, userId: string): Relation {
  return {
    customerId,
    userId,
    externalUserId,
    createdSec: 0,
    half: false,
    oneWayAt: null,
    endedAt: null,
    endedBy: null,
    detailedAt: null,
    remark: "",
    description: "",
    addWay: null,
    channelState: "",
    tagIds: [],
    toldSeq: null,
  };
}

/**
 * What a friendship is, from the newest of each kind of fact. Callbacks come late, twice and out of order, so times are
 * compared, never arrival: who adds us again has a later creation than the end before it. WeCom speaks in whole seconds;
 * in a tie an end by staff counts until WeCom shows the relation again, an end by the customer does not (known ⊆ true).
 */
export function stateOf(relation: Relation): RelationState {
  const created = relation.createdSec * 1000;
  const { endedAt, oneWayAt, detailedAt } = relation;
  const shownAfter = endedAt !== null && detailedAt !== null && wholeSecond(detailedAt) > endedAt;
  if (endedAt !== null && endedAt >= created && !shownAfter) return "ended";
  if (relation.half) return "half";
  return oneWayAt !== null && oneWayAt > created ? "one-way" : "active";
}

export function foldRelation(before: Relation, event: RelationEvent): Relation {
  const at = event.occurredAt.getTime();
  switch (event.type) {
    case "relation.added": {
      const { createdSec, state, half = false } = event.data;
      if (createdSec < before.createdSec) return before;
      // A half-added message that comes after the full one says nothing new.
      const wasFull = before.createdSec > 0 && !before.half && stateOf(before) !== "ended";
      return { ...before, createdSec, half: half && !wasFull, channelState: state || before.channelState };
    }
    case "relation.ended": {
      if (event.data.by === "customer") return { ...before, oneWayAt: Math.max(at, before.oneWayAt ?? 0) };
      if (before.endedAt !== null && before.endedAt >= at) return before;
      return { ...before, endedAt: at, endedBy: event.data.by };
    }
    case "relation.detailed": {
      const { data } = event;
      const isOld = before.detailedAt !== null && at < before.detailedAt;
      // Fetched before she was added again: it describes the friendship before this one.
      const isOfEarlier = data.createdSec < before.createdSec && wholeSecond(at) < before.createdSec * 1000;
      if (isOld || isOfEarlier) return before;
      return {
        ...before,
        createdSec: data.createdSec,
        half: false,
        detailedAt: at,
        remark: data.remark,
        description: data.description,
        addWay: data.addWay,
        channelState: data.state,
        tagIds: sorted(data.tagIds),
      };
    }
    case "tags.marked": {
      const removed = new Set(event.data.remove);
      const kept = before.tagIds.filter((id) => !removed.has(id));
      return { ...before, tagIds: sorted([...kept, ...event.data.add]) };
    }
    case "remark.set":
      return { ...before, remark: event.data.remark };
  }
}

/** What follows for the person from all her relations. */
export function derive(customer: Customer, relations: readonly Relation[]): Customer {
  const states = new Set(relations.map(stateOf));
  const listed = relations.filter((relation) => stateOf(relation) !== "ended");
  return { ...customer, state: personState(states), tagIds: sorted(listed.flatMap((relation) => relation.tagIds)) };
}

/** The first friendship ever: told by each fact, since a relation itself forgets when it is made anew. */
export function noteAdded(customer: Customer, relation: Relation): Customer {
  const { createdSec, half } = relation;
  if (half || createdSec === 0 || (customer.addedSec > 0 && customer.addedSec <= createdSec)) return customer;
  return { ...customer, addedSec: createdSec };
}

function personState(states: ReadonlySet<RelationState>): CustomerState {
  if (states.has("active")) return "friend";
  if (states.has("one-way")) return "one-way";
  return states.has("ended") ? "lost" : "stranger";
}

export const sorted = (ids: readonly string[]): string[] => [...new Set(ids)].toSorted();
const wholeSecond = (ms: number) => Math.floor(ms / 1000) * 1000;
