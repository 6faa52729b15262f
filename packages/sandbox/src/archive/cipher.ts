import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
} from "node:crypto";
import { ControlError } from "../kit/errors.ts";

/** The archive takes RSA keys of this size only (O-91774). */
const RSA_BITS = 2048;

/** A key pair for those who bring none. PEM. */
export function newKeyPair(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync("rsa", {
    modulusLength: RSA_BITS,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}

/** Refuses what is no RSA public key of 2048 bits. */
export function checkPublicKey(pem: string): void {
  let bits: number | undefined;
  try {
    bits = createPublicKey(pem).asymmetricKeyDetails?.modulusLength;
  } catch {
    bits = undefined;
  }
  if (bits !== RSA_BITS) throw new ControlError(`publicKey must be a PEM of an RSA key of ${RSA_BITS} bits`);
}

/** `encrypt_random_key`: RSA with PKCS#1 padding over the key's text, base64. */
export function sealKey(publicKey: string, key: string): string {
  return publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(key)).toString("base64");
}

export function openKey(privateKey: string, sealed: string): string {
  return privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(sealed, "base64")).toString("utf8");
}

/**
 * `encrypt_chat_msg`. How the native SDK does it is not published; here it is AES-256-CBC with PKCS#7 padding, the key the base64
 * of 32 bytes and the first 16 of them the initial vector, as in callbacks.
 */
export function sealMessage(key: string, text: string): string {
  const bytes = Buffer.from(key, "base64");
  const cipher = createCipheriv("aes-256-cbc", bytes, bytes.subarray(0, 16));
  return Buffer.concat([cipher.update(text, "utf8"), cipher.final()]).toString("base64");
}

/** The SDK's DecryptData. Throws when the key is another. */
export function openMessage(key: string, sealed: string): string {
  const bytes = Buffer.from(key, "base64");
  const decipher = createDecipheriv("aes-256-cbc", bytes, bytes.subarray(0, 16));
  return Buffer.concat([decipher.update(Buffer.from(sealed, "base64")), decipher.final()]).toString("utf8");
}
