import { fail } from "../kit/errors.ts";
import { bool, int, list, object, text } from "../kit/fields.ts";
import type { Body } from "../kit/params.ts";
import { seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import { announceEdit } from "../world/relations.ts";
import type { Tag, TagGroup } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute, CallOf, Spec } from "./call.ts";
import { liveTags, RELATION_ERRORS, RELATION_NAMED, relationNamed } from "./customers.ts";

const { post } = family("tags", "customers");

const ORDER = int({ min: 0, max: "tag.order" });
const NAME = { required: 40058, maxChars: "tag.name" } as const;
const IDS = list(text({ required: 40058 }), { fallback: [] });
const AGENT = "agentid: only for old suites";

const TAG_GROUP = object({
  group_id: text({ required: 0 }),
  group_name: text({ required: 0 }),
  create_time: int({ required: 0 }),
  order: int({ required: 0 }),
  deleted: bool(),
  tag: list(
    object({
      id: text({ required: 0 }),
      name: text({ required: 0 }),
      create_time: int({ required: 0 }),
      order: int({ required: 0 }),
      deleted: bool(),
    }),
    { required: 0 },
  ),
});

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

const LIST = { body: { tag_id: IDS, group_id: IDS }, answer: { tag_group: list(TAG_GROUP, { required: 0 }) } } as const satisfies Spec;

function listTags(call: CallOf<typeof LIST>): JsonObject {
  const { world } = call;
  const { tag_id: tagIds, group_id: groupIds } = call.body;
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

const ADD = {
  body: {
    group_id: text({ fallback: "" }),
    group_name: text({ maxChars: "tag.name" }),
    order: ORDER,
    tag: list(object({ name: text(NAME), order: ORDER }, { required: 40058 }), { required: 40058 }),
  },
  answer: { tag_group: TAG_GROUP },
  errors: [40058, 40068, 40071, 40126],
  limits: ["tag.corp"],
  leftOut: [AGENT],
} as const satisfies Spec;

function groupFor(call: CallOf<typeof ADD>): { group: TagGroup; isNew: boolean } {
  const { world, body } = call;
  if (body.group_id !== "") {
    const group = world.tagGroups.get(body.group_id);
    if (!group || group.deleted) throw fail(40068, "invalid group_id");
    return { group, isNew: false };
  }
  const name = body.group_name ?? "";
  if (name === "") throw fail(40058, "missing group_name");
  for (const group of world.tagGroups.values()) {
    if (!group.deleted && group.name === name) return { group, isNew: false };
  }
  const nth = world.count(`taggroup:${name}`);
  const row = { id: world.id("et", 30, "group", name, nth), name, order: body.order ?? 0, createTime: seconds(call.now), deleted: false };
  return { group: row, isNew: true };
}

function add(call: CallOf<typeof ADD>): JsonObject {
  const { world, body } = call;
  const { group, isNew } = groupFor(call);
  const known = new Map(tagsIn(world, group.id, false).map((tag) => [tag.name, tag]));
  const fresh = new Map<string, number>();
  for (const { name, order = 0 } of body.tag) {
    if (known.has(name)) throw fail(40071, `tag name exists: ${name}`);
    // Duplicate names inside one add collapse to one.
    if (!fresh.has(name)) fresh.set(name, order);
  }
  const total = world.cell("liveTags", 0);
  if (!world.limits.allows("tag.corp", total + fresh.size)) throw fail(40126, "too many corp tags");
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

const EDIT = {
  body: { id: text({ required: 40058 }), name: text({ maxChars: "tag.name" }), order: ORDER },
  answer: {},
  errors: [40058, 40068, 40071],
  leftOut: [AGENT],
} as const satisfies Spec;

function edit(call: CallOf<typeof EDIT>): JsonObject {
  const { world, body } = call;
  const { id } = body;
  const tag = world.tags.get(id);
  const group = world.tagGroups.get(id);
  const row = tag ?? group;
  if (!row || row.deleted) throw fail(40068, "invalid tag id");
  const name = body.name ?? row.name;
  if (name === "") throw fail(40058, "missing name");
  if (name !== row.name) {
    const others = tag ? tagsIn(world, tag.groupId, false) : [...world.tagGroups.values()].filter((other) => !other.deleted);
    if (others.some((other) => other.name === name)) throw fail(40071, `name exists: ${name}`);
  }
  row.name = name;
  row.order = body.order ?? row.order;
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

const DELETE = { body: { tag_id: IDS, group_id: IDS }, answer: {}, errors: [40058, 40068], leftOut: [AGENT] } as const satisfies Spec;

function del(call: CallOf<typeof DELETE>): JsonObject {
  const { world, body, sim } = call;
  const { tag_id: tagIds, group_id: groupIds } = body;
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

const MARK = {
  body: { ...RELATION_NAMED, add_tag: IDS, remove_tag: IDS },
  answer: {},
  errors: [...RELATION_ERRORS, 40058, 40068, 45033],
  limits: ["tag.relation"],
  concurrent: "mark-tag.concurrent",
  subject: ({ body }: { body: Body }) => `${String(body.userid)}/${String(body.external_userid)}`,
} as const satisfies Spec;

function mark(call: CallOf<typeof MARK>): JsonObject {
  const { world, body } = call;
  const row = relationNamed(call, body);
  const { add_tag: add, remove_tag: drop } = body;
  if (add.length === 0 && drop.length === 0) throw fail(40058, "add_tag and remove_tag are both empty");
  for (const id of [...add, ...drop]) {
    const tag = world.tags.get(id);
    if (!tag || tag.deleted) throw fail(40068, `invalid tag id: ${id}`);
  }
  const next = new Set(liveTags(world, row));
  for (const id of add) next.add(id);
  for (const id of drop) next.delete(id);
  if (!world.limits.allows("tag.relation", next.size)) throw fail(40058, "too many tags");
  row.tags = [...next];
  world.relations.touch(row);
  if (world.settings.apiEcho) announceEdit(call.sim, row);
  return {};
}

export const tagRoutes: ApiRoute[] = [
  post("externalcontact/get_corp_tag_list", LIST, listTags),
  post("externalcontact/add_corp_tag", ADD, add),
  post("externalcontact/edit_corp_tag", EDIT, edit),
  post("externalcontact/del_corp_tag", DELETE, del),
  post("externalcontact/mark_tag", MARK, mark),
];
