import { type WecomClient, WecomError } from "@shuke/wecom";
import type { NewEvent } from "#log";
import { customerId } from "#kit/ids";
import type { ClaimedAction, Outcome, SenderIo } from "../types.ts";
import { defineSender, repeat, type SenderDeps } from "./define.ts";

/** One of the tags is gone. */
const NO_TAG = 40068;

/**
 * Tags of one friendship, as a difference. Marking twice is the same as once. A tag that vanished meanwhile must not take the
 * others with it: it is left out, with a fact that says so.
 */
export const tagSender = (deps: SenderDeps) =>
  defineSender(deps, "tag.mark", {
    async send(client, action, io) {
      const { payload } = action;
      try {
        await mark(client, payload);
        return marked(io, action, payload, []);
      } catch (error) {
        if (!(error instanceof WecomError)) throw error;
        if (error.errcode !== NO_TAG) return refusal(io, action, error);
        const alive = await aliveOf(client, [...payload.add, ...payload.remove]);
        const left = { ...payload, add: payload.add.filter((id) => alive.has(id)), remove: payload.remove.filter((id) => alive.has(id)) };
        const lost = payload.add.filter((id) => !alive.has(id));
        // Nothing of it is left to do. To be rid of a tag that is gone is done by itself.
        if (left.add.length + left.remove.length === 0) return lost.length > 0 ? refusal(io, action, error) : marked(io, action, left, []);
        // It would be refused again for a reason that we do not see: told as it is.
        if (left.add.length + left.remove.length === payload.add.length + payload.remove.length) return refusal(io, action, error);
        await mark(client, left);
        return marked(io, action, left, lost);
      }
    },
    settle: repeat,
  });

type Mark = ClaimedAction<"tag.mark">;
type Difference = Mark["payload"];

async function mark(client: WecomClient, { userId, externalUserId, add, remove }: Difference): Promise<void> {
  await client.tags.mark({
    userid: userId,
    external_userid: externalUserId,
    ...(add.length > 0 ? { add_tag: add } : {}),
    ...(remove.length > 0 ? { remove_tag: remove } : {}),
  });
}

async function aliveOf(client: WecomClient, ids: string[]): Promise<Set<string>> {
  // All of them: asked by id, one that is unknown may refuse the whole question.
  const { tag_group: groups } = await client.tags.list({});
  const live = new Set(groups.flatMap((group) => group.tag.filter((tag) => !tag.deleted).map((tag) => tag.id)));
  return new Set(ids.filter((id) => live.has(id)));
}

function marked(io: SenderIo, { id, corpId }: Mark, data: Difference, lost: readonly string[]): Outcome {
  const subject = `customer:${customerId(corpId, data.externalUserId)}`;
  const facts: NewEvent[] = [];
  if (data.add.length + data.remove.length > 0) {
    facts.push({ type: "tags.marked", subject, occurredAt: io.now, sourceKey: `${id}:marked`, data });
  }
  if (lost.length > 0) facts.push(refused(io, id, subject, data, [...lost], "tag-gone"));
  return { status: "sent", result: lost.length > 0 ? { gone: lost } : {}, facts };
}

const REASONS: Readonly<Record<number, string>> = { 40068: "tag-gone", 84061: "not-friend", 60111: "staff-gone", 81013: "staff-gone" };

/** Refused for good: the person's story says so. A passing refusal is tried again (outcome.ts). */
function refusal(io: SenderIo, { id, corpId, payload }: Mark, error: WecomError): Outcome {
  if (["retry", "rate", "concurrency", "token"].includes(error.errorClass)) throw error;
  const subject = `customer:${customerId(corpId, payload.externalUserId)}`;
  const facts = [refused(io, id, subject, payload, payload.add, REASONS[error.errcode] ?? "refused")];
  return { status: "failed", error: `${error.errcode} ${error.errmsg}`.slice(0, 500), errcode: error.errcode, facts };
}

function refused(io: SenderIo, id: string, subject: string, data: Difference, add: string[], reason: string): NewEvent {
  const { externalUserId, userId, remove, why } = data;
  return {
    type: "tags.refused",
    subject,
    occurredAt: io.now,
    sourceKey: `${id}:refused`,
    data: { externalUserId, userId, add, remove: reason === "tag-gone" ? [] : remove, reason, why },
  };
}

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
