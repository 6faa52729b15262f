import type { CustomField } from "@shuke/contract";
import type { ConsolePhrases } from "../../i18n.ts";
import type { Value } from "./input.tsx";

/** A value as people read it; null where there is none. */
export function valueWords(field: CustomField | undefined, value: Value, phrases: ConsolePhrases): string | null {
  if (value === null) return null;
  if (typeof value === "boolean") return phrases.fields.answers[value ? "yes" : "no"];
  return field?.options.find(({ id }) => id === value)?.name ?? String(value);
}
