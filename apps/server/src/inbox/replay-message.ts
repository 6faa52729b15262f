import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { matching } from "./filter.ts";
import { translateOne } from "./translate.ts";

type State = OutputOf<typeof api.inbox.replay>["state"];

/**
 * Tries one message again at once and says what came of it: a newer version may read what an older one could not. The same
 * facts are never recorded twice, whoever replays.
 */
export async function replayMessage(ctx: Ctx, { id }: { id: number }): Promise<OutputOf<typeof api.inbox.replay>> {
  await withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ state: State }>`select state from inbox where corp_id = ${ctx.corpId} and id = ${id} for update`.execute(
      unit.db,
    );
    const [row] = rows;
    if (!row) throw notFound("inbox", String(id));
    if (row.state !== "quarantined" && row.state !== "ignored") throw new Problem("inboxNotReplayable", { id, state: row.state }, 409);
    await sql`update inbox set state = 'received', attempts = 0, replays = replays + 1, handled_at = ${ctx.now}
      where corp_id = ${ctx.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit("inbox.replay", `inbox:${id}`, { was: row.state });
  });
  await translateOne(ctx.db, ctx.corpId, id, ctx.now);
  const { rows } = await sql<{ state: State; error: string | null }>`
    select state, error from inbox where corp_id = ${ctx.corpId} and id = ${id}`.execute(ctx.db);
  return { ok: true, state: rows[0]?.state ?? "received", error: rows[0]?.error ?? null };
}

/** Hands all of a filter to the translator again, as they came. */
export async function replayAll(
  ctx: Ctx,
  { state, ...filter }: ParsedInputOf<typeof api.inbox.replayAll>,
): Promise<OutputOf<typeof api.inbox.replayAll>> {
  return withUnit(ctx, async (unit) => {
    const { numAffectedRows } = await sql`update inbox set state = 'received', attempts = 0, replays = replays + 1, handled_at = ${ctx.now}
      where ${matching(ctx.corpId, filter)} and state = ${sql.lit(state)}`.execute(unit.db);
    const replayed = Number(numAffectedRows ?? 0);
    await unit.audit("inbox.replayAll", "inbox", { state, ...filter, replayed });
    return { replayed };
  });
}
