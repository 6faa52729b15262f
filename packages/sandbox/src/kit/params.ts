import { fail } from "./errors.ts";

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

interface TextRule {
  required?: number | boolean;
  maxChars?: number;
  maxBytes?: number;
  code?: number;
}

/** An optional text; "" when absent. `required` may name the code that WeCom gives for "missing". */
export function textOf(body: Body, field: string, rule: TextRule = {}): string {
  const value = body[field];
  if (value === undefined || value === null || value === "") {
    if (rule.required) {
      throw fail(typeof rule.required === "number" ? rule.required : 40063, `missing ${field}`);
    }
    return "";
  }
  if (typeof value !== "string") throw fail(40058, `invalid ${field}: string expected`);
  if (rule.maxChars !== undefined && chars(value) > rule.maxChars) {
    throw fail(rule.code ?? 40058, `${field} exceeds ${rule.maxChars} characters`);
  }
  if (rule.maxBytes !== undefined && bytes(value) > rule.maxBytes) {
    throw fail(rule.code ?? 40058, `${field} exceeds ${rule.maxBytes} bytes`);
  }
  return value;
}

/** An optional whole number; numeric texts are accepted, since WeCom accepts them in query strings. */
export function intOf(body: Body, field: string): number | undefined {
  const value = body[field];
  if (value === undefined || value === null || value === "") return undefined;
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number)) {
    throw fail(40058, `invalid ${field}: integer expected`);
  }
  return number;
}

export function boolOf(body: Body, field: string, fallback: boolean): boolean {
  const value = body[field];
  if (value === undefined || value === null) return fallback;
  if (typeof value === "boolean") return value;
  if (value === 0 || value === 1) return value === 1;
  throw fail(40058, `invalid ${field}: bool expected`);
}

/** A list of texts; [] when absent. More than `max` gives `code` (default 40058). */
export function textsOf(body: Body, field: string, max = Infinity, code = 40058): string[] {
  const value = body[field];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw fail(40058, `invalid ${field}: array expected`);
  if (value.length > max) throw fail(code, `${field} exceeds ${max} items`);
  return value.map((item) => {
    if (typeof item !== "string") throw fail(40058, `invalid ${field}: array of strings expected`);
    return item;
  });
}

export function intsOf(body: Body, field: string): number[] {
  const value = body[field];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw fail(40058, `invalid ${field}: array expected`);
  return value.map((item) => {
    if (typeof item !== "number" || !Number.isInteger(item)) {
      throw fail(40058, `invalid ${field}: array of integers expected`);
    }
    return item;
  });
}

/** An optional nested object. */
export function objectOf(body: Body, field: string): Body | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!isBody(value)) throw fail(40058, `invalid ${field}: object expected`);
  return value;
}

export function objectsOf(body: Body, field: string): Body[] {
  const value = body[field];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isBody)) {
    throw fail(40058, `invalid ${field}: array of objects expected`);
  }
  return value;
}
