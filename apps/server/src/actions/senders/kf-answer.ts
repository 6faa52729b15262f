import { WecomError, type WecomClient } from "@shuke/wecom";
import type { NewEvent } from "#log";
import { customerId } from "#kit/ids";
import type { ClaimedAction, Outcome, SenderIo } from "../types.ts";
import { defineSender, repeat, type SenderDeps } from "./define.ts";

/** A parameter is wrong, or the message's id was used before: WeCom has one code for both. */
const INVALID = 40_058;
const WRONG_STATE = 95_018;
const WRONG_STEP = 95_016;
const WAITING = 2;
const BY_PERSON = 3;

type Answer = ClaimedAction<"kf.answer">;

/**
 * A standing answer in WeChat customer service. Its msgid is the action's id, which derives from the customer's message, so that WeCom refuses
 * a second one. At most five within 48 h of her message (95001, 95002), and only before a person has taken over (95018): then it ends.
 */
export const kfAnswerSender = (deps: SenderDeps) =>
  defineSender(deps, "kf.answer", {
    async send(client, action, io) {
      const { id, payload } = action;
      try {
        await client.kf.send({
          touser: payload.externalUserId,
          open_kfid: payload.openKfId,
          msgid: id,
          msgtype: "text",
          text: { content: payload.text },
        });
      } catch (error) {
        if (!(error instanceof WecomError)) throw error;
        // The same call was made before and had no answer. Its parameters have not changed, so it is the id that is known: the first one arrived.
        if (error.errcode === INVALID && action.attempts > 1) return sent(io, action, { recognised: true });
        if (error.errcode === WRONG_STATE) return refused(client, io, action, error);
        throw error;
      }
      return sent(io, action, {});
    },
    // `sync_msg` does not show what an application sent, so nobody can be asked. The id works once: repeating cannot answer twice.
    settle: repeat,
  });

const factOf = ({ corpId, payload }: Answer | Passing, io: SenderIo): Pick<NewEvent, "subject" | "occurredAt"> => ({
  subject: `customer:${customerId(corpId, payload.externalUserId)}`,
  occurredAt: io.now,
});

function sent(io: SenderIo, action: Answer, more: { recognised?: true }): Outcome {
  const { id, payload } = action;
  const { openKfId, externalUserId, question, entryId } = payload;
  const data = { openKfId, externalUserId, msgid: id, question, entryId, actionId: id };
  const fact: NewEvent = { ...factOf(action, io), type: "kf.answered", sourceKey: `${id}:answered`, data };
  return { status: "sent", result: { msgid: id, ...more }, facts: [fact] };
}

/** Who has her now decides whether somebody must be told: with a person she is in good hands. */
async function refused(client: WecomClient, io: SenderIo, action: Answer, error: WecomError): Promise<Outcome> {
  const facts = await whoHasHer(client, io, action);
  return { status: "failed", error: `${error.errcode} ${error.errmsg}`, errcode: error.errcode, facts };
}

/** As WeCom says it now: with a person, waiting for one, or neither. */
async function whoHasHer(client: WecomClient, io: SenderIo, action: Answer | Passing): Promise<NewEvent[]> {
  const { openKfId, externalUserId } = action.payload;
  const state = await client.kf.state({ open_kfid: openKfId, external_userid: externalUserId });
  const served = { ...factOf(action, io), type: "kf.served" as const };
  if (state.service_state === WAITING) return [waiting(action, io)];
  if (state.service_state !== BY_PERSON) return [];
  const data = { openKfId, externalUserId, userId: state.servicer_userid ?? null, how: "found" as const };
  return [{ ...served, sourceKey: `${action.id}:served`, data }];
}

function waiting(action: Answer | Passing, io: SenderIo): NewEvent {
  const { openKfId, externalUserId } = action.payload;
  const data = { openKfId, externalUserId, userId: null, how: "waiting" as const };
  return { ...factOf(action, io), type: "kf.served", sourceKey: `${action.id}:waiting`, data };
}

type Passing = ClaimedAction<"kf.pass-on">;

/** Her chat goes to the servicers' pool: only from there can one of them take it. Where it is already, or with a person, all is well. */
export const kfPassSender = (deps: SenderDeps) =>
  defineSender(deps, "kf.pass-on", {
    async send(client, action, io) {
      const { openKfId, externalUserId } = action.payload;
      try {
        await client.kf.pass({ open_kfid: openKfId, external_userid: externalUserId, service_state: WAITING });
      } catch (error) {
        if (!(error instanceof WecomError) || error.errcode !== WRONG_STEP) throw error;
        const facts = await whoHasHer(client, io, action);
        if (facts.length === 0) throw error;
        return { status: "sent", result: { already: true }, facts };
      }
      return { status: "sent", result: {}, facts: [waiting(action, io)] };
    },
    // Handing on what was handed on is refused, and then WeCom is asked where she is.
    settle: repeat,
  });
