import type { ApiRoute, Binary, Given } from "../api/call.ts";
import type { Fields, Rule } from "../kit/fields.ts";
import { isBody } from "../kit/params.ts";

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
  problem: string | null;
}

/** Every field of an object with its dotted name, lists flattened, and what is wrong with it. */
function* walk(fields: Fields, value: unknown, prefix: string): Generator<Found> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(fields, item, prefix);
    return;
  }
  if (!isBody(value)) return;
  for (const [name, rule] of Object.entries(fields)) {
    if (value[name] === undefined && rule.missing !== null) yield { name: prefix + name, problem: "is missing" };
  }
  for (const [name, inner] of Object.entries(value)) {
    if (inner !== undefined) yield* one(fields[name], prefix + name, inner);
  }
}

function* one(rule: Rule<unknown> | undefined, name: string, value: unknown): Generator<Found> {
  if (!rule) return yield { name, problem: "is not declared" };
  yield { name, problem: fits(rule.type, value) ? null : `is no ${rule.type}: ${JSON.stringify(value)}` };
  if (rule.fields) yield* walk(rule.fields, value, `${name}.`);
}

function isBinary(answer: Given | Binary): boolean {
  return Buffer.isBuffer(answer.binary);
}

/** What is wrong with an answer against its declaration. */
export function shapeProblems(route: ApiRoute, answer: Given | Binary): string[] {
  const { answer: fields } = route.spec;
  if (fields === undefined || isBinary(answer)) return (fields === undefined) === isBinary(answer) ? [] : ["JSON and a file are mixed up"];
  return [...walk(fields, answer, "")].flatMap(({ name, problem }) => (problem === null ? [] : [`${name} ${problem}`]));
}

/** Declared fields that an answer holds. */
export function shownFields(route: ApiRoute, answer: Given | Binary): string[] {
  const { answer: fields } = route.spec;
  if (fields === undefined || isBinary(answer)) return [];
  return [...new Set([...walk(fields, answer, "")].flatMap(({ name, problem }) => (problem === "is missing" ? [] : [name])))];
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
