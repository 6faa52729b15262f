/** A place in a sorted list as text: numbers and ids, in the order of the sort. */
export const writeCursor = (at: number, id: string) => Buffer.from(JSON.stringify([at, id])).toString("base64url");

/** Null for a missing or broken cursor: the reader starts again at the top. */
export function readCursor(cursor: string | undefined): { at: number; id: string } | null {
  if (cursor === undefined) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (!Array.isArray(value) || typeof value[0] !== "number" || typeof value[1] !== "string") return null;
    return { at: value[0], id: value[1] };
  } catch {
    return null;
  }
}

export const isoOfSec = (sec: number) => new Date(sec * 1000).toISOString();
