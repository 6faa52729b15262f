import { WecomError } from "@shuke/wecom";
import type { NewEvent } from "#log";
import { customerId } from "#kit/ids";
import type { ClaimedAction, SenderIo } from "../types.ts";
import { readyAttachments } from "./attachments.ts";
import { defineSender, repeat, type SenderDeps } from "./define.ts";

/** Invalid or expired; used already or chat begun (wecom-api §6.1). */
const EXPIRED = 41050;
const USED = 41051;

/**
 * The welcome of a code, within WeCom's 20 seconds. Nothing is uploaded meanwhile: what is not up already is left out, as a welcome
 * without its picture is better than none.
 */
export const welcomeSender = (deps: SenderDeps) =>
  defineSender(deps, "welcome.send", {
    async send(client, action, io) {
      const { payload } = action;
      const { attachments, missing } = await readyAttachments(io, payload.attachments, deps);
      try {
        await client.externalContact.sendWelcome({
          welcome_code: payload.welcomeCode,
          text: { content: payload.text },
          attachments,
        });
      } catch (error) {
        if (!(error instanceof WecomError)) throw error;
        // After an unanswered try, "used already" means that the first one arrived.
        if (error.errcode === USED && action.attempts > 1) return sent(io, action, missing);
        if (error.errcode === USED || error.errcode === EXPIRED) {
          const facts = [missed(io, action, error.errcode === USED ? "used" : "expired")];
          return { status: "failed", error: error.errmsg, errcode: error.errcode, facts };
        }
        throw error;
      }
      return sent(io, action, missing);
    },
    // The code works once: repeating cannot welcome twice.
    settle: repeat,
  });

type Welcome = ClaimedAction<"welcome.send">;

function sent(io: SenderIo, { id, corpId, payload }: Welcome, missing: number) {
  const fact: NewEvent = {
    type: "welcome.sent",
    subject: `customer:${customerId(corpId, payload.externalUserId)}`,
    occurredAt: io.now,
    sourceKey: `${id}:welcome`,
    data: {
      externalUserId: payload.externalUserId,
      userId: payload.userId,
      liveCodeId: payload.liveCodeId,
      text: payload.text,
      lateMs: io.now.getTime() - new Date(payload.addedAt).getTime(),
    },
  };
  return { status: "sent" as const, result: missing > 0 ? { missing } : {}, facts: [fact] };
}

function missed(io: SenderIo, { id, corpId, payload }: Welcome, reason: string): NewEvent {
  return {
    type: "welcome.missed",
    subject: `customer:${customerId(corpId, payload.externalUserId)}`,
    occurredAt: io.now,
    sourceKey: `${id}:welcome`,
    data: { externalUserId: payload.externalUserId, userId: payload.userId, reason },
  };
}
