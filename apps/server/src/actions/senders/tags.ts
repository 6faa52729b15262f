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
      const { tag_group: groups } = await client.tags.list({});
      const there = groups.find((group) => group.group_name === payload.groupName);
      const known = new Set(there?.tag.map((tag) => tag.name));
      const missing = payload.names.filter((name) => !known.has(name));
      const made =
        missing.length === 0
          ? there
          : (await client.tags.add({ group_name: payload.groupName, tag: missing.map((name) => ({ name })) })).tag_group;
      const tags = [...(there?.tag ?? []), ...(made?.tag ?? [])];
      const groupId = made?.group_id ?? there?.group_id ?? "";
      const facts = payload.names.flatMap((name): NewEvent[] => {
        const tag = tags.find((one) => one.name === name);
        if (!tag) return [];
        const data = { tagId: tag.id, groupId, name, groupName: payload.groupName, key: payload.key };
        return [
          { type: "corp-tag.created", subject: `tag:${tag.id}`, occurredAt: io.now, sourceKey: `${id}:${tag.id}`, data },
        ];
      });
      return { status: "sent", result: { groupId, tags: facts.length }, facts };
    },
    settle: repeat,
  });
