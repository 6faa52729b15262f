import type * as T from "./types.ts";
import { indexMember, indexPerson, indexRelation, indexTransfer } from "./world.ts";
import type { World } from "./world.ts";

/** Fills the indexes of a world that was read from the disk. */
export function reindex(world: World): void {
  for (const person of world.persons.own()) indexPerson(world, person);
  reindexRelations(world);
  for (const row of world.groups.values()) if (!row.dismissed) world.groupsOwned.add(row.owner, row.chatId);
  reindexMembers(world);
  for (const row of world.massParts.values()) world.partsOf.add(row.userid, row.msgid);
  for (const row of world.transfers.values()) indexTransfer(world, row);
  for (const row of world.momentParts.values()) world.partsOf.add(row.userid, row.momentId);
  const published = [...world.momentParts.values()].filter((row) => row.status === 1);
  for (const row of published.sort((a, b) => a.publishedAt - b.publishedAt)) world.momentsOf.add(row.userid, row.momentId);
  for (const row of world.tags.values()) world.tagsOfGroup.add(row.groupId, row.id);
  for (const row of world.chats.values()) reindexChat(world, row);
}

function ends(id: string): [left: string, right: string] {
  const cut = id.indexOf("|");
  return [id.slice(0, cut), id.slice(cut + 1)];
}

function reindexRelations(world: World): void {
  const drop = (userid: string, who: string): void => {
    world.relationsOfUser.remove(userid, who);
    world.relationsOfCustomer.remove(who, userid);
  };
  for (const id of world.relations.gone()) drop(...ends(id));
  // By running number, which is the order that cursors rely on.
  for (const row of [...world.relations.own()].sort((a, b) => a.n - b.n)) {
    const before = world.past?.relations.has(`${row.userid}|${row.who}`) ? world.past.numberOf(row.who) : 0;
    // One of the past's that was merely changed stands where it stood; one that ended and began anew comes later.
    if (before === row.n) continue;
    if (before > 0) drop(row.userid, row.who);
    indexRelation(world, row);
  }
}

function reindexMembers(world: World): void {
  const drop = (chatId: string, who: string): void => {
    world.membersOf.remove(chatId, who);
    world.groupsOf.remove(who, chatId);
  };
  for (const id of world.members.gone()) drop(...ends(id));
  for (const row of world.members.own()) {
    const inPast = world.past?.members.has(`${row.chatId}|${row.who}`) ?? false;
    if (row.goneFrom !== null) {
      if (inPast) drop(row.chatId, row.who);
    } else indexMember(world, row);
  }
}

function reindexChat(world: World, row: T.Chat): void {
  const [kind, left, right] = row.key.split("|");
  if (kind === "s" && left && right) {
    world.chatsOf.add(left, row.key);
    world.chatsOf.add(right, row.key);
  } else if ((kind === "a" || kind === "k") && right) world.chatsOf.add(right, row.key);
}
