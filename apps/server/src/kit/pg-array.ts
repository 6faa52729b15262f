/**
 * A column of values as PostgreSQL reads an array: `unnest($1::text[], $2::bigint[])` takes whole columns, which costs a fifth of
 * JSON on both sides. Ids and numbers are joined as they are; use it for what holds letters, digits and `_-.:` only.
 */
export const plainColumn = (values: ReadonlyArray<string | number>): string => `{${values.join(",")}}`;

/** Texts of people, which may hold anything; null stays null. */
export const textColumn = (values: ReadonlyArray<string | null>): string => `{${values.map(quoted).join(",")}}`;

const NEEDS_ESCAPE = /["\\]/;

function quoted(value: string | null): string {
  if (value === null) return "null";
  const text = value.includes("\u0000") ? value.replaceAll("\u0000", "") : value;
  return NEEDS_ESCAPE.test(text) ? `"${text.replaceAll(/["\\]/g, "\\$&")}"` : `"${text}"`;
}
