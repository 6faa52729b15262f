import { createHmac, timingSafeEqual } from "node:crypto";

/** How far a delivery's timestamp may be from now, either way. */
export const WINDOW_SEC = 300;

export const TIMESTAMP = "x-shuke-timestamp";
export const SIGNATURE = "x-shuke-signature";

/** `v1=<hex>` over "timestamp.body"; the body as bytes, exactly as sent. */
export function sign(secret: string, timestamp: string, body: Uint8Array): string {
  return `v1=${createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex")}`;
}

/**
 * Whether one of the signatures (several may be given, with commas) is right under one of the secrets. Every comparison takes
 * as long as every other. Retired secrets are the caller's to leave out.
 */
export function isSigned(secrets: readonly string[], timestamp: string, body: Uint8Array, header: string): boolean {
  const given = header.split(",").map((one) => Buffer.from(one.trim()));
  let right = false;
  for (const secret of secrets) {
    const wanted = Buffer.from(sign(secret, timestamp, body));
    for (const one of given) if (one.length === wanted.length && timingSafeEqual(one, wanted)) right = true;
  }
  return right;
}

/** Real time: a recorded delivery must not be good for ever, whatever the corp's clock does. */
export const isFresh = (timestamp: string, nowMs: number): boolean =>
  /^\d{1,12}$/u.test(timestamp) && Math.abs(Number(timestamp) * 1000 - nowMs) <= WINDOW_SEC * 1000;
