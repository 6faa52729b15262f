import { fail } from "./errors.ts";

export interface Page<T> {
  items: T[];
  next: string;
}

/** Cursors carry the scope they belong to, so that one of another list is refused (50100). */
function encode(scope: string, at: number): string {
  return Buffer.from(`${scope}:${at}`).toString("base64url");
}

function decode(scope: string, cursor: string): number {
  if (cursor === "") return 0;
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const match = /^(.*):(\d+)$/s.exec(text);
  if (!match || match[1] !== scope || encode(scope, Number(match[2])) !== cursor) {
    throw fail(50100, "invalid cursor");
  }
  return Number(match[2]);
}

/** One page of a stable list; how long a page is was decided by the field `limit` (`pageSize`). */
export function pageOf<T>(list: readonly T[], asked: { cursor: string; limit: number }, scope: string): Page<T> {
  const from = decode(scope, asked.cursor);
  const to = from + asked.limit;
  return { items: list.slice(from, to), next: to < list.length ? encode(scope, to) : "" };
}
