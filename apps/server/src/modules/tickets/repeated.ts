import { sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { type Answered, alike } from "./alike.ts";

const DAYS = 90;
/** Each is compared with each kind of answer so far; more would make the page slow. */
const MOST = 1000;

/** What is answered again and again deserves a standing answer. */
export async function repeatedAnswers(ctx: Ctx): Promise<OutputOf<typeof api.tickets.repeated>> {
  const { rows } = await sql<Answered>`select id, text, answer, answered_at as at from ticket where corp_id = ${ctx.corpId}
    and answered_at is not null and answered_at >= ${new Date(ctx.now.getTime() - DAYS * 86_400_000)}
    order by answered_at desc, id limit ${MOST}`.execute(ctx.db);
  return { items: alike(rows).map((item) => ({ ...item, lastAt: item.lastAt.toISOString() })), looked: rows.length };
}
