import { fail } from "../kit/errors.ts";
import { hashHex } from "../kit/hash.ts";
import { textOf } from "../kit/params.ts";
import { seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import { MEDIA_TTL_MS } from "./attachments.ts";
import { get, post } from "./call.ts";
import type { ApiRoute, Binary, Call, UploadedFile } from "./call.ts";

const MB = 1024 * 1024;
const LIMITS: Record<string, { max: number; code: number }> = {
  image: { max: 10 * MB, code: 40009 },
  voice: { max: 2 * MB, code: 45001 },
  video: { max: 10 * MB, code: 40011 },
  file: { max: 20 * MB, code: 45001 },
};
/** Bytes above this are counted but not kept. */
const KEEP = 4 * MB;

function isImage(data: Buffer): boolean {
  const png = data.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]));
  const jpg = data.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]));
  return png || jpg;
}

function fileOf(call: Call): UploadedFile {
  const { file } = call;
  if (!file) throw fail(44001, "empty media");
  if (file.data.length <= 5) throw fail(40006, "media must be larger than 5 bytes");
  return file;
}

function keep(call: Call, type: string, file: UploadedFile, permanent: boolean): string {
  const { world } = call;
  const digest = hashHex(file.data.toString("base64"));
  const mediaId = world.id("3", 63, "media", type, digest, world.count(`media:${type}:${digest.slice(0, 24)}`));
  world.media.put({
    mediaId,
    type,
    filename: file.filename,
    contentType: file.contentType,
    createdAt: call.now,
    size: file.data.length,
    base64: file.data.length > KEEP ? "" : file.data.toString("base64"),
    permanent,
  });
  return mediaId;
}

function upload(call: Call): JsonObject {
  const type = textOf(call.query, "type", { required: 40004 });
  const limit = LIMITS[type];
  if (!limit) throw fail(40004, `invalid media type: ${type}`);
  const file = fileOf(call);
  if (file.data.length > limit.max) throw fail(limit.code, `${type} exceeds ${limit.max} bytes`);
  if (type === "image" && !isImage(file.data)) throw fail(40005, "image must be JPG or PNG");
  const mediaId = keep(call, type, file, false);
  // WeCom gives created_at as a text.
  return { type, media_id: mediaId, created_at: String(seconds(call.now)) };
}

function uploadImage(call: Call): JsonObject {
  const file = fileOf(call);
  if (file.data.length > 2 * MB) throw fail(40009, "image exceeds 2 MB");
  if (!isImage(file.data)) throw fail(40005, "image must be JPG or PNG");
  return { url: `${call.world.origin}/_sandbox/img/${keep(call, "image", file, true)}` };
}

function download(call: Call): Binary {
  const row = call.world.media.get(textOf(call.query, "media_id", { required: 41006 }));
  if (!row || row.permanent || call.now - row.createdAt > MEDIA_TTL_MS) throw fail(40007, "invalid media_id");
  return { binary: Buffer.from(row.base64, "base64"), contentType: row.contentType, filename: row.filename };
}

export const mediaRoutes: ApiRoute[] = [post("media/upload", upload), post("media/uploadimg", uploadImage), get("media/get", download)];
