import type { LimitKey, Limits } from "../limits/limits.ts";
import type { JsonObject } from "../people-host.ts";
import { fail } from "./errors.ts";
import { bytes, chars, isBody } from "./params.ts";

/** Where a value stands and which numbers hold there. */
export interface Reading {
  name: string;
  limits: Limits;
}

/** One documented field: how it is read, and what the conformance page says about it. */
export interface Rule<T> {
  type: string;
  /** error code when it is missing; null when it may be */
  missing: number | null;
  /** every error code that the field can give */
  codes: number[];
  limits: LimitKey[];
  /** in words, beyond the limits */
  note: string;
  fields?: Fields;
  /** of a list: the rule of its items */
  item?: Rule<unknown>;
  /** absent, null and (where it must be given) "" count as not given */
  read(value: unknown, at: Reading): T;
}

export type Fields = { readonly [name: string]: Rule<unknown> };

/** What a handler gets for declared fields. */
export type Values<F> = { -readonly [K in keyof F]: F[K] extends Rule<infer T> ? T : never };

/** `required` is the code that WeCom gives for "missing"; `code` the one for "wrong" (default 40058). */
export interface Base {
  required?: number;
  code?: number;
  note?: string;
  /** 0 and objects of nothing but empty values count as not given: clients in typed languages send them for what was left out */
  blank?: true;
}

export const BLANK_NOTE = "0 or nothing but empty values = not given";

function isBlank(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isBody(value)) return Object.values(value).every(isBlank);
  return value === undefined || value === null || value === "" || value === 0 || value === false;
}

type Made<T, R extends Base> = Rule<R extends { required: number } | { fallback: T } ? T : T | undefined>;

interface Making<T> {
  type: string;
  /** "" is a value, not the absence of one */
  keepsEmpty?: boolean;
  options: Base & { fallback?: T };
  limits?: (LimitKey | undefined)[];
  codes?: readonly number[];
  note?: string;
  fields?: Fields;
  read: (value: unknown, at: Reading) => T;
}

/** The part that all rules share: what happens when nothing is given. */
function rule<T, R extends Base>({
  type,
  keepsEmpty = false,
  options,
  limits = [],
  codes = [],
  note = "",
  fields,
  read,
}: Making<T>): Made<T, R> {
  const made: Rule<T | undefined> = {
    type,
    missing: options.required ?? null,
    codes: [options.required, options.code ?? 40058, ...codes].filter((code) => code !== undefined),
    limits: limits.filter((key) => key !== undefined),
    note: [
      note,
      options.note,
      options.blank ? BLANK_NOTE : undefined,
      options.fallback === undefined ? undefined : `default ${JSON.stringify(options.fallback)}`,
    ]
      .filter((part) => part)
      .join("; "),
    ...(fields ? { fields } : {}),
    read(value, at) {
      const absent =
        value === undefined ||
        value === null ||
        (value === "" && (options.required !== undefined || !keepsEmpty)) ||
        (options.blank === true && isBlank(value));
      if (!absent) return read(value, at);
      if (options.required !== undefined) throw fail(options.required, `missing ${at.name}`);
      return options.fallback;
    },
  };
  // With `required` or `fallback` there is always a value, which is what `Made` says.
  return made as Made<T, R>;
}

/** Refuses a value with the field's own code. */
function wrong(options: Base, at: Reading, words: string): Error {
  return fail(options.code ?? 40058, `invalid ${at.name}: ${words}`);
}

interface TextRule extends Base {
  fallback?: string;
  maxChars?: LimitKey;
  maxBytes?: LimitKey;
  /** cut at so many characters instead of being refused */
  cutChars?: LimitKey;
  minChars?: number;
  pattern?: RegExp;
}

/** A text; "" counts as given unless the field is required. */
export function text<const R extends TextRule>(options?: R): Made<string, R> {
  const given: TextRule = options ?? {};
  const { maxChars, maxBytes, cutChars, minChars, pattern } = given;
  const notes = [minChars === undefined ? "" : `at least ${minChars} chars`, pattern ? String(pattern) : "", cutChars ? "cut beyond" : ""];
  return rule<string, R>({
    type: "text",
    keepsEmpty: true,
    options: given,
    limits: [maxChars, maxBytes, cutChars],
    note: notes.filter((part) => part !== "").join("; "),
    read(value, at) {
      if (typeof value !== "string") throw wrong(given, at, "string expected");
      if (maxChars && !at.limits.allows(maxChars, chars(value))) throw wrong(given, at, `more than ${at.limits.max(maxChars)} characters`);
      if (maxBytes && !at.limits.allows(maxBytes, bytes(value))) throw wrong(given, at, `more than ${at.limits.max(maxBytes)} bytes`);
      if (minChars !== undefined && chars(value) < minChars) throw wrong(given, at, `less than ${minChars} characters`);
      if (pattern && !pattern.test(value)) throw wrong(given, at, `does not match ${String(pattern)}`);
      if (cutChars && !at.limits.allows(cutChars, chars(value))) return [...value].slice(0, at.limits.max(cutChars)).join("");
      return value;
    },
  });
}

interface IntRule extends Base {
  fallback?: number;
  min?: number;
  max?: LimitKey;
}

/** A whole number; numeric texts are taken, since query strings have nothing else. */
export function int<const R extends IntRule>(options?: R): Made<number, R> {
  const given: IntRule = options ?? {};
  const { min, max } = given;
  return rule<number, R>({
    type: "int",
    options: given,
    limits: [max],
    note: min === undefined ? "" : `at least ${min}`,
    read(value, at) {
      const number = typeof value === "string" ? Number(value) : value;
      if (typeof number !== "number" || !Number.isInteger(number)) throw wrong(given, at, "integer expected");
      if (min !== undefined && number < min) throw wrong(given, at, `less than ${min}`);
      if (max && !at.limits.allows(max, number)) throw wrong(given, at, `more than ${at.limits.max(max)}`);
      return number;
    },
  });
}

/** A number with or without a fraction. */
export function decimal<const R extends Base & { fallback?: number }>(options?: R): Made<number, R> {
  const given: Base & { fallback?: number } = options ?? {};
  return rule<number, R>({
    type: "number",
    options: given,
    read(value, at) {
      if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(given, at, "number expected");
      return value;
    },
  });
}

/** true, false, 0 or 1. */
export function bool<const R extends Base & { fallback?: boolean }>(options?: R): Made<boolean, R> {
  const given: Base & { fallback?: boolean } = options ?? {};
  return rule<boolean, R>({
    type: "bool",
    options: given,
    read(value, at) {
      if (typeof value === "boolean") return value;
      if (value === 0 || value === 1) return value === 1;
      throw wrong(given, at, "bool expected");
    },
  });
}

/** One of the listed words or numbers. */
export function oneOf<const V extends string | number, const R extends Base & { fallback?: V }>(
  values: readonly V[],
  options?: R,
): Made<V, R> {
  const given: Base & { fallback?: V } = options ?? {};
  const numeric = typeof values[0] === "number";
  return rule<V, R>({
    type: numeric ? "int" : "text",
    options: given,
    note: `one of ${values.join(", ")}`,
    read(value, at) {
      const found = values.find((known) => known === value || (numeric && typeof value === "string" && String(known) === value));
      if (found === undefined) throw wrong(given, at, `one of ${values.join(", ")} expected`);
      return found;
    },
  });
}

interface ListRule extends Base {
  max?: LimitKey;
  /** code for too many, when it is not `code` */
  tooMany?: number;
  fallback?: readonly never[];
}

function listOf(value: unknown, given: ListRule, at: Reading): unknown[] {
  if (!Array.isArray(value)) throw wrong(given, at, "array expected");
  if (value.length === 0 && given.required !== undefined) throw fail(given.required, `missing ${at.name}`);
  if (given.max && !at.limits.allows(given.max, value.length)) {
    throw fail(given.tooMany ?? given.code ?? 40058, `${at.name} has more than ${at.limits.max(given.max)} items`);
  }
  return value;
}

/** A list of one kind of thing. `fallback: []` makes an absent one empty. */
export function list<T, const R extends ListRule>(
  item: Rule<T>,
  options?: R,
): Rule<R extends { required: number } | { fallback: readonly never[] } ? T[] : T[] | undefined> {
  const given: ListRule = options ?? {};
  const { fallback, ...base } = given;
  const made = rule<T[], { required: number }>({
    type: `${item.type}[]`,
    options: { ...base, ...(fallback ? { fallback: [] } : {}) },
    limits: [given.max, ...item.limits],
    codes: [given.tooMany ?? 40058, ...item.codes],
    note: item.note,
    ...(item.fields ? { fields: item.fields } : {}),
    read: (value, at) => listOf(value, given, at).map((entry, n) => item.read(entry, { ...at, name: `${at.name}[${n}]` })),
  });
  return { ...made, item };
}

/** A nested object with fields of its own. */
export function object<const F extends Fields, const R extends Base>(fields: F, options?: R): Made<Values<F>, R> {
  const given: Base = options ?? {};
  return rule<Values<F>, R>({
    type: "object",
    options: given,
    codes: Object.values(fields).flatMap((field) => field.codes),
    limits: Object.values(fields).flatMap((field) => field.limits),
    fields,
    read(value, at) {
      if (!isBody(value)) throw wrong(given, at, "object expected");
      return readFields(fields, value, at.limits, `${at.name}.`);
    },
  });
}

/** An object that is kept as it came, such as a template card. */
export function json<const R extends Base>(options?: R): Made<JsonObject, R> {
  const given: Base = options ?? {};
  return rule<JsonObject, R>({
    type: "object",
    options: given,
    note: "kept as it came",
    read(value, at) {
      if (!isBody(value)) throw wrong(given, at, "object expected");
      return JSON.parse(JSON.stringify(value));
    },
  });
}

/**
 * `limit` of a list call. What is above the maximum becomes the default (what WeCom documents for most lists),
 * the maximum, or an error.
 */
export function pageSize(options: { fallback: LimitKey; max: LimitKey; above?: "fallback" | "max" | number }): Rule<number> {
  const { fallback, max, above = "fallback" } = options;
  const made = rule<number, { required: number }>({
    type: "int",
    options: {},
    limits: [fallback, max],
    codes: typeof above === "number" ? [above] : [],
    note: typeof above === "number" ? "" : `more becomes the ${above === "max" ? "maximum" : "default"}`,
    read(value, at) {
      const asked = typeof value === "string" ? Number(value) : value;
      if (typeof asked !== "number" || !Number.isInteger(asked)) throw wrong({}, at, "integer expected");
      if (typeof above === "number" && asked < 1) throw fail(above, `${at.name} must be at least 1`);
      if (asked <= 0) return at.limits.max(fallback);
      if (at.limits.allows(max, asked)) return asked;
      if (typeof above === "number") throw fail(above, `${at.name} must be at most ${at.limits.max(max)}`);
      return at.limits.max(above === "max" ? max : fallback);
    },
  });
  return {
    ...made,
    read: (value, at) => (value === undefined || value === null || value === "" ? fallbackOf(fallback, at) : made.read(value, at)),
  };
}

function fallbackOf(key: LimitKey, { limits }: Reading): number {
  const max = limits.max(key);
  limits.allows(key, max);
  return max;
}

/** Reads declared fields in their order, so that the first wrong one decides the error. */
export function readFields<const F extends Fields>(fields: F, given: { [name: string]: unknown }, limits: Limits, prefix = ""): Values<F> {
  const values: { [name: string]: unknown } = {};
  for (const [name, field] of Object.entries(fields)) values[name] = field.read(given[name], { name: prefix + name, limits });
  // Each value is what its own rule read.
  return values as Values<F>;
}
