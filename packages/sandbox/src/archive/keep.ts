import { createHash } from "node:crypto";
import type { Attachment, Json, JsonObject } from "../people-host.ts";
import { publicId } from "../world/persons.ts";
import type { World } from "../world/world.ts";
import { currentKey, isEnabled } from "./config.ts";

const DAY_MS = 86_400_000;

interface Kept {
  /** customer id or userid */
  from: string;
  to: string[];
  roomid: string;
  msgtype: string;
  /** the object named like the type */
  content: JsonObject;
  action?: "send" | "recall";
}

/** Puts one message into the archive under the next number; answers its msgid, "" when the archive is not set up. */
export function keepMessage(world: World, kept: Kept): string {
  const key = currentKey(world);
  if (!key || !isEnabled(world)) return "";
  const at = world.now();
  const seq = world.count("archive");
  const msgid = `${world.id("", 20, "archive", kept.roomid, kept.from, seq)}_${at}_external`;
  const message: JsonObject = {
    msgid,
    action: kept.action ?? "send",
    from: publicId(world, kept.from),
    tolist: kept.to.map((who) => publicId(world, who)),
    roomid: kept.roomid,
    msgtime: at,
    msgtype: kept.msgtype,
    ...kept.content,
  };
  world.archived.put({ seq, msgid, at, keyVersion: key.version, message });
  forgetOld(world, at);
  announce(world, at);
  return msgid;
}

/** The first number that is still kept. */
export function firstKept(world: World): number {
  return world.cell("archive-first", 1);
}

/** Messages older than the retention are gone; they lie at the low end of the numbers. */
export function forgetOld(world: World, now: number): void {
  let first = firstKept(world);
  for (;;) {
    const row = world.archived.get(String(first));
    if (!row || world.limits.allows("archive.retention", (now - row.at) / DAY_MS)) break;
    world.archived.delete(String(first));
    first += 1;
  }
  if (first !== firstKept(world)) world.keep("archive-first", first);
}

/** `msgaudit_notify` comes at most once in fifteen seconds; what comes meanwhile shares the next one. */
function announce(world: World, now: number): void {
  if (world.cell("archive-notify", 0) >= now) return;
  const last = world.cell("archive-notify", 0);
  const soon = world.limits.allows("archive.notify", (now - last) / 1000);
  const at = soon ? last + world.limits.max("archive.notify") * 1000 : now;
  world.keep("archive-notify", at);
  world.schedule(at, "archive-notify", "archive-notify", {});
}

function md5(data: Buffer | string): string {
  return createHash("md5").update(data).digest("hex");
}

function partOf(attachment: Attachment, kind: string): JsonObject {
  const part: Json | undefined = attachment[kind];
  return part !== null && typeof part === "object" && !Array.isArray(part) ? part : {};
}

function textIn(part: JsonObject, ...names: string[]): string {
  for (const name of names) {
    const value = part[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return "";
}

/** A file as the archive names it; its sdkfileid leads GetMediaData to the bytes. */
function fileFields(world: World, mediaId: string): { md5sum: string; sdkfileid: string; filesize: number; filename: string } {
  const media = world.media.get(mediaId);
  return {
    md5sum: md5(media?.base64 ? Buffer.from(media.base64, "base64") : mediaId),
    sdkfileid: Buffer.from(`media:${mediaId}`).toString("base64url"),
    filesize: media?.size ?? 0,
    filename: media?.filename ?? "",
  };
}

/** A WeCom attachment in the shape and under the type that the archive has for it. */
export function archivedForm(world: World, attachment: Attachment): { msgtype: string; content: JsonObject } {
  const msgtype = typeof attachment.msgtype === "string" ? attachment.msgtype : "text";
  const part = partOf(attachment, msgtype);
  const { md5sum, sdkfileid, filesize, filename } = fileFields(world, textIn(part, "media_id"));
  switch (msgtype) {
    case "image":
      return { msgtype, content: { image: { md5sum, sdkfileid, filesize } } };
    case "video":
      return { msgtype, content: { video: { md5sum, sdkfileid, filesize, play_length: 0 } } };
    case "file":
      return { msgtype, content: { file: { md5sum, filename, fileext: filename.split(".").at(-1) ?? "", sdkfileid, filesize } } };
    case "miniprogram": {
      const title = textIn(part, "title");
      return { msgtype: "weapp", content: { weapp: { title, description: "", username: textIn(part, "appid"), displayname: title } } };
    }
    case "link": {
      const [title, description] = [textIn(part, "title"), textIn(part, "desc")];
      const link = { title, description, link_url: textIn(part, "url"), image_url: textIn(part, "picurl", "pic_url") };
      return { msgtype, content: { link } };
    }
    default:
      return { msgtype: "text", content: { text: { content: "" } } };
  }
}
