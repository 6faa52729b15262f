import { collect, type MomentAttachment, type WecomClient, WecomError } from "@shuke/wecom";
import { sql } from "kysely";
import type { ClaimedAction, Outcome, SenderIo } from "../types.ts";
import { absolute, defineSender, type SenderDeps } from "./define.ts";

type Create = ClaimedAction<"moment.create">;

/** WeCom makes a moment in a job and lists it only then: so long a job that is not listed may still be at work. */
const JOB_MS = 10 * 60_000;

/** A task on the phone of each member of staff; nothing is public until she publishes it. */
export const momentSender = (deps: SenderDeps) =>
  defineSender(deps, "moment.create", {
    async send(client, action, io) {
      const { text, attachments, senders, tagIds } = action.payload;
      const { jobid } = await client.moments.add({
        ...(text === "" ? {} : { text: { content: text } }),
        attachments: await putUp(client, io, attachments, deps),
        visible_range: {
          sender_list: { user_list: senders },
          ...(tagIds.length > 0 ? { external_contact_list: { tag_list: tagIds } } : {}),
        },
      });
      return { status: "sent", result: { jobId: jobid } };
    },

    /** Asks for it: what the corp has made since, with these words. What is not there although its job had time was never made. */
    async settle(client, action, io) {
      const pages = client.moments.listPages({
        start_time: Math.floor(action.createdAt.getTime() / 1000) - 60,
        end_time: Math.floor(io.now.getTime() / 1000) + 60,
        filter_type: 0,
        limit: 20,
      });
      const listed = (await collect(pages, (page) => page.moment_list)).filter((one) => (one.text?.content ?? "") === action.payload.text);
      const others = await madeByOthers(
        io,
        listed.map((one) => one.moment_id),
      );
      for (const one of listed) {
        if (!others.has(one.moment_id) && (await isOurs(client, action, one.moment_id))) return made(one.moment_id);
      }
      const since = io.now.getTime() - action.runAfter.getTime();
      return since < JOB_MS ? { status: "unknown", error: "WeCom may still be making it" } : { status: "repeat" };
    },
  });

const made = (momentId: string): Outcome => ({ status: "sent", result: { momentId } });

async function madeByOthers({ db, corpId }: SenderIo, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{
    id: string;
  }>`select wecom_id as id from moment where corp_id = ${corpId} and wecom_id = any(${[...ids]})`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

async function isOurs(client: WecomClient, { payload }: Create, momentId: string): Promise<boolean> {
  const asked = await collect(client.moments.tasksPages({ moment_id: momentId }), (page) => page.task_list);
  const senders = new Set(payload.senders);
  return asked.every(({ userid }) => senders.has(userid));
}

/** Files for moments are put up for them alone, at once: nobody waits, and twice does no harm. */
async function putUp(
  client: WecomClient,
  io: SenderIo,
  attachments: Create["payload"]["attachments"],
  deps: SenderDeps,
): Promise<MomentAttachment[]> {
  const up: MomentAttachment[] = [];
  for (const one of attachments) {
    if (one.kind === "link") {
      const mediaId = one.fileId === null ? "" : await upload(client, io, one.fileId, "image");
      up.push({ msgtype: "link", link: { title: one.title, url: absolute(one.url, deps.publicUrl), media_id: mediaId } });
      continue;
    }
    const mediaId = await upload(client, io, one.fileId, one.kind);
    up.push(one.kind === "image" ? { msgtype: "image", image: { media_id: mediaId } } : { msgtype: "video", video: { media_id: mediaId } });
  }
  return up;
}

async function upload(client: WecomClient, { db, corpId }: SenderIo, fileId: string, kind: "image" | "video"): Promise<string> {
  const { rows } = await sql<{ name: string; mime: string; data: Buffer }>`select f.name, f.mime, p.data from asset_file f
    join asset_part p on p.corp_id = f.corp_id and p.owner = f.id
    where f.corp_id = ${corpId} and f.id = ${fileId} order by p.n`.execute(db);
  const [file] = rows;
  if (!file) throw new Error(`the library does not have ${fileId}`);
  const data = Buffer.concat(rows.map((row) => row.data));
  const answer = await client.media.uploadAttachment({
    media_type: kind,
    attachment_type: 1,
    file: { filename: file.name, contentType: file.mime, data },
  });
  return answer.media_id;
}

/** Nothing is left to call off. */
const OVER = new Set([41060, 41067]);

export const momentCancelSender = (deps: SenderDeps) =>
  defineSender(deps, "moment.cancel", {
    async send(client, { payload }) {
      try {
        await client.moments.cancel({ moment_id: payload.wecomId });
      } catch (error) {
        if (!(error instanceof WecomError && OVER.has(error.errcode))) throw error;
      }
      return { status: "sent", result: { momentId: payload.wecomId } };
    },
    settle: () => Promise.resolve({ status: "repeat" }),
  });
