import type { SidebarPerson } from "@shuke/contract";
import { sql } from "kysely";
import { personStanding, type Refusal } from "#actions";
import type { Ctx } from "#kit/ctx";

export type Room = SidebarPerson["touches"];

const closedBy: Partial<Record<Refusal, NonNullable<Room["closed"]>>> = {
  "person-budget": "budget",
  preference: "preference",
  "quiet-hours": "quiet",
};

/** How much of a person's patience is left, whether anything may be begun now, and when again. */
export async function roomFor(ctx: Ctx, externalUserId: string): Promise<Room> {
  const { reason, freeAt, load, budget, days } = await personStanding(ctx, externalUserId, ctx.now, "sidebar");
  const closed = reason === null ? null : (closedBy[reason] ?? "budget");
  return { used: Math.ceil(load), cap: budget, days, closed, opensAt: closed === null ? null : (freeAt?.toISOString() ?? null) };
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
