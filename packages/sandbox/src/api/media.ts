import { fail } from "../kit/errors.ts";
import { oneOf, text } from "../kit/fields.ts";
import { hashHex } from "../kit/hash.ts";
import { isAmr, isJpg, isPng, pictureSize, videoSeconds, voiceSeconds } from "../kit/media-facts.ts";
import { seconds } from "../kit/time.ts";
import type { LimitKey } from "../limits/limits.ts";
import type { JsonObject } from "../people-host.ts";
import type { Media } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute, Binary, UploadedFile } from "./call.ts";

const { get, post } = family("media", "any");

const MB = 1024 * 1024;
const DAY_MS = 86_400_000;
/** Bytes above this are counted but not kept. */
const KEEP = 4 * MB;

const TYPES = ["image", "voice", "video", "file"] as const;
export type MediaType = (typeof TYPES)[number];

/** Largest size by type, and the code of a larger one. */
const SIZES: Record<MediaType, { key: LimitKey; code: number }> = {
  image: { key: "media.image", code: 40009 },
  voice: { key: "media.voice", code: 45001 },
  video: { key: "media.video", code: 40011 },
  file: { key: "media.file", code: 45001 },
};

export const UPLOAD_ERRORS = [40006, 44001] as const;
/** 40004 is a file of the wrong kind, 40005 a wrong `type` (T-GOWW). */
const PICTURE_ERRORS = [...UPLOAD_ERRORS, 40004, 40009] as const;
export const UPLOADED = { type: text({ required: 0 }), media_id: text({ required: 0 }), created_at: text({ required: 0 }) };

/** The file of the form; 44001 without one, 40006 when it is tiny. */
export function fileOf(world: World, file: UploadedFile | null): UploadedFile {
  if (!file) throw fail(44001, "empty media");
  if (world.limits.allows("media.least", file.data.length)) throw fail(40006, "media is too small");
  return file;
}

/** Type and size as `media/upload` wants them. */
export function checkFile(world: World, type: MediaType, file: UploadedFile): void {
  const { key, code } = SIZES[type];
  if (!world.limits.allows(key, file.data.length / MB)) throw fail(code, `${type} exceeds ${world.limits.max(key)} MB`);
  if (type === "image" && !isPng(file.data) && !isJpg(file.data)) throw fail(40004, "image must be JPG or PNG");
  if (type === "voice") {
    if (!isAmr(file.data)) throw fail(301017, "voice must be AMR");
    if (!world.limits.allows("media.voice-length", voiceSeconds(file.data))) throw fail(45007, "voice is too long");
  }
}

export function keepMedia(
  world: World,
  type: string,
  file: UploadedFile,
  extra: Pick<Media, "scene"> & { permanent?: boolean } = {},
): Media {
  const digest = hashHex(file.data.toString("base64"));
  const mediaId = world.id("3", 63, "media", type, digest, world.count(`media:${type}:${digest.slice(0, 24)}`));
  const { permanent = false, scene } = extra;
  return world.media.put({
    mediaId,
    type,
    filename: file.filename,
    contentType: file.contentType,
    createdAt: world.now(),
    size: file.data.length,
    base64: file.data.length > KEEP ? "" : file.data.toString("base64"),
    permanent,
    ...(scene ? { scene } : {}),
  });
}

/** WeCom gives created_at as a text. */
export function uploaded(row: Media): JsonObject {
  return { type: row.type, media_id: row.mediaId, created_at: String(seconds(row.createdAt)) };
}

/** What moments take (wecom-api §6.4). */
function checkForMoments(world: World, type: MediaType, { data }: UploadedFile): void {
  if (!world.limits.allows("moment.media", data.length / MB)) throw fail(41080, "media is too large");
  const size = type === "image" ? pictureSize(data) : null;
  if (size && !world.limits.allows("moment.long-side", Math.max(size.width, size.height))) throw fail(41081, "resolution is too high");
  if (type !== "video") return;
  const length = videoSeconds(data);
  if (length === null) throw fail(41090, "not a video");
  if (!world.limits.allows("moment.video-length", length)) throw fail(41082, "video is too long");
}

function living(world: World, mediaId: string): Media {
  const row = world.media.get(mediaId);
  if (!row || row.permanent || !world.limits.allows("media.life", (world.now() - row.createdAt) / DAY_MS))
    throw fail(40007, "invalid media_id");
  return row;
}

/** The asked part of a file; whole when no range is asked. Larger than a chunk needs one (830002). */
function partOf(world: World, row: Media, range: string | undefined): Binary {
  // What was too big to keep is given back as zeros of the same length.
  const whole = row.base64 === "" ? Buffer.alloc(row.size) : Buffer.from(row.base64, "base64");
  const { contentType, filename } = row;
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
  const from = match ? Number(match[1]) : 0;
  const to = match?.[2] ? Math.min(Number(match[2]), whole.length - 1) : whole.length - 1;
  if (from > to) throw fail(40058, "the range lies outside of the file");
  if (!world.limits.allows("media.chunk", (to - from + 1) / MB)) throw fail(830002, "too large for one answer: use Range");
  const binary = whole.subarray(from, to + 1);
  return { binary, contentType, filename, ...(match ? { range: `bytes ${from}-${to}/${whole.length}` } : {}) };
}

export const mediaRoutes: ApiRoute[] = [
  post(
    "media/upload",
    {
      query: { type: oneOf(TYPES, { required: 40005, code: 40005 }) },
      answer: UPLOADED,
      errors: [...PICTURE_ERRORS, 40011, 45001, 45007, 301017],
      limits: ["media.least", "media.image", "media.voice", "media.voice-length", "media.video", "media.file", "media.life"],
    },
    (call) => {
      const file = fileOf(call.world, call.file);
      checkFile(call.world, call.query.type, file);
      return uploaded(keepMedia(call.world, call.query.type, file));
    },
  ),
  post(
    "media/uploadimg",
    {
      answer: { url: text({ required: 0 }) },
      errors: PICTURE_ERRORS,
      limits: ["media.least", "uploadimg.size", "uploadimg.day", "uploadimg.month"],
    },
    (call) => {
      const { world } = call;
      const file = fileOf(world, call.file);
      if (!world.limits.allows("uploadimg.size", file.data.length / MB)) throw fail(40009, "image is too large");
      if (!isPng(file.data) && !isJpg(file.data)) throw fail(40004, "image must be JPG or PNG");
      return { url: `${world.origin}/_sandbox/img/${keepMedia(world, "image", file, { permanent: true }).mediaId}` };
    },
  ),
  post(
    "media/upload_attachment",
    {
      access: "customers",
      query: {
        media_type: oneOf(["image", "video", "file"], { required: 40005, code: 40005 }),
        attachment_type: oneOf([1, 2], { required: 40058, note: "1 moments, 2 product album" }),
      },
      answer: UPLOADED,
      errors: [...PICTURE_ERRORS, 40011, 41080, 41081, 41082, 41090, 45001],
      limits: [
        "media.least",
        "media.image",
        "media.video",
        "media.file",
        "media.life",
        "moment.media",
        "moment.long-side",
        "moment.video-length",
      ],
    },
    (call) => {
      const { world, query } = call;
      const file = fileOf(world, call.file);
      if (query.attachment_type === 1) checkForMoments(world, query.media_type, file);
      checkFile(world, query.media_type, file);
      return uploaded(keepMedia(world, query.media_type, file, { scene: query.attachment_type === 1 ? "moments" : "album" }));
    },
  ),
  get(
    "media/get",
    {
      query: { media_id: text({ required: 41006 }) },
      errors: [40007, 40058, 830002],
      limits: ["media.life", "media.chunk"],
    },
    (call) => partOf(call.world, living(call.world, call.query.media_id), call.headers.range),
  ),
  get("media/get/jssdk", { query: { media_id: text({ required: 41006 }) }, errors: [40007], limits: ["media.life"] }, (call) => {
    const row = living(call.world, call.query.media_id);
    // Voice of the JS-SDK as it was recorded; others are not to be had here.
    if (row.type !== "voice" || row.scene !== "phone") throw fail(40007, "no voice of the JS-SDK");
    return partOf(call.world, row, undefined);
  }),
];
