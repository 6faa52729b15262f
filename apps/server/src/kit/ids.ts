import { createHash, hash, randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

function encode(bytes: Uint8Array, length: number): string {
  let out = "";
  for (let i = 0; i < length; i += 1) out += ALPHABET[(bytes[i % bytes.length] ?? 0) & 31];
  return out;
}

function encodeTime(ms: number): string {
  let rest = ms;
  let out = "";
  for (let i = 0; i < 9; i += 1) {
    out = (ALPHABET[rest % 32] ?? "0") + out;
    rest = Math.floor(rest / 32);
  }
  return out;
}

let nextBytes = (): Uint8Array => randomBytes(10);

/** Makes new ids repeatable: in a rehearsal the same seed must give the same world. Never in a live installation. */
export function seedIds(seed: number): void {
  let n = 0;
  nextBytes = () =>
    createHash("sha256")
      .update(`${seed}/${(n += 1)}`)
      .digest();
}

/** A new id of something an operator makes: `prefix_` + time (sortable) + chance. */
export function newId(prefix: string, now: Date): string {
  return `${prefix}_${encodeTime(now.getTime())}${encode(nextBytes(), 10)}`;
}

/** The id of a projected row: always the same for the same facts, so that a replay makes the same rows (law 2). */
export function derivedId(prefix: string, ...parts: string[]): string {
  return `${prefix}_${encode(hash("sha256", parts.join("\u0000"), "buffer"), 20)}`;
}

export const customerId = (corpId: string, externalUserId: string) => derivedId("cus", corpId, externalUserId);
export const groupId = (corpId: string, chatId: string) => derivedId("grp", corpId, chatId);
export const staffId = (corpId: string, userId: string) => derivedId("stf", corpId, userId);

/** Stable 63-bit number for advisory locks. */
export function lockKey(...parts: string[]): string {
  return (createHash("sha256").update(parts.join("\u0000")).digest().readBigInt64BE(0) >> 1n).toString();
}
