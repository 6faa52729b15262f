import type { SidebarPerson } from "@shuke/contract";
import { sql } from "kysely";
import { gateSettings, isQuiet, nextOpen, patienceOf } from "#actions";
import type { Ctx } from "#kit/ctx";

export type Room = SidebarPerson["touches"];

/** How much of a person's patience is left, whether anything may be begun now, and when again. */
export async function roomFor(ctx: Ctx, externalUserId: string): Promise<Room> {
  const settings = await gateSettings(ctx.db, ctx.corpId);
  const { cap, used, days, spent } = await patienceOf(ctx, externalUserId);
  const quiet = isQuiet(ctx.now, settings);
  const closed = used >= cap ? ("budget" as const) : quiet ? ("quiet" as const) : null;
  // The oldest ones fall out of the span first: room comes when enough of them have.
  let left = used;
  const frees = spent.find(({ weight }) => (left -= weight) < cap);
  const at = closed === "budget" && frees ? new Date(frees.at.getTime() + days * 86_400_000) : ctx.now;
  return { used, cap, days, closed, opensAt: closed === null ? null : nextOpen(at, settings).toISOString() };
}

/** When something of ours last reached her, as far as anything shows it: a send, a welcome, the archive. */
export async function lastReached(ctx: Ctx, person: { customerId: string; externalUserId: string }): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select greatest(
      (select max(at) from touch where corp_id = ${ctx.corpId} and budget = 'person' and recipient = ${person.externalUserId}
        and state = 'delivered'),
      (select max(at) from sidebar_send where corp_id = ${ctx.corpId} and recipient = ${person.externalUserId} and state = 'sent'),
      (select occurred_at from event where corp_id = ${ctx.corpId} and subject = ${`customer:${person.customerId}`}
        and type = any(array['welcome.sent', 'relation.added']) order by seq desc limit 1)) as at`.execute(ctx.db);
  return rows[0]?.at ?? null;
}
