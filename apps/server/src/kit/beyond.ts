import { type RawBuilder, sql } from "kysely";

/**
 * What comes after a place in a list that is ordered by `first` downwards and, among equals, by `then` upwards (or the other way
 * round). Said as a range of `first` with the equals taken out: an OR of two cases is no range to PostgreSQL, which then walks
 * from the beginning of the list to the place, a second for a million.
 */
export function beyond(
  [first, then]: readonly [RawBuilder<unknown>, RawBuilder<unknown>],
  [at, id]: readonly [RawBuilder<unknown> | number, string],
  downwards = true,
): RawBuilder<boolean> {
  return downwards
    ? sql<boolean>`(${first} <= ${at} and (${first} < ${at} or ${then} > ${id}))`
    : sql<boolean>`(${first} >= ${at} and (${first} > ${at} or ${then} < ${id}))`;
}
