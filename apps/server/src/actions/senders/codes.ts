import type { WecomClient } from "@shuke/wecom";
import { collect } from "@shuke/wecom";
import type { NewEvent } from "#log";
import { defineSender, repeat, type SenderDeps } from "./define.ts";

/**
 * Makes or changes a 「联系我」 way. WeCom fixes its type for ever, and one of type 1 takes one member only (page 92228): we
 * make type 2, which takes one or several. One of type 1 that has to take several gives way to a new one with the same
 * state, so that the figures go on; whoever scans the old picture still meets its one member.
 * A new way without an answer is looked for by its state before it is made again.
 */
export const contactWaySender = (deps: SenderDeps) =>
  defineSender(deps, "contact-way.put", {
    async send(client, { id, payload }, io) {
      const fields = {
        remark: payload.remark,
        skip_verify: payload.skipVerify,
        state: payload.state,
        user: payload.userIds,
      };
      const kept = (await takesAll(client, payload)) ? payload.configId : null;
      if (kept) await client.contactWay.update({ config_id: kept, ...fields });
      const configId = kept ?? (await client.contactWay.add({ type: 2, scene: 2, ...fields })).config_id;
      return { status: "sent", result: { configId }, facts: [await contactWayFact(client, id, payload.liveCodeId, configId, io.now)] };
    },
    async settle(client, { id, payload, createdAt }, io) {
      const pages = client.contactWay.listPages({ start_time: Math.floor(createdAt.getTime() / 1000) - 60 });
      for (const way of await collect(pages, (page) => page.contact_way)) {
        const { contact_way: found } = await client.contactWay.get({ config_id: way.config_id });
        if (found.state !== payload.state || way.config_id === payload.configId) continue;
        const fact = await contactWayFact(client, id, payload.liveCodeId, way.config_id, io.now);
        return { status: "sent", result: { configId: way.config_id }, facts: [fact] };
      }
      return { status: "repeat" };
    },
  });

/** Whether the way that WeCom has can take these members. */
async function takesAll(
  client: WecomClient,
  { configId, userIds }: { configId: string | null; userIds: readonly string[] },
): Promise<boolean> {
  if (configId === null || userIds.length === 1) return true;
  return (await client.contactWay.get({ config_id: configId })).contact_way.type === 2;
}

async function contactWayFact(client: WecomClient, actionId: string, liveCodeId: string, configId: string, now: Date): Promise<NewEvent> {
  const { contact_way: way } = await client.contactWay.get({ config_id: configId });
  return {
    type: "contact-way.put",
    subject: `live-code:${liveCodeId}`,
    occurredAt: now,
    sourceKey: `${actionId}:put`,
    data: { liveCodeId, configId, qrUrl: way.qr_code ?? "" },
  };
}

/**
 * Makes or changes a 「加入群聊」 way. WeCom has no list of them: after a first call without an answer a second way is made,
 * and the first, if it exists, stays unused (its picture was never shown to anybody).
 */
export const joinWaySender = (deps: SenderDeps) =>
  defineSender(deps, "join-way.put", {
    async send(client, { id, payload }, io) {
      const fields = {
        scene: 2 as const,
        remark: payload.remark,
        auto_create_room: payload.autoCreate ? (1 as const) : (0 as const),
        room_base_name: payload.baseName,
        room_base_id: payload.baseId,
        chat_id_list: payload.chatIds,
        state: payload.state,
      };
      const known = payload.configId;
      if (known) await client.joinWay.update({ config_id: known, ...fields });
      const configId = known ?? (await client.joinWay.add(fields)).config_id;
      const { join_way: way } = await client.joinWay.get({ config_id: configId });
      const fact: NewEvent = {
        type: "join-way.put",
        subject: `live-code:${payload.liveCodeId}`,
        occurredAt: io.now,
        sourceKey: `${id}:put`,
        data: { liveCodeId: payload.liveCodeId, configId, qrUrl: way.qr_code ?? "", chatIds: way.chat_id_list },
      };
      return { status: "sent", result: { configId }, facts: [fact] };
    },
    settle: repeat,
  });

/** The greeting that an owner attaches to a group in the client. A repeat after no answer may leave an unused template. */
export const welcomeTemplateSender = (deps: SenderDeps) =>
  defineSender(deps, "welcome-template.put", {
    async send(client, { id, payload }, io) {
      const link = payload.link;
      const { template_id: templateId } = await client.groupWelcome.add({
        text: { content: payload.text },
        ...(link ? { link: { ...link, url: link.url.startsWith("/") ? deps.publicUrl + link.url : link.url } } : {}),
        notify: 0,
      });
      const fact: NewEvent = {
        type: "welcome-template.put",
        subject: `group-class:${payload.classKey}`,
        occurredAt: io.now,
        sourceKey: `${id}:put`,
        data: { templateId, classKey: payload.classKey, text: payload.text },
      };
      return { status: "sent", result: { templateId }, facts: [fact] };
    },
    settle: repeat,
  });
