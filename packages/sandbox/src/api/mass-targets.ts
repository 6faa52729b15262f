import { fail } from "../kit/errors.ts";
import { objectOf, objectsOf, textOf, textsOf } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";
import { isServing, memberByUserid } from "../world/org.ts";
import { followersOf, listedRelation } from "../world/relations.ts";
import type { Relation, User } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { liveTags } from "./customers.ts";

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

function senderOf(world: World, body: Body): User | null {
  const userid = textOf(body, "sender");
  if (userid === "") return null;
  const user = memberByUserid(world, userid);
  if (user.status !== 1) throw fail(40003, `invalid userid: ${userid}`);
  if (!user.contact) throw fail(84074, `no external-contact permission: ${userid}`);
  return user;
}

/** The tag lists of `tag_filter`: OR inside a list, AND between lists; ≤ 100 tags each. */
function tagFilter(world: World, body: Body): Set<string>[] {
  const filter = objectOf(body, "tag_filter");
  const lists = filter ? objectsOf(filter, "group_list") : [];
  return lists.map((list) => {
    const tags = textsOf(list, "tag_list", 100);
    if (tags.length === 0) throw fail(40058, "empty tag_list");
    for (const id of tags) if (world.tags.get(id)?.deleted !== false) throw fail(40068, `invalid tag id: ${id}`);
    return new Set(tags);
  });
}

function matches(world: World, row: Relation, filter: Set<string>[]): boolean {
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
export function distributeSingle(world: World, body: Body): Distribution {
  const sender = senderOf(world, body);
  const named = textsOf(body, "external_userid", 10_000);
  const filter = named.length > 0 ? [] : tagFilter(world, body);
  if (named.length === 0 && !sender && filter.length === 0) {
    throw fail(40058, "external_userid, sender and tag_filter are all empty");
  }
  const targets = new Map<string, string[]>();
  const failed: string[] = [];
  const serving = (row: Relation): boolean => isServing(world.users.get(row.userid));
  if (named.length > 0) {
    for (const external of new Set(named)) {
      const who = world.byExternal.get(external) ?? "";
      const row = sender ? listedRelation(world, sender.userid, who) : latest(followersOf(world, who).filter(serving));
      if (row) add(targets, row.userid, who);
      else failed.push(external);
    }
  } else if (sender) {
    for (const who of world.relationsOfUser.of(sender.userid)) {
      const row = listedRelation(world, sender.userid, who);
      if (row && matches(world, row, filter)) add(targets, sender.userid, who);
    }
  } else {
    const perCustomer = new Map<string, Relation[]>();
    for (const row of world.relations.values()) {
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
export function distributeGroup(world: World, body: Body): Distribution {
  const sender = senderOf(world, body);
  if (!sender) throw fail(40058, "chat_type group needs a sender");
  const named = textsOf(body, "chat_id_list", 2000);
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
