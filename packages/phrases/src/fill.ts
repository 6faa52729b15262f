/** Fills `{{gaps}}`; a gap without a text, number or truth value stays empty rather than showing its name to a reader. */
export function fill(phrase: string, values: Record<string, unknown> = {}): string {
  return phrase.replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = values[key];
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  });
}

/**
 * The phrase under a key, filled. Where `count` is exactly one, a language's form for one (`key_one`) is taken: English
 * has no other form (CLDR `one`: i = 1 and v = 0), Chinese none at all. Undefined where nobody has named the key.
 */
export function say(table: Readonly<Record<string, string>>, key: string, values: Record<string, unknown> = {}): string | undefined {
  const one = Number(values["count"]) === 1 ? table[`${key}_one`] : undefined;
  const phrase = one ?? table[key];
  return phrase === undefined ? undefined : fill(phrase, values).trim();
}
