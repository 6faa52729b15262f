/** Fills `{{gaps}}`; a gap without a text, number or truth value stays empty rather than showing its name to a reader. */
export function fill(phrase: string, values: Record<string, unknown> = {}): string {
  return phrase.replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = values[key];
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  });
}
