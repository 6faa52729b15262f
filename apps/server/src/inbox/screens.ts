import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { parseEvent } from "@shuke/wecom";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";

type Row = {
  id: number;
  source: string;
  state: string;
  received_at: Date;
  attempts: number;
  error: string | null;
  message: string;
};

/** Callbacks as they came, newest first. */
export async function listInbox(ctx: Ctx, input: ParsedInputOf<typeof api.inbox.list>): Promise<OutputOf<typeof api.inbox.list>> {
  const before = Number(input.cursor ?? Number.MAX_SAFE_INTEGER);
  const state = input.state === undefined ? sql`` : sql`and state = ${input.state}`;
  const { rows } = await sql<Row>`
    select id, source, state, received_at, attempts, error, message from inbox
    where corp_id = ${ctx.corpId} and id < ${Number.isSafeInteger(before) ? before : 0} ${state}
    order by id desc limit ${input.limit + 1}`.execute(ctx.db);
  const items = rows.slice(0, input.limit).map(({ received_at, ...row }) => ({
    ...row,
    event: eventName(row.message),
    receivedAt: received_at.toISOString(),
  }));
  return { items, nextCursor: rows.length > input.limit ? String(items.at(-1)?.id) : null };
}

function eventName(message: string): string {
  try {
    const { event, changeType } = parseEvent(message);
    return changeType === "" ? event : `${event}.${changeType}`;
  } catch {
    return "unreadable";
  }
}

/** Tries a quarantined message again. */
export const replayMessage = (ctx: Ctx, input: { id: number }) => move(ctx, "inbox.replay", input.id, "received");

/** Sets a quarantined message aside for good. */
export const dismissMessage = (ctx: Ctx, input: { id: number }) => move(ctx, "inbox.dismiss", input.id, "dismissed");

async function move(ctx: Ctx, verb: string, id: number, state: "received" | "dismissed"): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ state: string }>`select state from inbox
      where corp_id = ${ctx.corpId} and id = ${id} for update`.execute(unit.db);
    const [row] = rows;
    if (!row) throw notFound("inbox", String(id));
    if (row.state !== "quarantined") throw new Problem("inboxNotQuarantined", { id, state: row.state }, 409);
    await sql`update inbox set state = ${state}, attempts = 0, handled_at = ${ctx.now}
      where corp_id = ${ctx.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit(verb, `inbox:${id}`, { state });
    return { ok: true as const };
  });
}
