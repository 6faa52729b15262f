import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { entryColumns } from "./columns.ts";
import { type Book, bookOf } from "./rules.ts";
import type { EntryRow } from "./types.ts";

type Kept = { stamp: string; book: Book<EntryRow> };

/** Few corps are asked about within an hour; each takes some megabytes. */
const MOST = 50;
const kept = new Map<string, Kept>();

/** All entries with the machine that finds them, made anew when another stamp says that somebody changed one. */
export async function bookNow(ctx: Ctx): Promise<Book<EntryRow>> {
  const stamp = (await sql<{ stamp: string }>`select stamp from answer_book where corp_id = ${ctx.corpId}`.execute(ctx.db)).rows[0]?.stamp;
  if (stamp === undefined) return bookOf([]);
  // A stamp is made once in the world, so that two databases never share one.
  const known = kept.get(ctx.corpId);
  if (known?.stamp === stamp) return known.book;
  const { rows } = await sql<EntryRow>`select ${entryColumns} from answer_entry e where e.corp_id = ${ctx.corpId} order by e.id`.execute(
    ctx.db,
  );
  const book = bookOf(rows);
  kept.delete(ctx.corpId);
  kept.set(ctx.corpId, { stamp, book });
  const [oldest] = kept.keys();
  if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
  return book;
}

/** In the transaction that changes an entry. Changes of one corp wait for one another here. */
export async function restamp(ctx: Ctx): Promise<void> {
  await sql`insert into answer_book (corp_id, stamp) values (${ctx.corpId}, ${randomUUID()})
    on conflict (corp_id) do update set stamp = excluded.stamp`.execute(ctx.db);
}
