import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { whysOf } from "#modules/tasks";

type Row = {
  id: string;
  kind: string;
  status: string;
  planned_by: string;
  run_after: Date;
  run_until: Date | null;
  attempts: number;
  last_error: string | null;
  recipients: number;
  created_at: Date;
  finished_at: Date | null;
};

/**
 * Planned and past WeCom calls, newest first. `recipients` counts everybody whom a call was planned for: those of its
 * touches, or the one person whom its payload names.
 */
export async function listActions(ctx: Ctx, input: ParsedInputOf<typeof api.actions.list>): Promise<OutputOf<typeof api.actions.list>> {
  const [at, id] = (input.cursor ?? "").split("|");
  const only = (column: string, value: string | undefined) => (value === undefined ? sql`` : sql`and ${sql.ref(`a.${column}`)} = ${value}`);
  // What is not sent has a narrow row of its own, in the order of this list; what is under way is in somebody's hand.
  const status = input.status ?? "sent";
  const isUnsent = status !== "sent" && status !== "claimed";
  const by = isUnsent ? sql`(o.created_at, o.id)` : sql`(a.created_at, a.id)`;
  const order = isUnsent ? sql`o.created_at desc, o.id desc` : sql`a.created_at desc, a.id desc`;
  const beside = isUnsent
    ? sql`join action_unsent o on o.corp_id = a.corp_id and o.id = a.id and o.status = ${status}`
    : status === "claimed"
      ? sql`join (select i.id from action_held h cross join unnest(h.ids) i(id) where h.corp_id = ${ctx.corpId}) o on o.id = a.id`
      : sql``;
  const after = at && id && !Number.isNaN(Date.parse(at)) ? sql`and ${by} < (${new Date(at)}, ${id})` : sql``;
  const { rows } = await sql<Row>`
    select a.id, a.kind, a.status, a.planned_by, a.run_after, a.run_until, a.attempts, a.last_error, a.created_at,
      a.finished_at, greatest((select count(*) from touch t where t.corp_id = a.corp_id and t.action_id = a.id
        and t.budget <> 'staff'), (a.payload ?| array['externalUserId', 'userId'])::int) as recipients
    from planned_action a ${beside}
    where a.corp_id = ${ctx.corpId} ${only("status", input.status)} ${only("kind", input.kind)}
      ${only("planned_by", input.plannedBy)} ${after}
    order by ${order} limit ${input.limit + 1}`.execute(ctx.db);
  const shown = rows.slice(0, input.limit);
  const whys = await whysOf(
    ctx,
    shown.map((row) => row.planned_by),
  );
  const items = shown.map((row) => ({
    id: row.id,
    kind: row.kind,
    status: row.status,
    plannedBy: row.planned_by,
    why: whys.get(row.planned_by) ?? { kind: row.planned_by, label: "", to: null },
    runAfter: row.run_after.toISOString(),
    runUntil: row.run_until?.toISOString() ?? null,
    attempts: row.attempts,
    lastError: row.last_error,
    recipients: row.recipients,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > input.limit && last ? `${last.createdAt}|${last.id}` : null };
}
