import { type RawBuilder, sql } from "kysely";
import type { api, ParsedInputOf } from "@shuke/contract";

export type Filter = Pick<ParsedInputOf<typeof api.inbox.counts>, "event" | "since" | "until">;

/** Ids follow the order of arrival, but for callbacks that were stored at one moment by several processes. */
const NEIGHBOURS = 10_000;

/**
 * The filter as conditions on `inbox`. A span of time is turned into one of ids first: lists are read in the order of ids, and
 * without that a span of last month would be looked for among everything that came since.
 */
export function matching(corpId: string, { event, since, until }: Filter): RawBuilder<boolean> {
  const parts = [sql<boolean>`corp_id = ${corpId}`];
  if (event !== undefined) parts.push(sql<boolean>`event = ${event}`);
  const idAt = (at: string) => sql`(select id from inbox where corp_id = ${corpId} and received_at >= ${at} order by received_at limit 1)`;
  if (since !== undefined) {
    // Nothing came since: nothing matches.
    parts.push(sql<boolean>`received_at >= ${since} and id >= coalesce(${idAt(since)} - ${NEIGHBOURS}, 9223372036854775807)`);
  }
  if (until !== undefined) {
    parts.push(sql<boolean>`received_at < ${until} and id <= coalesce(${idAt(until)} + ${NEIGHBOURS}, 9223372036854775807)`);
  }
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}
