import { sql } from "kysely";
import type { Db } from "./connect.ts";

/**
 * Lets this transaction commit without waiting for the disk. Only for work whose place in its source is written in the same
 * transaction, so that after a crash it is done again: a projection and its cursor, a page of a list and how far it was read, due rows and
 * what was decided on them. The log of PostgreSQL is flushed in order: whatever is promised later (a claimed action, a callback's
 * `success`) is never kept without it.
 */
export async function commitLater(tx: Db): Promise<void> {
  await sql`select set_config('synchronous_commit', 'off', true)`.execute(tx);
}
