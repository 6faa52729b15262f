import { CallbackError } from "../errors.ts";
import type { Fields, FieldValue } from "./xml.ts";

/** A text field; absent, empty and nested count as undefined. */
export function optional(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function required(fields: Fields, name: string): string {
  const value = optional(fields, name);
  if (value === undefined) throw new CallbackError("missing_field", `The callback has no ${name}`);
  return value;
}

/** A number, or undefined where the field is absent or not a number. */
export function optionalNumber(fields: Fields, name: string): number | undefined {
  const value = optional(fields, name);
  const parsed = value === undefined ? Number.NaN : Number(value);
  return Number.isFinite(parsed) ? parsed : undefined;
}

export function numberOf(fields: Fields, name: string): number {
  const value = optionalNumber(fields, name);
  if (value === undefined) throw new CallbackError("missing_field", `The callback has no number ${name}`);
  return value;
}

/** A list written as nested Item elements (today) or with commas (earlier). */
export function listOf(fields: Fields, name: string): string[] {
  return flatten(fields[name]);
}

function flatten(value: FieldValue | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value === "string") {
    return value
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  }
  if (isList(value)) return value.flatMap(flatten);
  return flatten(value["Item"]);
}

function isList(value: FieldValue): value is readonly FieldValue[] {
  return Array.isArray(value);
}
