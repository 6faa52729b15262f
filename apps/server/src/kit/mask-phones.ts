/**
 * A mobile number of China as people write it, alone or in a sentence: with or without +86, in one or with its usual gaps. Letters and
 * digits beside it make it part of something longer: an id, a time, an order number.
 */
const MOBILE = /(?<![0-9A-Za-z_])(?:(\+?86[- ]?))?(1[3-9]\d)([- ]?)\d{4}([- ]?)(\d{4})(?![0-9A-Za-z_])/gu;

/** Names what other calls ask by; a mask would lead nowhere. */
const ADDRESSES: ReadonlySet<string> = new Set(["id", "orderNo", "nextCursor"]);

/** The number is known again by its ends, and cannot be called. */
export const maskText = (text: string): string => text.replaceAll(MOBILE, "$1$2$3****$4$5");

/** Whatever is written under a key of kind "phone", of any country. */
const maskKey = (value: string): string => (value.length < 8 ? "****" : `${value.slice(0, 3)}****${value.slice(-4)}`);

/** An answer with every phone number in it masked, wherever it stands: names and remarks have them too. */
export function maskPhones(value: unknown): unknown {
  if (typeof value === "string") return maskText(value);
  if (Array.isArray(value)) return value.map(maskPhones);
  if (typeof value !== "object" || value === null) return value;
  const isKey = "kind" in value && value.kind === "phone";
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => {
      if (isKey && key === "value" && typeof one === "string") return [key, maskKey(one)];
      return [key, ADDRESSES.has(key) && typeof one === "string" ? one : maskPhones(one)];
    }),
  );
}

/** A file that comes in pieces: a number may be cut in two by their border, so a piece ends with its last whole line. */
export async function* maskLines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of pieces) {
    const text = rest + piece;
    const end = text.lastIndexOf("\n") + 1;
    rest = text.slice(end);
    if (end > 0) yield maskText(text.slice(0, end));
  }
  if (rest !== "") yield maskText(rest);
}
