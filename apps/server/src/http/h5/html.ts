/** Markup that needs no escaping any more. */
export type Html = { readonly markup: string };
type Value = Html | string | number | null | undefined | false | readonly Html[];

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escape = (text: string): string => text.replace(/[&<>"']/gu, (sign) => ENTITIES[sign] ?? sign);

/** Everything that is put into the template is escaped, unless it came from `html` itself. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { markup: tight(parts).reduce((done, part, i) => done + markupOf(values[i - 1]) + part) };
}

const tightened = new WeakMap<TemplateStringsArray, string[]>();

/** Line breaks and indents of the source are one space on the phone; what people wrote is not touched. */
function tight(parts: TemplateStringsArray): string[] {
  const known = tightened.get(parts) ?? parts.map((part) => part.replaceAll(/\s*\n\s*/gu, " "));
  tightened.set(parts, known);
  return known;
}

function markupOf(value: Value): string {
  if (value === null || value === undefined || value === false) return "";
  if (typeof value === "string" || typeof value === "number") return escape(String(value));
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}
