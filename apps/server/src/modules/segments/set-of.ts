import { sql } from "kysely";
import type { LeafSql, SetPart } from "./types.ts";

/** A set from rows of one table, which others may ask at the same time (parts.ts). */
export function setOf(key: "id" | "external", part: SetPart): NonNullable<LeafSql["set"]> {
  const rows = sql`select ${part.key} from ${part.of} and ${part.row}`;
  if (!part.test) return { key, part, rows };
  // Added up once: each of the processes that share a query would do all of it for itself.
  const sums = sql`${rows} group by ${part.key} having ${part.test(sql``)}`;
  return { key, part, rows: sql`with sums(key) as materialized (${sums}) select key from sums` };
}
