import type { CallbackEvent } from "./events.ts";
import type { FieldValue } from "./xml.ts";

/**
 * A stable text over *all* fields of an event. WeCom's advice (FromUserName + CreateTime) is too coarse:
 * several events share a second. A repeated delivery has the same fields in a new encryption, so the text is equal.
 */
export function identifyingFields(event: Pick<CallbackEvent, "fields">): string {
  return JSON.stringify(canonical(event.fields));
}

function canonical(value: FieldValue): unknown {
  if (typeof value === "string") return value;
  if (isList(value)) return value.map(canonical);
  const names = Object.keys(value).sort();
  return names.map((name) => [name, canonical(value[name] ?? "")]);
}

function isList(value: FieldValue): value is readonly FieldValue[] {
  return Array.isArray(value);
}
