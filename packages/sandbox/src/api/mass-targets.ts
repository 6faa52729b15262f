import { fail } from "../kit/errors.ts";
import { bool, list, object, oneOf, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import { isServing } from "../world/org.ts";
import { followersOf, listedRelation, peekListed } from "../world/relations.ts";
import type { Relation, User } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { liveTags } from "./customers.ts";
import { memberNamed, sees } from "./scope.ts";
import type { Eyes } from "./scope.ts";

/** Whom a mass message is for (O-92135). */
export const TARGETS = {
  chat_type: oneOf(["single", "group"], { fallback: "single" }),
  external_userid: list(text({ required: 40058 }), { fallback: [], max: "mass.customers" }),
  chat_id_list: list(text({ required: 40058 }), { fallback: [], max: "mass.groups" }),
  tag_filter: object({
    group_list: list(object({ tag_list: list(text({ required: 40068 }), { required: 40058, max: "mass.tags" }) }, { required: 40058 }), {
      fallback: [],
    }),
  }),
  sender: text({ fallback: "" }),
  allow_select: bool({ fallback: false }),
};
export type Targets = Values<typeof TARGETS>;

export interface Distribution {
  /** target ids (customer ids or chat ids) per sending userid */
  targets: Map<string, string[]>;
  failed: string[];
}

function add(targets: Map<string, string[]>, userid: string, id: string): void {
  const list = targets.get(userid);
  if (list) list.push(id);
  else targets.set(userid, [id]);
}

function senderOf(eyes: Eyes, { sender }: Targets): User | null {
  if (sender === "") return null;
  const user = memberNamed(eyes, sender);
  if (user.status !== 1) throw fail(40003, `invalid userid: ${sender}`);
  if (!user.contact) throw fail(84074, `no external-contact permission: ${sender}`);
  return user;
}

/** The tag lists of `tag_filter`: OR inside a list, AND between lists. */
function tagFilter(world: World, { tag_filter: filter }: Targets): Set<string>[] {
  return (filter?.group_list ?? []).map(({ tag_list: tags }) => {
    for (const id of tags) if (world.tags.get(id)?.deleted !== false) throw fail(40068, `invalid tag id: ${id}`);
    return new Set(tags);
  });
}

function matches(world: World, row: Readonly<Relation>, filter: Set<string>[]): boolean {
  if (filter.length === 0) return true;
  const tags = liveTags(world, row);
  return filter.every((list) => tags.some((id) => list.has(id)));
}

/** Among several members with the same customer, whoever last interacted (O-92135). */
function latest(rows: Relation[]): Relation | undefined {
  let best: Relation | undefined;
  for (const row of rows) {
    if (!best || row.lastInteractionAt > best.lastInteractionAt) best = row;
  }
  return best;
}

/** Who sends to which customer. Throws 41048 when nobody is left. */
export function distributeSingle(eyes: Eyes, body: Targets): Distribution {
  const { world } = eyes;
  const sender = senderOf(eyes, body);
  const named = body.external_userid;
  const filter = named.length > 0 ? [] : tagFilter(world, body);
  if (named.length === 0 && !sender && filter.length === 0) {
    throw fail(40058, "external_userid, sender and tag_filter are all empty");
  }
  const targets = new Map<string, string[]>();
  const failed: string[] = [];
  const serving = (row: Relation): boolean => isServing(world.users.get(row.userid)) && sees(eyes, row.userid);
  if (named.length > 0) {
    for (const external of new Set(named)) {
      const who = world.byExternal.get(external) ?? "";
      const row = sender ? listedRelation(world, sender.userid, who) : latest(followersOf(world, who).filter(serving));
      if (row) add(targets, row.userid, who);
      else failed.push(external);
    }
  } else if (sender) {
    for (const who of world.relationsOfUser.list(sender.userid)) {
      const row = peekListed(world, sender.userid, who);
      if (row && matches(world, row, filter)) add(targets, sender.userid, who);
    }
  } else {
    const perCustomer = new Map<string, Relation[]>();
    // Those of the past that nobody has touched carry no tags.
    for (const row of world.relations.own()) {
      if (row.status !== "full" || !serving(row) || !matches(world, row, filter)) continue;
      perCustomer.set(row.who, [...(perCustomer.get(row.who) ?? []), row]);
    }
    for (const [who, rows] of perCustomer) {
      const row = latest(rows);
      if (row) add(targets, row.userid, who);
    }
  }
  if (targets.size === 0) throw fail(41048, "no customer to send to");
  return { targets, failed };
}

/** The owner's groups, or those of them that are named. */
export function distributeGroup(eyes: Eyes, body: Targets): Distribution {
  const { world } = eyes;
  const sender = senderOf(eyes, body);
  if (!sender) throw fail(40058, "chat_type group needs a sender");
  const named = body.chat_id_list;
  const failed: string[] = [];
  const own: string[] = [];
  if (named.length > 0) {
    for (const chatId of new Set(named)) {
      const group = world.groups.get(chatId);
      if (group && !group.dismissed && group.owner === sender.userid) own.push(chatId);
      else failed.push(chatId);
    }
  } else {
    for (const chatId of world.groupsOf.of(sender.userid)) {
      if (world.groups.get(chatId)?.owner === sender.userid) own.push(chatId);
    }
  }
  if (own.length === 0) throw fail(41048, "no customer group to send to");
  return { targets: new Map([[sender.userid, own]]), failed };
}
