import { fail } from "../kit/errors.ts";
import { intOf, objectsOf, textOf, textsOf } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";
import { seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import { announceEdit } from "../world/relations.ts";
import type { Tag, TagGroup } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { post } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";
import { liveTags, namedRelation } from "./customers.ts";

const MAX_ORDER = 2 ** 32 - 1;
const TAGS_PER_RELATION = 3000;

function orderOf(body: Body): number {
  const order = intOf(body, "order") ?? 0;
  if (order < 0 || order > MAX_ORDER) throw fail(40058, "order must be within 0 and 2^32-1");
  return order;
}

function tagsIn(world: World, groupId: string, withDeleted: boolean): Tag[] {
  const rows = [...world.tagsOfGroup.of(groupId)].flatMap((id) => world.tags.get(id) ?? []);
  return rows.filter((tag) => withDeleted || !tag.deleted).sort((a, b) => b.order - a.order);
}

function tagView(tag: Tag, withDeleted: boolean): JsonObject {
  return {
    id: tag.id,
    name: tag.name,
    create_time: tag.createTime,
    order: tag.order,
    ...(withDeleted ? { deleted: tag.deleted } : {}),
  };
}

function groupView(group: TagGroup, tags: Tag[], withDeleted: boolean): JsonObject {
  return {
    group_id: group.id,
    group_name: group.name,
    create_time: group.createTime,
    order: group.order,
    ...(withDeleted ? { deleted: group.deleted } : {}),
    tag: tags.map((tag) => tagView(tag, withDeleted)),
  };
}

function list(call: Call): JsonObject {
  const { world, body } = call;
  const tagIds = textsOf(body, "tag_id");
  const groupIds = textsOf(body, "group_id");
  const byId = tagIds.length > 0 || groupIds.length > 0;
  const groups = [...world.tagGroups.values()].sort((a, b) => b.order - a.order);
  const wanted = new Set(groupIds.length > 0 ? [] : tagIds);
  const shown = groups.flatMap((group): JsonObject[] => {
    if (!byId && group.deleted) return [];
    if (groupIds.length > 0 && !groupIds.includes(group.id)) return [];
    const tags = tagsIn(world, group.id, byId).filter((tag) => wanted.size === 0 || wanted.has(tag.id));
    return tags.length === 0 && wanted.size > 0 ? [] : [groupView(group, tags, byId)];
  });
  return { tag_group: shown };
}

function groupFor(call: Call): { group: TagGroup; isNew: boolean } {
  const { world, body } = call;
  const id = textOf(body, "group_id");
  if (id !== "") {
    const group = world.tagGroups.get(id);
    if (!group || group.deleted) throw fail(40068, "invalid group_id");
    return { group, isNew: false };
  }
  const name = textOf(body, "group_name", { required: 40058, maxChars: 30 });
  for (const group of world.tagGroups.values()) {
    if (!group.deleted && group.name === name) return { group, isNew: false };
  }
  const nth = world.count(`taggroup:${name}`);
  const row = { id: world.id("et", 30, "group", name, nth), name, order: orderOf(body), createTime: seconds(call.now), deleted: false };
  return { group: row, isNew: true };
}

function add(call: Call): JsonObject {
  const { world, body } = call;
  const given = objectsOf(body, "tag");
  if (given.length === 0) throw fail(40058, "missing tag");
  const { group, isNew } = groupFor(call);
  const known = new Map(tagsIn(world, group.id, false).map((tag) => [tag.name, tag]));
  const fresh = new Map<string, number>();
  for (const item of given) {
    const name = textOf(item, "name", { required: 40058, maxChars: 30 });
    const order = orderOf(item);
    if (known.has(name)) throw fail(40071, `tag name exists: ${name}`);
    // Duplicate names inside one add collapse to one.
    if (!fresh.has(name)) fresh.set(name, order);
  }
  const total = world.cell("liveTags", 0);
  if (total + fresh.size > world.settings.corpTagCap) throw fail(40126, "too many corp tags");
  world.keep("liveTags", total + fresh.size);
  if (isNew) world.tagGroups.put(group);
  const added: Tag[] = [];
  for (const [name, order] of fresh) {
    const id = world.id("et", 30, "tag", group.id, name, world.count(`tag:${group.id}/${name}`));
    const tag = { id, groupId: group.id, name, order, createTime: seconds(call.now), deleted: false };
    added.push(world.tags.put(tag));
    world.tagsOfGroup.add(group.id, id);
    echo(call.sim, "create", "tag", id);
  }
  if (isNew) echo(call.sim, "create", "tag_group", group.id);
  return { tag_group: groupView(group, added, false) };
}

function edit(call: Call): JsonObject {
  const { world, body } = call;
  const id = textOf(body, "id", { required: 40058 });
  const tag = world.tags.get(id);
  const group = world.tagGroups.get(id);
  const row = tag ?? group;
  if (!row || row.deleted) throw fail(40068, "invalid tag id");
  const name = body.name === undefined ? row.name : textOf(body, "name", { required: 40058, maxChars: 30 });
  if (name !== row.name) {
    const others = tag ? tagsIn(world, tag.groupId, false) : [...world.tagGroups.values()].filter((other) => !other.deleted);
    if (others.some((other) => other.name === name)) throw fail(40071, `name exists: ${name}`);
  }
  row.name = name;
  if (body.order !== undefined) row.order = orderOf(body);
  if (tag) world.tags.touch(tag);
  else if (group) world.tagGroups.touch(group);
  echo(call.sim, "update", tag ? "tag" : "tag_group", id);
  return {};
}

function remove(world: World, tag: Tag): void {
  if (tag.deleted) return;
  tag.deleted = true;
  world.tags.touch(tag);
  world.keep("liveTags", Math.max(0, world.cell("liveTags", 0) - 1));
}

function removeGroup(sim: Sim, group: TagGroup): void {
  group.deleted = true;
  sim.world.tagGroups.touch(group);
  // Deleting a group deletes its tags, but only the group's event fires.
  for (const tag of tagsIn(sim.world, group.id, false)) remove(sim.world, tag);
  echo(sim, "delete", "tag_group", group.id);
}

function del(call: Call): JsonObject {
  const { world, body, sim } = call;
  const tagIds = textsOf(body, "tag_id");
  const groupIds = textsOf(body, "group_id");
  if (tagIds.length === 0 && groupIds.length === 0) throw fail(40058, "tag_id and group_id are both empty");
  const tags = tagIds.map((id) => {
    const tag = world.tags.get(id);
    if (!tag) throw fail(40068, `invalid tag_id: ${id}`);
    return tag;
  });
  const groups = groupIds.map((id) => {
    const group = world.tagGroups.get(id);
    if (!group) throw fail(40068, `invalid group_id: ${id}`);
    return group;
  });
  for (const tag of tags) {
    remove(world, tag);
    echo(sim, "delete", "tag", tag.id);
    const group = world.tagGroups.get(tag.groupId);
    // A group whose last tag goes disappears.
    if (group && !group.deleted && tagsIn(world, group.id, false).length === 0) removeGroup(sim, group);
  }
  for (const group of groups) if (!group.deleted) removeGroup(sim, group);
  return {};
}

function echo(sim: Sim, changeType: string, tagType: string, id: string): void {
  if (!sim.world.settings.apiEcho) return;
  sim.callbacks.emit({ event: "change_external_tag", changeType, fields: { Id: id, TagType: tagType }, subject: id });
}

function mark(call: Call): JsonObject {
  const { world, body } = call;
  const { row } = namedRelation(call);
  const add = textsOf(body, "add_tag");
  const drop = textsOf(body, "remove_tag");
  if (add.length === 0 && drop.length === 0) throw fail(40058, "add_tag and remove_tag are both empty");
  for (const id of [...add, ...drop]) {
    const tag = world.tags.get(id);
    if (!tag || tag.deleted) throw fail(40068, `invalid tag id: ${id}`);
  }
  const next = new Set(liveTags(world, row));
  for (const id of add) next.add(id);
  for (const id of drop) next.delete(id);
  if (next.size > TAGS_PER_RELATION) throw fail(40058, `more than ${TAGS_PER_RELATION} tags`);
  row.tags = [...next];
  world.relations.touch(row);
  if (world.settings.apiEcho) announceEdit(call.sim, row);
  return {};
}

export const tagRoutes: ApiRoute[] = [
  post("externalcontact/get_corp_tag_list", list),
  post("externalcontact/add_corp_tag", add),
  post("externalcontact/edit_corp_tag", edit),
  post("externalcontact/del_corp_tag", del),
  post("externalcontact/mark_tag", mark, {
    subject: ({ body }) => `${String(body.userid)}/${String(body.external_userid)}`,
  }),
];
