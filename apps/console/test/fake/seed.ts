/** A number 0 … 1 from words: the same words, the same number. */
export function chance(...words: Array<string | number>): number {
  let hash = 2_166_136_261;
  for (const char of words.join("/")) {
    hash ^= char.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 16_777_619);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2_246_822_507);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 4_294_967_296;
}

export const whole = (low: number, high: number, ...words: Array<string | number>): number =>
  low + Math.floor(chance(...words) * (high - low + 1));

export function pick<T>(from: readonly T[], ...words: Array<string | number>): T {
  const found = from[Math.floor(chance(...words) * from.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}

/** The demo's present: a Friday afternoon in Shanghai. */
export const now = Date.parse("2027-03-05T14:05:00+08:00");
export const minute = 60_000;
export const hour = 60 * minute;
export const dayMs = 24 * hour;
export const ago = (ms: number): string => new Date(now - ms).toISOString();
export const dayOf = (back: number): string => new Date(now + 8 * hour - back * dayMs).toISOString().slice(0, 10);

/** Cuts a keyset page: the cursor is the index of the next row. */
export function cut<T>(
  rows: readonly T[],
  input: { cursor?: string | undefined; limit: number },
): { items: T[]; nextCursor: string | null; total: number } {
  const from = Number(input.cursor ?? 0);
  const to = from + input.limit;
  return { items: rows.slice(from, to), nextCursor: to < rows.length ? String(to) : null, total: rows.length };
}
