/** Texts of people may hold NUL or half a surrogate pair (cut nicknames); PostgreSQL's jsonb takes neither. */
export const clean = (text: string | undefined): string => (text ?? "").replaceAll("\u0000", "").toWellFormed();

/** As tags are compared: without doubles, in code-unit order. */
export const sortedIds = (ids: ReadonlyArray<string | undefined>): string[] =>
  [...new Set(ids.filter((id) => id !== undefined && id !== ""))].map(String).toSorted();
