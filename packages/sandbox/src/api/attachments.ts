import { fail } from "../kit/errors.ts";
import { objectOf, objectsOf, textOf } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";
import type { Attachment, JsonObject } from "../people-host.ts";
import type { World } from "../world/world.ts";

export const MEDIA_TTL_MS = 3 * 86_400_000;

/** A media_id that `media/upload` gave out less than three days ago; else 40007. */
export function checkMedia(world: World, mediaId: string, types: string[]): void {
  const media = world.media.get(mediaId);
  if (!media || media.permanent || world.now() - media.createdAt > MEDIA_TTL_MS) {
    throw fail(40007, "invalid media_id");
  }
  if (!types.includes(media.type)) throw fail(40007, `media_id is of type ${media.type}`);
}

function image(world: World, part: Body): JsonObject {
  const mediaId = textOf(part, "media_id");
  const picUrl = textOf(part, "pic_url", { maxBytes: 2048 });
  if (mediaId !== "") {
    checkMedia(world, mediaId, ["image"]);
    return { media_id: mediaId };
  }
  if (picUrl === "") throw fail(40007, "image needs media_id or pic_url");
  return { pic_url: picUrl };
}

function link(part: Body): JsonObject {
  const value: JsonObject = {
    title: textOf(part, "title", { required: 40058, maxBytes: 128 }),
    url: textOf(part, "url", { required: 40058, maxBytes: 2048 }),
  };
  const picurl = textOf(part, "picurl", { maxBytes: 2048 });
  const desc = textOf(part, "desc", { maxBytes: 512 });
  if (picurl !== "") value.picurl = picurl;
  if (desc !== "") value.desc = desc;
  return value;
}

function miniprogram(world: World, part: Body): JsonObject {
  const picMediaId = textOf(part, "pic_media_id", { required: 40058 });
  checkMedia(world, picMediaId, ["image"]);
  return {
    title: textOf(part, "title", { required: 40058, maxBytes: 64 }),
    pic_media_id: picMediaId,
    appid: textOf(part, "appid", { required: 40058 }),
    page: textOf(part, "page", { required: 40058 }),
  };
}

function stored(world: World, part: Body, type: string): JsonObject {
  const mediaId = textOf(part, "media_id", { required: 40007 });
  checkMedia(world, mediaId, [type]);
  return { media_id: mediaId };
}

/** Validates one attachment part by kind and keeps the documented fields only. */
export function attachmentPart(world: World, kind: string, part: Body): JsonObject {
  switch (kind) {
    case "image":
      return image(world, part);
    case "link":
      return link(part);
    case "miniprogram":
      return miniprogram(world, part);
    case "video":
    case "file":
      return stored(world, part, kind);
    default:
      throw fail(41065, `unsupported attachment msgtype ${kind}`);
  }
}

/** `text.content` of welcome and mass messages (≤ 4 000 B). */
export function messageText(body: Body, maxBytes = 4000): string {
  const text = objectOf(body, "text");
  return text ? textOf(text, "content", { maxBytes }) : "";
}

/** `attachments[]` of welcome and mass messages: ≤ 9 (41064). */
export function messageAttachments(world: World, body: Body): Attachment[] {
  const list = objectsOf(body, "attachments");
  if (list.length > 9) throw fail(41064, "more than 9 attachments");
  return list.map((item) => {
    const msgtype = textOf(item, "msgtype", { required: 41065 });
    const part = objectOf(item, msgtype);
    if (!part) throw fail(40058, `attachment of msgtype ${msgtype} lacks ${msgtype}`);
    return { msgtype, [msgtype]: attachmentPart(world, msgtype, part) };
  });
}
