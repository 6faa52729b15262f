/** Fills `{{gaps}}`; a gap without a value stays empty rather than showing its name to a reader. */
export function fill(phrase: string, values: Record<string, unknown> = {}): string {
  return phrase.replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = values[key];
    return value === undefined || value === null ? "" : String(value);
  });
}
