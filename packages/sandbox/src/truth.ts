import { createHash } from "node:crypto";
import { liveTags } from "./api/customers.ts";
import { isServing } from "./world/org.ts";
import { shownMembers } from "./world/group-view.ts";
import { publicId } from "./world/persons.ts";
import type { World } from "./world/world.ts";

export const FAMILIES = ["customers", "relations", "tags", "groups", "members"] as const;
export type Family = (typeof FAMILIES)[number];

export interface Truth {
  hash: string;
  families: Record<Family, { count: number; hash: string }>;
  /** relations that the customer deleted one-sidedly; outside all hashes */
  oneWay: { count: number };
}

type Cell = string | number | string[];

function* customers(world: World): Generator<Cell[]> {
  for (const person of world.persons.values()) {
    if (!person.known) continue;
    let listed = false;
    for (const userid of world.relationsOfCustomer.of(person.who)) {
      const row = world.relations.get(`${userid}|${person.who}`);
      if (row?.status === "full" && isServing(world.users.get(userid))) listed = true;
    }
    if (!listed) continue;
    const unionid = world.settings.developerBound && !person.wecom ? person.unionid : "";
    yield [person.externalUserId, person.name, person.wecom ? 2 : 1, person.gender, unionid];
  }
}

function* relations(world: World): Generator<Cell[]> {
  for (const row of world.relations.values()) {
    if (row.status !== "full" || !isServing(world.users.get(row.userid))) continue;
    yield [
      row.userid,
      publicId(world, row.who),
      row.remark,
      row.description,
      row.createtime,
      row.addWay,
      row.state,
      liveTags(world, row).sort(),
    ];
  }
}

function* tags(world: World): Generator<Cell[]> {
  for (const tag of world.tags.values()) {
    // Tags of rule groups are none of the corp's list.
    if (!tag.deleted && tag.strategyId === undefined) yield [tag.id, tag.name, tag.groupId, world.tagGroups.get(tag.groupId)?.name ?? ""];
  }
}

function* groups(world: World): Generator<Cell[]> {
  for (const group of world.groups.values()) {
    if (!group.dismissed) yield [group.chatId, group.name, group.owner, group.notice, group.createTime];
  }
}

function* members(world: World): Generator<Cell[]> {
  for (const group of world.groups.values()) {
    if (group.dismissed) continue;
    for (const row of shownMembers(world, group.chatId)) {
      yield [group.chatId, publicId(world, row.who), row.type, row.joinTime, row.joinScene];
    }
  }
}

const ROWS: Record<Family, (world: World) => Generator<Cell[]>> = { customers, relations, tags, groups, members };

/** Canonical rows of one family, in no particular order. */
export function truthRows(world: World, family: Family): Generator<Cell[]> {
  return ROWS[family](world);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What WeCom's list and get calls show now, as counts and hashes; byte-equal to the server's when in sync. */
export function truthOf(world: World): Truth {
  const of = (family: Family): { count: number; hash: string } => {
    const lines = Array.from(truthRows(world, family), (row) => JSON.stringify(row)).sort();
    return { count: lines.length, hash: sha256(lines.join("\n")) };
  };
  const families = {
    customers: of("customers"),
    relations: of("relations"),
    tags: of("tags"),
    groups: of("groups"),
    members: of("members"),
  };
  const lines = FAMILIES.map((family) => `${family}:${families[family].count}:${families[family].hash}`);
  let oneWay = 0;
  for (const row of world.relations.values()) {
    if (row.status === "full" && row.oneWay && isServing(world.users.get(row.userid))) oneWay += 1;
  }
  return { hash: sha256(lines.join("\n")), families, oneWay: { count: oneWay } };
}
