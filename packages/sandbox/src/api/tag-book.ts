import { fail } from "../kit/errors.ts";
import { bool, int, list, object, text } from "../kit/fields.ts";
import type { Fields } from "../kit/fields.ts";
import { seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import type { Tag, TagGroup } from "../world/types.ts";
import type { World } from "../world/world.ts";

/**
 * Customer tags in their groups: those of the corp (book 0), and those of each rule group (book = its id). The two kinds are managed by
 * paths of their own and share one cap.
 */
export interface Book {
  sim: Sim;
  world: World;
  /** the calling app: it changes only what it made */
  agentId: number;
  /** rule group, or 0 */
  strategyId: number;
}

export const ORDER = int({ min: 0, max: "tag.order" });
export const NAME = { required: 40058, maxChars: "tag.name" } as const;
export const IDS = list(text({ required: 40058 }), { fallback: [] });
/** Of apps that served several corps once; one corp's own apps may send theirs. */
export const AGENT = { agentid: int() };
export const NEW_TAGS = {
  group_id: text({ fallback: "" }),
  group_name: text({ maxChars: "tag.name" }),
  order: ORDER,
  tag: list(object({ name: text(NAME), order: ORDER }, { required: 40058 }), { required: 40058 }),
};

const DELETED = { deleted: bool() };

/** A group as it answers what made it. */
export const NEW_GROUP = tagGroup({});
/** A group as lists show it; `deleted` where it was asked for by id. */
export const TAG_GROUP = tagGroup(DELETED);

function tagGroup<F extends Fields>(more: F) {
  return {
    group_id: text({ required: 0 }),
    group_name: text({ required: 0 }),
    create_time: int({ required: 0 }),
    order: int({ required: 0 }),
    ...more,
    tag: list(
      object({
        id: text({ required: 0 }),
        name: text({ required: 0 }),
        create_time: int({ required: 0 }),
        order: int({ required: 0 }),
        ...more,
      }),
      { required: 0 },
    ),
  };
}

function inBook({ strategyId }: Book, row: Tag | TagGroup | undefined): boolean {
  return row !== undefined && (row.strategyId ?? 0) === strategyId;
}

/** Whose a new row is. */
function marks({ agentId, strategyId }: Book): { agentId: number; strategyId?: number } {
  return strategyId === 0 ? { agentId } : { agentId, strategyId };
}

function checkOwner({ agentId }: Book, row: Tag | TagGroup): void {
  if (row.agentId !== undefined && row.agentId !== agentId) throw fail(81011, `another app made ${row.name}`);
}

function groupsIn(book: Book): TagGroup[] {
  return [...book.world.tagGroups.values()].filter((group) => inBook(book, group));
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
    ...(group.strategyId === undefined ? {} : { strategy_id: group.strategyId }),
    ...(withDeleted ? { deleted: group.deleted } : {}),
    tag: tags.map((tag) => tagView(tag, withDeleted)),
  };
}

/** Groups with their tags; by id also the deleted ones. Both kinds of ids: groups win. */
export function listTags(book: Book, { tag_id: tagIds, group_id: groupIds }: { tag_id: string[]; group_id: string[] }): JsonObject {
  const { world } = book;
  const byId = tagIds.length > 0 || groupIds.length > 0;
  const groups = groupsIn(book).sort((a, b) => b.order - a.order);
  const wanted = new Set(groupIds.length > 0 ? [] : tagIds);
  const shown = groups.flatMap((group): JsonObject[] => {
    if (!byId && group.deleted) return [];
    if (groupIds.length > 0 && !groupIds.includes(group.id)) return [];
    const tags = tagsIn(world, group.id, byId).filter((tag) => wanted.size === 0 || wanted.has(tag.id));
    return tags.length === 0 && wanted.size > 0 ? [] : [groupView(group, tags, byId)];
  });
  return { tag_group: shown };
}

export interface NewTags {
  group_id: string;
  group_name?: string | undefined;
  order?: number | undefined;
  tag: { name: string; order?: number | undefined }[];
}

function groupFor(book: Book, input: NewTags): { group: TagGroup; isNew: boolean } {
  const { world, strategyId } = book;
  if (input.group_id !== "") {
    const group = world.tagGroups.get(input.group_id);
    if (!group || group.deleted || !inBook(book, group)) throw fail(40068, "invalid group_id");
    return { group, isNew: false };
  }
  const name = input.group_name ?? "";
  if (name === "") throw fail(40058, "missing group_name");
  for (const group of groupsIn(book)) if (!group.deleted && group.name === name) return { group, isNew: false };
  const of = strategyId === 0 ? [name] : [strategyId, name];
  const id = world.id("et", 30, "group", ...of, world.count(`taggroup:${of.join("/")}`));
  const row: TagGroup = { id, ...marks(book), name, order: input.order ?? 0, createTime: seconds(world.now()), deleted: false };
  return { group: row, isNew: true };
}

/** Adds tags to a group, which is made when there is none of that name. */
export function addTags(book: Book, input: NewTags): JsonObject {
  const { world, sim, strategyId } = book;
  const { group, isNew } = groupFor(book, input);
  const known = new Map(tagsIn(world, group.id, false).map((tag) => [tag.name, tag]));
  const fresh = new Map<string, number>();
  for (const { name, order = 0 } of input.tag) {
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
    const tag: Tag = { id, ...marks(book), groupId: group.id, name, order, createTime: seconds(world.now()), deleted: false };
    added.push(world.tags.put(tag));
    world.tagsOfGroup.add(group.id, id);
    echo(sim, strategyId, "create", "tag", id);
  }
  if (isNew) echo(sim, strategyId, "create", "tag_group", group.id);
  return { tag_group: groupView(group, added, false) };
}

export function editTag(book: Book, { id, name, order }: { id: string; name?: string | undefined; order?: number | undefined }): void {
  const { world, sim, strategyId } = book;
  const tag = world.tags.get(id);
  const group = world.tagGroups.get(id);
  const row = tag ?? group;
  if (!row || row.deleted || !inBook(book, row)) throw fail(40068, "invalid tag id");
  checkOwner(book, row);
  const next = name ?? row.name;
  if (next === "") throw fail(40058, "missing name");
  const others = tag ? tagsIn(world, tag.groupId, false) : groupsIn(book).filter((other) => !other.deleted);
  if (next !== row.name && others.some((other) => other.name === next)) throw fail(40071, `name exists: ${next}`);
  row.name = next;
  row.order = order ?? row.order;
  if (tag) world.tags.touch(tag);
  else if (group) world.tagGroups.touch(group);
  echo(sim, strategyId, "update", tag ? "tag" : "tag_group", id);
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
  echo(sim, group.strategyId ?? 0, "delete", "tag_group", group.id);
}

/** A group whose last tag goes disappears; with a group go its tags. */
export function deleteTags(book: Book, { tag_id: tagIds, group_id: groupIds }: { tag_id: string[]; group_id: string[] }): void {
  const { world, sim, strategyId } = book;
  if (tagIds.length === 0 && groupIds.length === 0) throw fail(40058, "tag_id and group_id are both empty");
  const tags = tagIds.map((id) => {
    const tag = world.tags.get(id);
    if (!tag || !inBook(book, tag)) throw fail(40068, `invalid tag_id: ${id}`);
    return tag;
  });
  const groups = groupIds.map((id) => {
    const group = world.tagGroups.get(id);
    if (!group || !inBook(book, group)) throw fail(40068, `invalid group_id: ${id}`);
    return group;
  });
  for (const row of [...tags, ...groups]) checkOwner(book, row);
  for (const tag of tags) {
    remove(world, tag);
    echo(sim, strategyId, "delete", "tag", tag.id);
    const group = world.tagGroups.get(tag.groupId);
    if (group && !group.deleted && tagsIn(world, group.id, false).length === 0) removeGroup(sim, group);
  }
  for (const group of groups) if (!group.deleted) removeGroup(sim, group);
}

function echo(sim: Sim, strategyId: number, changeType: string, tagType: string, id: string): void {
  if (!sim.world.settings.apiEcho) return;
  const fields = { Id: id, TagType: tagType, ...(strategyId === 0 ? {} : { StrategyId: strategyId }) };
  sim.callbacks.emit({ event: "change_external_tag", changeType, fields, subject: id });
}
