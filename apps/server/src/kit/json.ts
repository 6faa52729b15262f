/**
 * JSON that PostgreSQL's jsonb accepts. A nickname may hold U+0000 or half of an emoji; jsonb refuses both, and one such
 * name must not stop a whole batch. NUL is dropped, a lone surrogate becomes U+FFFD.
 */
export function jsonbText(value: unknown): string {
  const text = JSON.stringify(value);
  // Well-formed JSON.stringify escapes exactly these two: without an escape there is nothing to mend.
  return text.includes("\\u") && /\\u(?:0000|d[89a-f])/i.test(text) ? JSON.stringify(value, (_key, part: unknown) => mend(part)) : text;
}

function mend(part: unknown): unknown {
  return typeof part === "string" ? part.replaceAll("\u0000", "").toWellFormed() : part;
}
