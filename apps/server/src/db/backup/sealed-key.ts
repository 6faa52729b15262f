import { createCipheriv, createDecipheriv, createHmac, randomBytes, scryptSync } from "node:crypto";
import { StartupError } from "../startup-error.ts";

const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 ** 2 };

/** Tells two keys apart without giving either away. */
export const keyMark = (key: string): string => createHmac("sha256", key).update("shuke backup").digest("hex").slice(0, 16);

/** The installation's key under a passphrase: scrypt, then AES-256-GCM. `salt.nonce.tag.text`, base64url. */
export function sealKey(key: string, passphrase: string): string {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", scryptSync(passphrase, salt, 32, COST), nonce);
  const text = Buffer.concat([cipher.update(key, "utf8"), cipher.final()]);
  return [salt, nonce, cipher.getAuthTag(), text].map((part) => part.toString("base64url")).join(".");
}

/** Throws a StartupError where the passphrase is another one. */
export function openKey(sealed: string, passphrase: string): string {
  const [salt, nonce, tag, text] = sealed.split(".").map((part) => Buffer.from(part, "base64url"));
  try {
    if (!salt || !nonce || !tag || !text) throw new Error("not a sealed key");
    const decipher = createDecipheriv("aes-256-gcm", scryptSync(passphrase, salt, 32, COST), nonce, { authTagLength: 16 });
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new StartupError("The passphrase does not open the key in this backup.", "口令打不开备份里的密钥。", { cause });
  }
}
