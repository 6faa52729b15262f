import { createDecipheriv, createSecretKey, hash, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";
import { encrypt, getSignature } from "@wecom/crypto";
import { CallbackError } from "../errors.ts";
import { parseEvent } from "./events.ts";
import type { CallbackEvent } from "./events.ts";

export type CallbackConfig = {
  /** ≤ 32 letters and digits */
  token: string;
  /** 43 letters and digits */
  encodingAesKey: string;
  /** The corp id for self-built apps, the suite id for providers. */
  receiveId: string;
  /** Largest body in bytes. Default 1 MiB. */
  maxBytes?: number;
};
/** Query parameters of a callback, URL-decoded. */
export type CallbackQuery = { msg_signature: string; timestamp: string; nonce: string };
export type ReplyStamp = { timestamp?: string; nonce?: string; random?: Buffer };

export type CallbackCodec = {
  /** Answer to the console's URL check: send this text back, nothing else, within 1 s. */
  verifyUrl: (query: CallbackQuery & { echostr: string }) => string;
  /** Signature, then decryption, then receiveid; returns the XML inside. Answer 200 only after it is stored. */
  open: (query: CallbackQuery, body: string | Buffer) => string;
  /** `open` and `parseEvent` in one. */
  decode: (query: CallbackQuery, body: string | Buffer) => CallbackEvent;
  /** A signed, encrypted envelope around a plaintext; also what a simulator sends. */
  encryptReply: (plain: string, stamp?: ReplyStamp) => string;
};

const DEFAULT_MAX_BYTES = 1_048_576;
// The envelope is not trusted yet, so it is not parsed: exactly one Encrypt element of plain base64 is looked up.
const ENCRYPT = /<Encrypt>\s*(?:<!\[CDATA\[([A-Za-z0-9+/=]+)\]\]>|([A-Za-z0-9+/=]+))\s*<\/Encrypt>/g;

/** Codec of one app's callback address. Throws CallbackError; "signature" and "receiveid" mean: do not believe it. */
export function createCallbackCodec(config: CallbackConfig): CallbackCodec {
  const { token, encodingAesKey, receiveId } = config;
  if (token === "") throw new RangeError("token must not be empty");
  if (receiveId === "") throw new RangeError("receiveId must not be empty");
  if (!/^[A-Za-z0-9]{43}$/.test(encodingAesKey)) throw new RangeError("encodingAesKey must be 43 letters and digits");
  const bytes = Buffer.from(`${encodingAesKey}=`, "base64");
  const lock = { key: createSecretKey(bytes), iv: bytes.subarray(0, 16) };
  const maxBytes = config.maxBytes ?? DEFAULT_MAX_BYTES;

  const unseal = (query: CallbackQuery, sealed: string): string => {
    const expected = getSignature(token, query.timestamp, query.nonce, sealed);
    if (!sameText(expected, query.msg_signature)) throw new CallbackError("signature", "The signature does not match");
    const { message, id } = decryptOrRefuse(lock, sealed);
    if (!sameText(receiveId, id)) throw new CallbackError("receiveid", "The callback is meant for another receiver");
    return message;
  };

  const open = (query: CallbackQuery, body: string | Buffer): string => {
    if (Buffer.byteLength(body) > maxBytes) throw new CallbackError("too_large", `More than ${maxBytes} bytes`);
    return unseal(query, encryptedPart(body.toString("utf8")));
  };

  return {
    verifyUrl: (query) => unseal(query, query.echostr),
    open,
    decode: (query, body) => parseEvent(open(query, body)),
    encryptReply: (plain, stamp = {}) => {
      const timestamp = stamp.timestamp ?? String(Math.floor(Date.now() / 1000));
      const nonce = stamp.nonce ?? randomBytes(8).toString("hex");
      const sealed = encrypt(encodingAesKey, plain, receiveId, stamp.random);
      const signature = getSignature(token, timestamp, nonce, sealed);
      return (
        `<xml><Encrypt><![CDATA[${sealed}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature>` +
        `<TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`
      );
    },
  };
}

function encryptedPart(body: string): string {
  const found = [...body.matchAll(ENCRYPT)];
  const sealed = found[0]?.[1] ?? found[0]?.[2];
  if (found.length !== 1 || sealed === undefined) throw new CallbackError("xml", "No single Encrypt element");
  return sealed;
}

type Lock = { key: KeyObject; iv: Buffer };

function decryptOrRefuse(lock: Lock, sealed: string): { message: string; id: string } {
  try {
    return decrypt(lock, sealed);
  } catch (cause) {
    throw new CallbackError("decrypt", "The callback cannot be decrypted", cause);
  }
}

/**
 * AES-256-CBC whose vector is the head of the key; inside: 16 random bytes, the length, the message, the receiver, and a padding of up
 * to 32 bytes (WeCom section 1.4). The same as `decrypt` of @wecom/crypto, which prepares the key anew each time: most of its cost.
 */
function decrypt({ key, iv }: Lock, sealed: string): { message: string; id: string } {
  const decipher = createDecipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed, "base64"), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > 32 || padded.length < 20 + padding) throw new RangeError("bad padding");
  const plain = padded.subarray(0, padded.length - padding);
  const end = 20 + plain.readUInt32BE(16);
  if (end > plain.length) throw new RangeError("the message is shorter than it says");
  return { message: plain.toString("utf8", 20, end), id: plain.toString("utf8", end) };
}

/** Compares digests, so that neither content nor length leaks by time. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(hash("sha256", a, "buffer"), hash("sha256", b, "buffer"));
}
