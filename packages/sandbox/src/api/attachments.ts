import { fail } from "../kit/errors.ts";
import { list, object, oneOf, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import type { Attachment, JsonObject } from "../people-host.ts";
import type { Media } from "../world/types.ts";
import type { World } from "../world/world.ts";

const DAY_MS = 86_400_000;

/** A media_id that was given out less than three days ago; else 40007. */
function livingMedia(world: World, mediaId: string): Media {
  const media = world.media.get(mediaId);
  if (!media || media.permanent || !world.limits.allows("media.life", (world.now() - media.createdAt) / DAY_MS)) {
    throw fail(40007, "invalid media_id");
  }
  return media;
}

/** A media_id of `media/upload` (or, for group welcomes, of `upload_by_url`) of one of the types. */
export function checkMedia(world: World, mediaId: string, types: readonly string[], byUrl = false): Media {
  const media = livingMedia(world, mediaId);
  const scene = media.scene ?? "upload";
  if (scene !== "upload" && !(byUrl && scene === "by-url")) throw fail(40007, `media_id is of scene ${scene}`);
  if (!types.includes(media.type)) throw fail(40007, `media_id is of type ${media.type}`);
  return media;
}

/** A media_id of `media/upload_attachment`: attachment_type 1 is for moments, 2 for the product album (41072 otherwise). */
export function checkAttachmentMedia(world: World, mediaId: string, type: string, attachmentType: 1 | 2): Media {
  const media = livingMedia(world, mediaId);
  if (media.scene !== (attachmentType === 1 ? "moments" : "album")) throw fail(41072, "media_id of another upload scene");
  if (media.type !== type) throw fail(40007, `media_id is of type ${media.type}`);
  return media;
}

/** A media_id of `webhook/upload_media`, which only that bot may use. */
export function checkBotMedia(world: World, mediaId: string, type: string, bot: string): void {
  const media = livingMedia(world, mediaId);
  if (media.bot !== bot || media.type !== type) throw fail(40007, "media_id of another bot or type");
}

const BLANK = { blank: true } as const;

/** Parts of attachments, by kind (O-92135). Clients in typed languages send empty ones of the other kinds along. */
export const PARTS = {
  image: object({ media_id: text(), pic_url: text({ maxBytes: "link.url" }) }, BLANK),
  link: object(
    {
      title: text({ required: 40058, maxBytes: "link.title" }),
      picurl: text({ maxBytes: "link.url" }),
      desc: text({ maxBytes: "link.desc" }),
      url: text({ required: 40058, maxBytes: "link.url" }),
    },
    BLANK,
  ),
  miniprogram: object(
    {
      title: text({ required: 40058, maxBytes: "miniprogram.title" }),
      pic_media_id: text({ required: 40058 }),
      appid: text({ required: 40058 }),
      page: text({ required: 40058 }),
    },
    BLANK,
  ),
  video: object({ media_id: text({ required: 40007 }) }, BLANK),
  file: object({ media_id: text({ required: 40007 }) }, BLANK),
};

const KINDS = ["image", "link", "miniprogram", "video", "file"] as const;
export type PartKind = (typeof KINDS)[number];
export type Parts = Values<typeof PARTS>;

/** One part with its media checked, of the documented fields only; null when this kind is not given. */
export function attachmentPart(world: World, kind: PartKind, parts: Parts, byUrl = false): JsonObject | null {
  switch (kind) {
    case "image":
      return parts.image ? image(world, parts.image) : null;
    case "link":
      return parts.link ? kept(parts.link) : null;
    case "miniprogram":
      if (!parts.miniprogram) return null;
      checkMedia(world, parts.miniprogram.pic_media_id, ["image"]);
      return kept(parts.miniprogram);
    case "video":
    case "file": {
      const part = parts[kind];
      if (!part) return null;
      checkMedia(world, part.media_id, [kind], byUrl);
      return { media_id: part.media_id };
    }
  }
}

function image(world: World, part: NonNullable<Parts["image"]>): JsonObject {
  if (part.media_id) {
    checkMedia(world, part.media_id, ["image"]);
    return { media_id: part.media_id };
  }
  if (!part.pic_url) throw fail(40007, "image needs media_id or pic_url");
  return { pic_url: part.pic_url };
}

/** The fields that say something. */
function kept(part: { [name: string]: string | undefined }): JsonObject {
  const value: JsonObject = {};
  for (const [name, text_] of Object.entries(part)) if (text_ !== undefined && text_ !== "") value[name] = text_;
  return value;
}

/** Text and attachments of welcome and mass messages. */
export const CONTENT = {
  text: object({ content: text({ maxBytes: "message.text" }) }),
  attachments: list(object({ msgtype: oneOf(KINDS, { required: 41065, code: 41065 }), ...PARTS }, { required: 40058 }), {
    fallback: [],
    max: "message.attachments",
    tooMany: 41064,
  }),
};

export const CONTENT_ERRORS = [40007, 40058] as const;

/** What is sent; 40058 when it is nothing. */
export function contentOf(world: World, body: Values<typeof CONTENT>): { text: string; attachments: Attachment[] } {
  const words = body.text?.content ?? "";
  const attachments = body.attachments.map(({ msgtype, ...parts }): Attachment => {
    const part = attachmentPart(world, msgtype, parts);
    if (!part) throw fail(40058, `attachment of msgtype ${msgtype} lacks ${msgtype}`);
    return { msgtype, [msgtype]: part };
  });
  if (words === "" && attachments.length === 0) throw fail(40058, "text and attachments are both empty");
  return { text: words, attachments };
}
