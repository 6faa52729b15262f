import type { Fields, Rule } from "../kit/fields.ts";
import { LIMITS } from "../limits/limits.ts";
import type { LimitKey } from "../limits/limits.ts";

/** A value that passes a rule: the shortest that the note allows. */
export function sampleOf(rule: Rule<unknown>): unknown {
  if (rule.type.endsWith("[]")) return rule.fields ? [sampleFields(rule.fields)] : [scalar(rule.type.slice(0, -2), rule)];
  if (rule.fields) return sampleFields(rule.fields);
  return scalar(rule.type, rule);
}

function scalar(type: string, rule: Rule<unknown>): unknown {
  const choice = /one of ([^;,]+)/.exec(rule.note)?.[1];
  if (type === "int") return choice === undefined ? 1 : Number(choice);
  if (type === "bool") return true;
  if (type === "object") return {};
  if (choice !== undefined) return choice;
  return "x".repeat(Number(/at least (\d+) chars/.exec(rule.note)?.[1] ?? 1));
}

/** Required fields only. */
export function sampleFields(fields: Fields): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, rule]) => (rule.missing === null ? [] : [[name, sampleOf(rule)]])));
}

/** Limits that a rule measures itself: what nested fields measure is said there. */
export function ownLimits(rule: Rule<unknown>): LimitKey[] {
  const nested = new Set(Object.values(rule.fields ?? {}).flatMap((field) => field.limits));
  return [...new Set(rule.limits.filter((key) => !nested.has(key)))];
}

/** A value of exactly so much of a limit; null when the rule does not measure it itself. */
export function sizedOf(rule: Rule<unknown>, key: LimitKey, size: number): unknown {
  const { unit } = LIMITS[key];
  if (rule.type === "text[]" && (unit === "chars" || unit === "B")) return ["x".repeat(size)];
  if (rule.type.endsWith("[]") && (unit === "people" || unit === "items")) {
    const item = rule.fields ? sampleFields(rule.fields) : scalar(rule.type.slice(0, -2), rule);
    return Array.from({ length: size }, () => item);
  }
  if (rule.type === "text" && (unit === "chars" || unit === "B")) return "x".repeat(size);
  if (rule.type === "int") return size;
  return null;
}
