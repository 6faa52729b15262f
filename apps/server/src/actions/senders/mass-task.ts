import { collect, type WecomClient, WecomError } from "@shuke/wecom";
import { sql } from "kysely";
import type { NewEvent } from "#log";
import type { ClaimedAction, Outcome, SenderIo } from "../types.ts";
import { readyAttachments } from "./attachments.ts";
import { NOBODY_LEFT } from "../kinds.ts";
import { defineSender, repeat, type SenderDeps } from "./define.ts";

/** When to look again for a file that is being put up. */
const NOT_UP_MS = 5 * 60_000;

type MassTask = ClaimedAction<"mass-task.create">;

/** WeCom's task for one member of staff. Nothing is sent until that person confirms in the client. */
export const massTaskSender = (deps: SenderDeps) =>
  defineSender(deps, "mass-task.create", {
    async send(client, action, io) {
      const { payload, recipients } = action;
      // Everybody left before the call was made: nothing to ask of anybody.
      if (recipients.length === 0) return { status: "failed", error: NOBODY_LEFT };
      const { attachments, missing } = await readyAttachments(io, payload.attachments, deps);
      // One content for all of them: it waits until its files are up, for nobody stands waiting for it.
      if (missing > 0) return { status: "retry", at: new Date(io.now.getTime() + NOT_UP_MS), error: "a file is not up at WeCom yet" };
      try {
        const answer = await client.massMessage.add({
          chat_type: payload.chatType,
          sender: payload.sender,
          ...(payload.chatType === "single" ? { external_userid: recipients } : { chat_id_list: recipients }),
          // Pictures may go without a word.
          ...(payload.text === "" ? {} : { text: { content: payload.text } }),
          attachments,
        });
        return created(io, action, answer.msgid, answer.fail_list ?? []);
      } catch (error) {
        const none = error instanceof WecomError && error.errcode === 41048;
        if (!none) throw error;
        return { status: "failed", error: "41048 nobody can be reached", errcode: 41048 };
      }
    },

    /**
     * Asks for it: the tasks that WeCom has taken since, with this text, for this sender and these recipients. A task that
     * is not there was never made.
     */
    async settle(client, action, io) {
      const since = Math.floor(action.createdAt.getTime() / 1000) - 60;
      const pages = client.massMessage.listPages({
        chat_type: action.payload.chatType,
        start_time: since,
        end_time: Math.floor(io.now.getTime() / 1000) + 60,
        filter_type: 0,
        limit: 100,
      });
      const listed = (await collect(pages, (page) => page.group_msg_list)).filter(
        (task) => (task.text?.content ?? "") === action.payload.text,
      );
      const others = await madeByOthers(
        io,
        listed.map((task) => task.msgid),
      );
      const candidates = listed.filter((task) => !others.has(task.msgid));
      for (const task of candidates) {
        if (await isOurs(client, action, task.msgid)) return created(io, action, task.msgid, []);
      }
      return { status: "repeat" };
    },
  });

/** Tasks that are known to be another action's: the same words may go out twice at one time, to other groups. */
async function madeByOthers(io: SenderIo, msgids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ msgid: string }>`select msgid from mass_task
    where corp_id = ${io.corpId} and msgid = any(${[...msgids]})`.execute(io.db);
  return new Set(rows.map(({ msgid }) => msgid));
}

async function isOurs(client: WecomClient, action: MassTask, msgid: string): Promise<boolean> {
  const senders = await collect(client.massMessage.tasksPages({ msgid }), (page) => page.task_list);
  if (!senders.some((one) => one.userid === action.payload.sender)) return false;
  // A group task lists only what was sent already; text and sender must do.
  if (action.payload.chatType === "group") return true;
  const results = await collect(client.massMessage.resultsPages({ msgid, userid: action.payload.sender }), (page) => page.send_list);
  const ours = new Set(action.recipients);
  return results.every((one) => one.external_userid !== undefined && ours.has(one.external_userid));
}

function created(io: SenderIo, action: MassTask, msgid: string, failed: readonly string[]): Outcome {
  const fact: NewEvent = {
    type: "mass-task.created",
    subject: `staff:${action.payload.sender}`,
    occurredAt: io.now,
    sourceKey: `${action.id}:created`,
    data: {
      msgid,
      actionId: action.id,
      sender: action.payload.sender,
      chatType: action.payload.chatType,
      recipients: action.recipients,
      failed: [...failed],
      plannedBy: action.plannedBy,
    },
  };
  return { status: "sent", result: { msgid, failed: failed.length }, facts: [fact] };
}

/** Already cancelled, or nothing left to cancel. */
const ALREADY = new Set([41093]);

export const massCancelSender = (deps: SenderDeps) =>
  defineSender(deps, "mass-task.cancel", {
    async send(client, { payload }) {
      try {
        await client.massMessage.cancel({ msgid: payload.msgid });
      } catch (error) {
        if (!(error instanceof WecomError && ALREADY.has(error.errcode))) throw error;
      }
      return { status: "sent", result: { msgid: payload.msgid } };
    },
    settle: repeat,
  });

export const massRemindSender = (deps: SenderDeps) =>
  defineSender(deps, "mass-task.remind", {
    async send(client, { payload }) {
      await client.massMessage.remind({ msgid: payload.msgid });
      return { status: "sent", result: { msgid: payload.msgid } };
    },
    // A reminder that may have been given is not given again: three a day is all there is (wecom-api §6.3).
    settle: async () => ({ status: "failed", error: "nobody knows whether the reminder was given; not repeated" }),
  });
