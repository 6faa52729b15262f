import { fail } from "./errors.ts";
import { intOf, textOf } from "./params.ts";
import type { Body } from "./params.ts";

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

/**
 * One page of a stable list. A limit that is absent, ≤ 0 or above `max` becomes `whenBad` (WeCom documents
 * for most lists that limits above the maximum fall back to the default).
 */
export function pageOf<T>(
  list: readonly T[],
  body: Body,
  scope: string,
  limits: { fallback: number; max: number; whenAbove?: number },
): Page<T> {
  const asked = intOf(body, "limit") ?? limits.fallback;
  const limit = asked <= 0 ? limits.fallback : asked > limits.max ? (limits.whenAbove ?? limits.fallback) : asked;
  const from = decode(scope, textOf(body, "cursor"));
  const to = from + limit;
  return { items: list.slice(from, to), next: to < list.length ? encode(scope, to) : "" };
}
