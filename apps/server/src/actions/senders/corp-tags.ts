import { type CorpTagGroup, type WecomClient, WecomError } from "@shuke/wecom";
import type { NewEvent } from "#log";
import type { SenderIo } from "../types.ts";
import { defineSender, repeat, type SenderDeps } from "./define.ts";

/** New corp tags in one group. WeCom keeps one tag per name and group, so a repeat finds what the first try made. */
export const corpTagSender = (deps: SenderDeps) =>
  defineSender(deps, "corp-tag.create", {
    async send(client, { id, payload }, io) {
      const there = await groupNamed(client, payload.groupName);
      const known = new Set(there?.tag.map((tag) => tag.name));
      const missing = payload.names.filter((name) => !known.has(name));
      if (missing.length > 0) await addTags(client, payload.groupName, missing);
      const group = missing.length > 0 ? await groupNamed(client, payload.groupName) : there;
      const tags = group?.tag ?? [];
      const groupId = group?.group_id ?? "";
      const facts = payload.names.flatMap((name): NewEvent[] => {
        const tag = tags.find((one) => one.name === name);
        if (!tag) return [];
        const data = { tagId: tag.id, groupId, name, groupName: payload.groupName, key: payload.key };
        return [{ type: "corp-tag.created", subject: `tag:${tag.id}`, occurredAt: io.now, sourceKey: `${id}:${tag.id}`, data }];
      });
      return { status: "sent", result: { groupId, tags: facts.length }, facts };
    },
    settle: repeat,
  });

async function groupNamed(client: WecomClient, name: string) {
  const { tag_group: groups } = await client.tags.list({});
  return groups.find((group) => group.group_name === name);
}

/** Somebody else may have made the same tag a moment ago: that is as good. */
const EXISTS = 40071;

async function addTags(client: WecomClient, groupName: string, names: readonly string[]): Promise<void> {
  try {
    await client.tags.add({ group_name: groupName, tag: names.map((name) => ({ name })) });
  } catch (error) {
    if (!(error instanceof WecomError && error.errcode === EXISTS)) throw error;
  }
}

const GONE = 40068;

/** A new name or place. WeCom sends no callback for our own calls, so what it shows afterwards is told at once. */
export const corpTagEditSender = (deps: SenderDeps) =>
  defineSender(deps, "corp-tag.edit", {
    async send(client, { id, payload }, io) {
      const { what, name, order } = payload;
      try {
        await client.tags.edit({
          id: payload.id,
          ...(name === undefined ? {} : { name }),
          ...(order === undefined ? {} : { order }),
        });
      } catch (error) {
        if (!(error instanceof WecomError && error.errcode === GONE)) throw error;
        const facts = await goneFacts(client, io, id, what === "tag" ? [payload.id] : [], what === "group" ? payload.id : null);
        return { status: "failed", error: `${error.errcode} ${error.errmsg}`.slice(0, 500), errcode: error.errcode, facts };
      }
      const { tag_group: groups } = await client.tags.list(what === "tag" ? { tag_id: [payload.id] } : { group_id: [payload.id] });
      return { status: "sent", result: {}, facts: groups.flatMap((group) => shown(io, id, group)) };
    },
    settle: repeat,
  });

/** Tags, or a whole group with its tags, and with them every mark. One that is gone already must not save the others. */
export const corpTagDeleteSender = (deps: SenderDeps) =>
  defineSender(deps, "corp-tag.delete", {
    async send(client, { id, payload }, io) {
      const { tag_group: groups } = await client.tags.list({});
      const live = new Set(groups.flatMap((group) => [group.group_id, ...group.tag.map((tag) => tag.id)]));
      const tagIds = payload.tagIds.filter((tagId) => live.has(tagId));
      const groupIds = payload.groupId !== null && live.has(payload.groupId) ? [payload.groupId] : [];
      const inGroup = groups.find((group) => group.group_id === payload.groupId)?.tag.map((tag) => tag.id) ?? [];
      if (groupIds.length > 0) await client.tags.remove({ group_id: groupIds });
      else if (tagIds.length > 0) await client.tags.remove({ tag_id: tagIds });
      const gone = [...new Set([...payload.tagIds, ...inGroup])];
      return { status: "sent", result: { tags: gone.length }, facts: gone.map((tagId) => removed(io, id, tagId)) };
    },
    settle: repeat,
  });

async function goneFacts(client: WecomClient, io: SenderIo, id: string, tagIds: string[], groupId: string | null): Promise<NewEvent[]> {
  const { tag_group: groups } = await client.tags.list({});
  const live = new Set(groups.flatMap((group) => [group.group_id, ...group.tag.map((tag) => tag.id)]));
  // Of a group that is gone the next sync tells which tags went with it.
  return groupId === null ? tagIds.filter((tagId) => !live.has(tagId)).map((tagId) => removed(io, id, tagId)) : [];
}

const removed = (io: SenderIo, id: string, tagId: string): NewEvent => ({
  type: "tag.removed",
  subject: `tag:${tagId}`,
  occurredAt: io.now,
  sourceKey: `${id}:${tagId}:removed`,
  data: { tagId },
});

function shown(io: SenderIo, id: string, group: CorpTagGroup): NewEvent[] {
  return group.tag.map((tag) =>
    tag.deleted
      ? removed(io, id, tag.id)
      : {
          type: "tag.detailed",
          subject: `tag:${tag.id}`,
          occurredAt: io.now,
          sourceKey: `${id}:${tag.id}`,
          data: {
            tagId: tag.id,
            name: tag.name,
            groupId: group.group_id,
            groupName: group.group_name,
            order: tag.order,
            groupOrder: group.order,
          },
        },
  );
}
