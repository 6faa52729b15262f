import type { ApiRoute, Binary, Given } from "../api/call.ts";
import type { Fields, Rule } from "../kit/fields.ts";
import { isBody } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";

/** Is a value of a declaration's type? Only its kind: what an answer may hold has no limits. */
function fits(type: string, value: unknown): boolean {
  if (type.endsWith("[]")) return Array.isArray(value) && value.every((item) => fits(type.slice(0, -2), item));
  switch (type) {
    case "text":
      return typeof value === "string";
    case "int":
      return typeof value === "number" && Number.isInteger(value);
    case "number":
      return typeof value === "number";
    case "bool":
      return typeof value === "boolean";
    default:
      return isBody(value);
  }
}

interface Found {
  name: string;
  /** what should be there, when something else is; "absent" for a field that is not declared */
  expected: string | null;
  value?: unknown;
}

/** Every field of an object with its dotted name, lists flattened, and what is wrong with it. */
function* walk(fields: Fields, value: unknown, prefix: string): Generator<Found> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(fields, item, prefix);
    return;
  }
  if (!isBody(value)) return;
  for (const [name, rule] of Object.entries(fields)) {
    if (value[name] === undefined && rule.missing !== null) yield { name: prefix + name, expected: rule.type };
  }
  for (const [name, inner] of Object.entries(value)) {
    if (inner !== undefined) yield* one(fields[name], prefix + name, inner);
  }
}

function* one(rule: Rule<unknown> | undefined, name: string, value: unknown): Generator<Found> {
  if (!rule) return yield { name, expected: "absent", value };
  yield { name, expected: fits(rule.type, value) ? null : rule.type, value };
  if (rule.fields) yield* walk(rule.fields, value, `${name}.`);
}

function isBinary(answer: Given | Binary): boolean {
  return Buffer.isBuffer(answer.binary);
}

export interface Misfit {
  name: string;
  /** a type, or "absent" for a field that is not declared */
  expected: string;
  /** undefined when it is missing */
  value?: unknown;
}

/** Fields of a JSON answer that are not as its path declares. */
export function shapeFindings(route: ApiRoute, answer: Body): Misfit[] {
  return [...walk(route.spec.answer ?? {}, answer, "")].flatMap(({ expected, ...found }) =>
    expected === null ? [] : [{ ...found, expected }],
  );
}

function inWords({ name, expected, value }: Misfit): string {
  if (value === undefined) return `${name} is missing`;
  return expected === "absent" ? `${name} is not declared` : `${name} is no ${expected}: ${JSON.stringify(value)}`;
}

/** What is wrong with an answer against its declaration. */
export function shapeProblems(route: ApiRoute, answer: Given | Binary): string[] {
  const { answer: fields } = route.spec;
  if (fields === undefined || isBinary(answer)) return (fields === undefined) === isBinary(answer) ? [] : ["JSON and a file are mixed up"];
  return shapeFindings(route, { ...answer }).map(inWords);
}

/** Declared fields that an answer holds. */
export function shownFields(route: ApiRoute, answer: Given | Binary): string[] {
  const { answer: fields } = route.spec;
  if (fields === undefined || isBinary(answer)) return [];
  return [...new Set([...walk(fields, answer, "")].flatMap(({ name, value }) => (value === undefined ? [] : [name])))];
}

/** Names of all fields that a declaration lists, dotted. */
export function declaredFields(fields: Fields | undefined, prefix = ""): string[] {
  return Object.entries(fields ?? {}).flatMap(([name, rule]) => [prefix + name, ...declaredFields(rule.fields, `${prefix}${name}.`)]);
}

/** Codes that an answer gives to single items, as transfers and batch calls do. */
export function itemCodes(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(itemCodes);
  if (!isBody(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "errcode" && typeof inner === "number" && inner !== 0 ? [inner] : itemCodes(inner),
  );
}
