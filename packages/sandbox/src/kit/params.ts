/** A JSON body as it arrived. */
export type Body = Record<string, unknown>;

export function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** UTF-8 characters, as WeCom counts "字符". */
export function chars(value: string): number {
  return [...value].length;
}

export function bytes(value: string): number {
  return Buffer.byteLength(value, "utf8");
}
