import { createCipheriv, createDecipheriv, createHash, createSecretKey } from "node:crypto";
import type { KeyObject } from "node:crypto";

/** Keys of one callback configuration, as typed into WeCom's console (O-96238). */
export interface CallbackKeys {
  token: string;
  /** 43 letters and digits */
  encodingAesKey: string;
  /** receiveid of a self-built app: the corp id */
  corpId: string;
}

const BLOCK = 32;

/** Making a key object costs more than encrypting with it. */
const known = new Map<string, { key: KeyObject; iv: Buffer }>();

function aesKey({ encodingAesKey }: CallbackKeys): { key: KeyObject; iv: Buffer } {
  const before = known.get(encodingAesKey);
  if (before) return before;
  const bytes = Buffer.from(`${encodingAesKey}=`, "base64");
  const made = { key: createSecretKey(bytes), iv: bytes.subarray(0, 16) };
  known.set(encodingAesKey, made);
  return made;
}

/** Lower-case hex SHA-1 over the four strings in code unit order (wecom-api §2.2). */
export function sign(token: string, timestamp: string, nonce: string, encrypted: string): string {
  const joined = [token, timestamp, nonce, encrypted].sort().join("");
  return createHash("sha1").update(joined).digest("hex");
}

/** AES-256-CBC of random(16) ‖ length(4, big endian) ‖ message ‖ receiveid, padded to 32-byte blocks. */
export function encrypt(keys: CallbackKeys, message: string, random16: Buffer): string {
  const { key, iv } = aesKey(keys);
  const body = Buffer.from(message, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([random16.subarray(0, 16), length, body, Buffer.from(keys.corpId, "utf8")]);
  const pad = BLOCK - (plain.length % BLOCK);
  const cipher = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])), cipher.final()]).toString("base64");
}

/** The inverse of `encrypt`; used by tests and for passive replies. Throws on a wrong receiveid. */
export function decrypt(keys: CallbackKeys, encrypted: string): string {
  const { key, iv } = aesKey(keys);
  const decipher = createDecipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(Buffer.from(encrypted, "base64")), decipher.final()]);
  const pad = padded.at(-1) ?? 0;
  const plain = padded.subarray(0, padded.length - pad);
  const length = plain.readUInt32BE(16);
  const receiver = plain.subarray(20 + length).toString("utf8");
  if (receiver !== keys.corpId) throw new Error(`receiveid is ${receiver}, expected ${keys.corpId}`);
  return plain.subarray(20, 20 + length).toString("utf8");
}
