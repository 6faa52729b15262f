import type { Attachment as WecomAttachment } from "@shuke/wecom";
import { sql } from "kysely";
import type { Attachment } from "../kinds.ts";
import type { SenderIo } from "../types.ts";
import { absolute, type SenderDeps } from "./define.ts";

/** What is wanted of a file's life: it must still be there when the message reaches WeCom. */
const LEAST_LEFT_MS = 60_000;

/** As WeCom wants them, with what is up there now in the place of files; `missing` are left out, since nothing is up of them. */
export async function readyAttachments(
  io: SenderIo,
  given: readonly Attachment[],
  deps: Pick<SenderDeps, "publicUrl">,
): Promise<{ attachments: WecomAttachment[]; missing: number }> {
  const up = await mediaIds(
    io,
    given.flatMap((one) => fileIdOf(one) ?? []),
  );
  const attachments = given.flatMap((one): WecomAttachment[] => {
    switch (one.msgtype) {
      case "link": {
        const { url, picurl, ...words } = one.link;
        const pic = picurl === undefined ? {} : { picurl: absolute(picurl, deps.publicUrl) };
        return [{ msgtype: "link", link: { ...words, ...pic, url: absolute(url, deps.publicUrl) } }];
      }
      case "image":
        return [one];
      case "library-file":
        return withMedia(up.get(one.file.fileId), one.file.kind);
      case "library-miniprogram": {
        const { fileId, ...rest } = one.miniprogram;
        const mediaId = up.get(fileId);
        return mediaId === undefined ? [] : [{ msgtype: "miniprogram", miniprogram: { ...rest, pic_media_id: mediaId } }];
      }
    }
  });
  return { attachments, missing: given.length - attachments.length };
}

function withMedia(mediaId: string | undefined, kind: "image" | "video" | "file"): WecomAttachment[] {
  if (mediaId === undefined) return [];
  if (kind === "image") return [{ msgtype: "image", image: { media_id: mediaId } }];
  if (kind === "video") return [{ msgtype: "video", video: { media_id: mediaId } }];
  return [{ msgtype: "file", file: { media_id: mediaId } }];
}

function fileIdOf(one: Attachment): string | null {
  if (one.msgtype === "library-file") return one.file.fileId;
  return one.msgtype === "library-miniprogram" ? one.miniprogram.fileId : null;
}

async function mediaIds({ db, corpId, now }: SenderIo, files: readonly string[]): Promise<Map<string, string>> {
  if (files.length === 0) return new Map();
  const { rows } = await sql<{ file: string; id: string }>`select file_id as file, media_id as id from media_copy
    where corp_id = ${corpId} and file_id = any(${[...files]}) and expires_at > ${new Date(now.getTime() + LEAST_LEFT_MS)}`.execute(db);
  return new Map(rows.map(({ file, id }) => [file, id]));
}
