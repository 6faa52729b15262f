import { liveTags } from "./api/customers.ts";
import { isServing } from "./world/org.ts";
import { shownMembers } from "./world/group-view.ts";
import { publicId } from "./world/persons.ts";
import { isListed, peekListed } from "./world/relations.ts";
import type { Group, Person, Relation, Tag } from "./world/types.ts";
import { pair } from "./world/world.ts";
import type { World } from "./world/world.ts";

export const FAMILIES = ["customers", "relations", "tags", "groups", "members"] as const;
export type Family = (typeof FAMILIES)[number];

/** Canonical fields of one row; the key comes first. */
export type Row = (string | number | string[])[];

/** A person as lists show it, or nothing: somebody must be listed as a member's customer. */
export function customerRow(world: World, person: Readonly<Person>): Row | null {
  if (!person.known) return null;
  let listed = false;
  for (const userid of world.relationsOfCustomer.of(person.who)) {
    if (isServing(world.users.get(userid)) && isListed(world, userid, person.who)) listed = true;
  }
  if (!listed) return null;
  const unionid = world.settings.developerBound && !person.wecom ? person.unionid : "";
  return [person.externalUserId, person.name, person.wecom ? 2 : 1, person.gender, unionid];
}

export function relationRow(world: World, row: Readonly<Relation>): Row {
  const external = publicId(world, row.who);
  return [row.userid, external, row.remark, row.description, row.createtime, row.addWay, row.state, liveTags(world, row).sort()];
}

/**
 * A row as the hash reads it. Of the past the line is written right away where nobody has touched anything: with two million
 * people that is the difference between a minute and seconds. Its names need no escaping.
 */
export function customerLine(world: World, who: string): string | null {
  const { past } = world;
  const n = past?.numberOf(who) ?? 0;
  const [userid = ""] = n > 0 ? (past?.staffOf(who) ?? []) : [];
  const simple =
    n > 0 && world.persons.untouched(who) && world.relations.untouched(pair(userid, who)) && isServing(world.users.get(userid));
  if (past && simple) {
    const unionid = world.settings.developerBound ? past.unionId(n) : "";
    return `["${past.externalId(n)}","${past.nameOf(n)}",1,${past.genderOf(n)},"${unionid}"]`;
  }
  const person = world.persons.peek(who);
  const row = person ? customerRow(world, person) : null;
  return row ? JSON.stringify(row) : null;
}

/** Lines of one member's relations. */
export function* relationLinesOf(world: World, userid: string): Generator<string> {
  if (!isServing(world.users.get(userid))) return;
  const { past } = world;
  for (const who of world.relationsOfUser.list(userid)) {
    const n = past?.numberOf(who) ?? 0;
    if (past && n > 0 && world.relations.untouched(pair(userid, who))) {
      yield `["${userid}","${past.externalId(n)}","","",${past.createtimeOf(n)},1,"",[]]`;
      continue;
    }
    const row = peekListed(world, userid, who);
    if (row) yield JSON.stringify(relationRow(world, row));
  }
}

/** Lines of one group's members. */
export function* memberLinesOf(world: World, chatId: string): Generator<string> {
  const { past } = world;
  if (!past || !isUnchanged(world, chatId)) {
    for (const row of memberRowsOf(world, chatId)) yield JSON.stringify(row);
    return;
  }
  const began = past.beganAt(chatId);
  for (const who of past.membersOf(chatId)) {
    const n = past.numberOf(who);
    yield n > 0 ? `["${chatId}","${past.externalId(n)}",2,${began},1]` : `["${chatId}","${who}",1,${began},1]`;
  }
}

/** A group of the past that nobody has joined or left. */
function isUnchanged(world: World, chatId: string): boolean {
  const ids = world.past?.membersOf(chatId) ?? [];
  const same = ids.length > 0 && ids.length === world.membersOf.count(chatId) && world.groups.get(chatId)?.dismissed === false;
  return same && ids.every((who) => world.members.untouched(pair(chatId, who)));
}

/** Relations of one member, if that one may have customers. */
export function* relationRowsOf(world: World, userid: string): Generator<Row> {
  if (!isServing(world.users.get(userid))) return;
  for (const who of world.relationsOfUser.list(userid)) {
    const row = peekListed(world, userid, who);
    if (row) yield relationRow(world, row);
  }
}

/** Tags of rule groups are none of the corp's list. */
function tagRow(world: World, tag: Tag): Row | null {
  if (tag.deleted || tag.strategyId !== undefined) return null;
  return [tag.id, tag.name, tag.groupId, world.tagGroups.get(tag.groupId)?.name ?? ""];
}

function groupRow(group: Group): Row | null {
  return group.dismissed ? null : [group.chatId, group.name, group.owner, group.notice, group.createTime];
}

export function* memberRowsOf(world: World, chatId: string): Generator<Row> {
  if (world.groups.get(chatId)?.dismissed !== false) return;
  for (const row of shownMembers(world, chatId)) yield [chatId, publicId(world, row.who), row.type, row.joinTime, row.joinScene];
}

export function* tagRows(world: World): Generator<Row> {
  for (const tag of world.tags.values()) {
    const row = tagRow(world, tag);
    if (row) yield row;
  }
}

export function* groupRows(world: World): Generator<Row> {
  for (const group of world.groups.values()) {
    const row = groupRow(group);
    if (row) yield row;
  }
}

/** Canonical rows of one family, in no particular order. */
export function* truthRows(world: World, family: Family): Generator<Row> {
  switch (family) {
    case "customers":
      for (const person of world.persons.values()) {
        const row = customerRow(world, person);
        if (row) yield row;
      }
      return;
    case "relations":
      for (const user of world.users.values()) yield* relationRowsOf(world, user.userid);
      return;
    case "tags":
      yield* tagRows(world);
      return;
    case "groups":
      yield* groupRows(world);
      return;
    case "members":
      for (const group of world.groups.values()) yield* memberRowsOf(world, group.chatId);
  }
}
