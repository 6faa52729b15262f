import type { CustomField, CustomerFilterInput } from "@shuke/contract";
import type { ConsolePhrases } from "../../i18n.ts";

type Term = NonNullable<CustomerFilterInput["fields"]>[number];

/** A condition as it stands in the address: `key`, `key:value` or `key:` for none. */
export function fieldTerms(text: string): Term[] {
  const [key = "", ...rest] = text.split(":");
  if (rest.length === 0) return [{ key, empty: false }];
  const value = rest.join(":");
  if (value === "") return [{ key, empty: true }];
  return [{ key, is: value === "true" ? true : value === "false" ? false : value }];
}

/** What can be asked with one choice: each option and answer, and who has no value. */
export function fieldOptions(fields: readonly CustomField[], phrases: ConsolePhrases): Array<{ value: string; label: string }> {
  return fields.flatMap((field) => {
    const named = (value: string, word: string) => ({ value: `${field.key}:${value}`, label: `${field.name}: ${word}` });
    const values =
      field.kind === "choice"
        ? field.options.map(({ id, name }) => named(id, name))
        : field.kind === "boolean"
          ? [named("true", phrases.fields.answers.yes), named("false", phrases.fields.answers.no)]
          : [{ value: field.key, label: field.name }];
    return [...values, named("", phrases.fields.none)];
  });
}
