import { hashHex } from "../kit/hash.ts";
import { int, readFields, text } from "../kit/fields.ts";
import type { Body } from "../kit/params.ts";
import type { JsonObject } from "../people-host.ts";
import { WecomError } from "../kit/errors.ts";
import { appOfSecret } from "../world/apps.ts";
import type { World } from "../world/world.ts";
import { sealKey, sealMessage } from "./cipher.ts";
import { archiveConfig, isEnabled } from "./config.ts";
import { firstKept, forgetOld } from "./keep.ts";

const MINUTE_MS = 60_000;

function refuse(errcode: number, words: string): WecomError {
  return new WecomError(errcode, words);
}

const TEXT = text({ required: 10000, code: 10000 });
const NUMBER = int({ code: 10000 });

/** NewSdk and Init: a session for the archive's secret. */
export function initSdk(world: World, body: Body): JsonObject {
  const { corpid, secret } = readFields({ corpid: TEXT, secret: TEXT }, body, world.limits);
  const app = appOfSecret(world, secret);
  if (corpid !== world.corp.corpId) throw refuse(40013, "invalid corpid");
  if (app?.kind !== "archive") throw refuse(40001, "invalid secret");
  const session = world.id("", 43, "archive-session", world.now());
  world.keep(`archive-session:${session}`, world.now());
  return { session, expires_in: world.limits.max("archive.session") };
}

/** Throws unless the session lives, the archive is set up and the caller's address may fetch. */
function admitted(world: World, body: Body, ip: string): void {
  const { session } = readFields({ session: TEXT }, body, world.limits);
  const begun = world.cell(`archive-session:${session}`, -1);
  if (begun < 0 || !world.limits.allows("archive.session", (world.now() - begun) / 1000))
    throw refuse(10003, "the session is over: Init again");
  const { ips } = archiveConfig(world);
  if (ips.length > 0 && !ips.includes(ip)) throw refuse(301042, `ip ${ip} is not on the archive's list`);
  if (!isEnabled(world)) throw refuse(301053, "the archive is not set up");
}

/** No page names this rate; it is a limit all the same (UNCONFIRMED). */
function takeRate(world: World): void {
  const minute = Math.floor(world.now() / MINUTE_MS);
  const kept = world.cell<{ minute: number; calls: number }>("archive-rate", { minute, calls: 0 });
  const calls = (kept.minute === minute ? kept.calls : 0) + 1;
  if (world.settings.quotas && !world.limits.allows("archive.minute", calls)) throw refuse(45009, "api freq out of limit: GetChatData");
  world.keep("archive-rate", { minute, calls });
}

/** GetChatData: messages with a number above `seq`, encrypted for the key that was in force when each was written. */
export function getChatData(world: World, body: Body, ip: string): JsonObject {
  admitted(world, body, ip);
  const { seq = 0, limit = world.limits.max("archive.page") } = readFields({ seq: NUMBER, limit: NUMBER }, body, world.limits);
  if (seq < 0 || limit < 1 || !world.limits.allows("archive.page", limit)) throw refuse(10000, "bad seq or limit");
  takeRate(world);
  forgetOld(world, world.now());
  const chatdata: JsonObject[] = [];
  for (let at = Math.max(seq + 1, firstKept(world)); chatdata.length < limit; at++) {
    const row = world.archived.get(String(at));
    if (!row) break;
    const key = archiveConfig(world).keys.find((known) => known.version === row.keyVersion);
    if (!key) continue;
    const random = Buffer.from(hashHex(world.seed, "archive-key", row.seq), "hex").toString("base64");
    chatdata.push({
      seq: row.seq,
      msgid: row.msgid,
      publickey_ver: row.keyVersion,
      encrypt_random_key: sealKey(key.publicKey, random),
      encrypt_chat_msg: sealMessage(random, JSON.stringify(row.message)),
    });
  }
  return { chatdata };
}

/** GetMediaData: a file in chunks; go on with `outindexbuf` until `is_finish`. */
export function getMediaData(world: World, body: Body, ip: string): JsonObject {
  admitted(world, body, ip);
  const { sdkfileid, indexbuf: index } = readFields({ sdkfileid: TEXT, indexbuf: text({ fallback: "" }) }, body, world.limits);
  const mediaId = /^media:(.+)$/.exec(Buffer.from(sdkfileid, "base64url").toString("utf8"))?.[1];
  const media = world.media.get(mediaId ?? "");
  if (!media) throw refuse(10005, "bad fileid");
  if (!world.limits.allows("archive.retention", (world.now() - media.createdAt) / 86_400_000)) throw refuse(301048, "the file is gone");
  const from = index === "" ? 0 : Number(/^Range:bytes=(\d+)-$/.exec(index)?.[1] ?? Number.NaN);
  if (Number.isNaN(from) || from > media.size) throw refuse(10000, "bad indexbuf");
  // Bytes that were too many to keep come as zeros: the length is right.
  const bytes = media.base64 === "" ? Buffer.alloc(media.size) : Buffer.from(media.base64, "base64");
  const chunk = bytes.subarray(from, from + world.limits.max("archive.chunk") * 1024);
  world.limits.allows("archive.chunk", (bytes.length - from) / 1024);
  const end = from + chunk.length;
  const done = end >= bytes.length;
  return { data: chunk.toString("base64"), is_finish: done ? 1 : 0, outindexbuf: done ? "" : `Range:bytes=${end}-` };
}
