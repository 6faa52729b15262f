import { type RawBuilder, sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import type { Handover, Item } from "./types.ts";

const HANDOVER = sql`h.id, h.user_id as "userId", h.kind, h.reason, h.state, h.message, h.takers, h.spoiled, h.per_taker as "perTaker",
  h.undo_of as "undoOf", h.planned_at as "plannedAt", h.started_at as "startedAt", h.ended_at as "endedAt", h.quiet, h.listed`;

const ITEM = sql`i.handover_id as "handoverId", i.kind, i.key, i.to_user as "to", i.why, i.state, i.reason, i.run_at as "runAt",
  i.tries, i.asked_at as "askedAt", i.wait_until as "waitUntil", i.done_at as "doneAt", i.tried`;

export async function readHandovers(ctx: Ctx, where: RawBuilder<unknown>, limit = 1000): Promise<Handover[]> {
  const { rows } = await sql<Handover>`select ${HANDOVER} from handover h where h.corp_id = ${ctx.corpId} and ${where}
    order by h.planned_at desc, h.id limit ${limit}`.execute(ctx.db);
  return rows;
}

export async function readHandover(ctx: Ctx, id: string): Promise<Handover> {
  const [found] = await readHandovers(ctx, sql`h.id = ${id}`);
  if (!found) throw notFound("handover", id);
  return found;
}

/** By kind and key, customers first. */
export async function readItems(ctx: Ctx, where: RawBuilder<unknown>, limit: number): Promise<Item[]> {
  const { rows } = await sql<Item>`select ${ITEM} from handover_item i where i.corp_id = ${ctx.corpId} and ${where}
    order by i.handover_id, i.kind, i.key limit ${limit}`.execute(ctx.db);
  return rows;
}
