import type { ExternalContact } from "@shuke/wecom";
import type { Actor } from "#kit/actor";
import { customerId } from "#kit/ids";
import type { EventMap, NewEvent } from "#log";
import { clean } from "./clean.ts";

/** A friendship as WeCom shows it now. */
export type Follow = Omit<EventMap["relation.detailed"], "externalUserId">;

/** What we hold of a person (projections of modules/customers). Instants in ms. */
export type HeldCustomer = { name: string | null; type: number | null; gender: number | null; unionid: string; avatar: string };
export type HeldRelation = Follow & { ended: boolean; half: boolean; detailed: boolean };
export type Held = { customer: HeldCustomer | null; relations: ReadonlyMap<string, HeldRelation> };

/** `complete`: these are all friendships of the person, so that one which is not shown has ended. */
export type Shown = { externalUserId: string; contact: ExternalContact | null; follows: readonly Follow[]; complete: boolean };

/** A callback's own second and the stored one may differ by a little; more is a new friendship. */
const SAME_ADD_SEC = 5;

/** The facts that lead from what we hold to what WeCom shows; none when they agree. `fetchedAt` is business time. */
export function compareCustomer(corpId: string, held: Held, shown: Shown, fetchedAt: Date, actor: Actor): NewEvent[] {
  const { externalUserId, contact } = shown;
  const base = { subject: `customer:${customerId(corpId, externalUserId)}`, occurredAt: fetchedAt, actor };
  const facts: NewEvent[] = [];
  for (const follow of shown.follows) {
    const { userId, createdSec, state } = follow;
    const known = held.relations.get(userId);
    const isNew = !known || known.ended || known.half || createdSec - known.createdSec > SAME_ADD_SEC;
    if (isNew) {
      facts.push({
        ...base,
        type: "relation.added",
        occurredAt: new Date(createdSec * 1000),
        data: { externalUserId, userId, state, createdSec },
      });
    }
    if (isNew || !known.detailed || !sameFollow(known, follow)) {
      facts.push({ ...base, type: "relation.detailed", data: { externalUserId, ...follow } });
    }
  }
  if (shown.complete) facts.push(...endedFacts(held, shown, base, fetchedAt));
  if (contact) {
    const detail = {
      name: clean(contact.name),
      type: contact.type,
      gender: contact.gender,
      unionid: contact.unionid ?? "",
      avatar: contact.avatar ?? "",
    };
    if (!sameDetail(held.customer, detail)) facts.push({ ...base, type: "customer.detailed", data: { externalUserId, ...detail } });
  }
  return facts;
}

/** Only friendships that had begun before we asked can be missed in the answer. */
function endedFacts(held: Held, shown: Shown, base: { subject: string; occurredAt: Date; actor: Actor }, fetchedAt: Date): NewEvent[] {
  const listed = new Set(shown.follows.map((follow) => follow.userId));
  const begunBefore = Math.floor(fetchedAt.getTime() / 1000) - 1;
  return [...held.relations.entries()]
    .filter(([userId, known]) => !listed.has(userId) && !known.ended && !known.half && known.createdSec < begunBefore)
    .map(([userId]) => ({
      ...base,
      type: "relation.ended" as const,
      data: { externalUserId: shown.externalUserId, userId, by: "staff" as const },
    }));
}

function sameFollow(a: Follow, b: Follow): boolean {
  return (
    a.remark === b.remark &&
    a.description === b.description &&
    a.createdSec === b.createdSec &&
    a.addWay === b.addWay &&
    a.state === b.state &&
    a.tagIds.length === b.tagIds.length &&
    a.tagIds.every((id, i) => id === b.tagIds[i])
  );
}

function sameDetail(a: HeldCustomer | null, b: HeldCustomer): boolean {
  return a !== null && a.name === b.name && a.type === b.type && a.gender === b.gender && a.unionid === b.unionid && a.avatar === b.avatar;
}
