import { type WecomClient, WecomError } from "@shuke/wecom";
import type { NewEvent } from "#log";
import { customerId } from "#kit/ids";
import { defineSender, repeat, type SenderDeps } from "./define.ts";

/** Tags of one friendship, as a difference. Marking twice is the same as once. */
export const tagSender = (deps: SenderDeps) =>
  defineSender(deps, "tag.mark", {
    async send(client, { id, corpId, payload }, io) {
      await client.tags.mark({
        userid: payload.userId,
        external_userid: payload.externalUserId,
        ...(payload.add.length > 0 ? { add_tag: payload.add } : {}),
        ...(payload.remove.length > 0 ? { remove_tag: payload.remove } : {}),
      });
      const fact: NewEvent = {
        type: "tags.marked",
        subject: `customer:${customerId(corpId, payload.externalUserId)}`,
        occurredAt: io.now,
        sourceKey: `${id}:marked`,
        data: payload,
      };
      return { status: "sent", result: {}, facts: [fact] };
    },
    settle: repeat,
  });

export const remarkSender = (deps: SenderDeps) =>
  defineSender(deps, "remark.set", {
    async send(client, { id, corpId, payload }, io) {
      await client.externalContact.remark({
        userid: payload.userId,
        external_userid: payload.externalUserId,
        remark: payload.remark,
        ...(payload.description === undefined ? {} : { description: payload.description }),
      });
      const fact: NewEvent = {
        type: "remark.set",
        subject: `customer:${customerId(corpId, payload.externalUserId)}`,
        occurredAt: io.now,
        sourceKey: `${id}:remark`,
        data: { externalUserId: payload.externalUserId, userId: payload.userId, remark: payload.remark },
      };
      return { status: "sent", result: {}, facts: [fact] };
    },
    settle: repeat,
  });

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
