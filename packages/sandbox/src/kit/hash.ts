import { createHash } from "node:crypto";

/**
 * All chance in the sandbox comes from here: hash(seed, who, purpose, n), never a shared stream,
 * so that nothing depends on the order in which things happen to arrive.
 */
export function hashHex(...parts: (string | number)[]): string {
  return createHash("sha256").update(parts.join("\u0001")).digest("hex");
}

/** A number in [0, 1) that depends on the parts only. */
export function hash01(...parts: (string | number)[]): number {
  const digest = createHash("sha256").update(parts.join("\u0001")).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/** An integer in [from, to], both ends included. */
export function hashInt(from: number, to: number, ...parts: (string | number)[]): number {
  return from + Math.floor(hash01(...parts) * (to - from + 1));
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** `length` characters of [A-Za-z0-9] after a prefix, as WeCom's own ids look (wm…, wr…, et…). */
export function hashId(prefix: string, length: number, ...parts: (string | number)[]): string {
  let id = prefix;
  for (let block = 0; id.length < prefix.length + length; block++) {
    const digest = createHash("sha256")
      .update([...parts, block].join("\u0001"))
      .digest();
    for (const byte of digest) {
      if (id.length === prefix.length + length) break;
      id += ALPHABET[byte % ALPHABET.length];
    }
  }
  return id;
}
