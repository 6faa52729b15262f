import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { matching } from "./filter.ts";

/** Sets a quarantined message aside, with the reason; its text stays, and the dismissal can be taken back. */
export function dismissMessage(ctx: Ctx, { id, reason = "" }: { id: number; reason?: string }): Promise<{ ok: true }> {
  return move(ctx, { id, verb: "inbox.dismiss", from: "quarantined", to: "dismissed", note: reason });
}

/** Takes a dismissal back. */
export function restoreMessage(ctx: Ctx, { id }: { id: number }): Promise<{ ok: true }> {
  return move(ctx, { id, verb: "inbox.restore", from: "dismissed", to: "quarantined", note: "" });
}

export async function dismissAll(
  ctx: Ctx,
  { reason, ...filter }: ParsedInputOf<typeof api.inbox.dismissAll>,
): Promise<OutputOf<typeof api.inbox.dismissAll>> {
  return withUnit(ctx, async (unit) => {
    const { numAffectedRows } = await sql`update inbox set state = 'dismissed', note = nullif(${reason}, ''), handled_at = ${ctx.now}
      where ${matching(ctx.corpId, filter)} and state = 'quarantined'`.execute(unit.db);
    const dismissed = Number(numAffectedRows ?? 0);
    await unit.audit("inbox.dismissAll", "inbox", { ...filter, reason, dismissed });
    return { dismissed };
  });
}

type Move = { id: number; verb: string; from: "quarantined" | "dismissed"; to: "quarantined" | "dismissed"; note: string };

async function move(ctx: Ctx, { id, verb, from, to, note }: Move): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ state: string }>`select state from inbox
      where corp_id = ${ctx.corpId} and id = ${id} for update`.execute(unit.db);
    const [row] = rows;
    if (!row) throw notFound("inbox", String(id));
    if (row.state !== from) {
      throw new Problem(from === "quarantined" ? "inboxNotQuarantined" : "inboxNotDismissed", { id, state: row.state }, 409);
    }
    await sql`update inbox set state = ${to}, note = nullif(${note}, ''), handled_at = ${ctx.now}
      where corp_id = ${ctx.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit(verb, `inbox:${id}`, note === "" ? {} : { reason: note });
    return { ok: true as const };
  });
}
