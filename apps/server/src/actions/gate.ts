import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { derivedId } from "#kit/ids";
import { counts } from "#kit/figures";
import { jsonbText } from "#kit/json";
import { type Budget, createLedger, type Ledger, type Spent } from "./budget.ts";
import { isQuiet } from "./quiet.ts";
import { RECALLED } from "./recall.ts";
import { gateSettings } from "./settings.ts";

export type TouchRequest = {
  budget: Budget;
  /** External user id, chat id or staff user id. */
  recipient: string;
  actionId: string;
  /** What it is to the recipient: `mass-send`, `group-post`, `confirmation`, `hand-task`. */
  kind: "mass-send" | "group-post" | "confirmation" | "hand-task";
  /** Unique for ever: the enrolment and step, or the action. */
  key: string;
  step?: string;
  /** 0: an answer to the recipient's own act, which passes at any hour. */
  weight: number;
  at: Date;
  plannedBy: string;
};

export type Refusal = "person-budget" | "group-budget" | "staff-budget" | "quiet-hours" | "duplicate";
export type Decision = { key: string; accepted: true } | { key: string; accepted: false; reason: Refusal };

type Asked = { request: TouchRequest; id: string; at: number };

/**
 * The one gate (law 5). Reserves budget for every request that fits, in the order given, and records the others as
 * refused with their reason; a key that was asked for before, in this call or another, is a duplicate, unless that was recalled before
 * anybody saw it (`recallSends`). Runs in the caller's transaction; reservations of one corp follow one another, so two workers can never spend the same budget.
 */
export async function reserve(ctx: Ctx, requests: readonly TouchRequest[]): Promise<Map<string, Decision>> {
  if (requests.length === 0) return new Map();
  const settings = await gateSettings(ctx.db, ctx.corpId);
  await sql`insert into gate_head (corp_id) values (${ctx.corpId}) on conflict do nothing`.execute(ctx.db);
  await sql`select from gate_head where corp_id = ${ctx.corpId} for update`.execute(ctx.db);
  const asked = requests.map((request) => ({ request, id: touchId(ctx.corpId, request.key), at: request.at.getTime() }));
  const known = await knownIds(ctx, asked);
  const ledger = createLedger(settings);
  for (const spent of await readSpent(ctx, asked, ledger)) ledger.spend(spent);

  const quietAt = new Map<number, boolean>();
  const isQuietAt = (at: number) => {
    const quiet = quietAt.get(at) ?? isQuiet(new Date(at), settings);
    quietAt.set(at, quiet);
    return quiet;
  };
  const decisions = new Map<string, Decision>();
  const rows: Array<Asked & { reason: Refusal | null }> = [];
  for (const one of asked) {
    const { key } = one.request;
    if (decisions.has(key)) continue;
    if (known.has(one.id)) {
      decisions.set(key, { key, accepted: false, reason: "duplicate" });
      continue;
    }
    const reason = decide(one, ledger, isQuietAt);
    rows.push({ ...one, reason });
    if (reason) counts.refusals.inc({ reason });
    decisions.set(key, reason ? { key, accepted: false, reason } : { key, accepted: true });
  }
  await write(ctx, rows);
  return decisions;
}

export const touchId = (corpId: string, key: string) => derivedId("tch", corpId, key);

function decide({ request, at }: Asked, ledger: Ledger, isQuietAt: (at: number) => boolean): Refusal | null {
  if (request.weight === 0) return null;
  if (isQuietAt(at)) return "quiet-hours";
  const { budget, recipient, kind, weight } = request;
  const spent = { budget, recipient, kind, weight, at };
  if (!ledger.fits(spent)) return `${budget}-budget`;
  ledger.spend(spent);
  return null;
}

async function knownIds(ctx: Ctx, asked: readonly Asked[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select id from touch
    where corp_id = ${ctx.corpId} and id = any(${asked.map(({ id }) => id)})
      and not (state = 'released' and reason = ${RECALLED})`.execute(ctx.db);
  return new Set(rows.map(({ id }) => id));
}

/** What the recipients have had, or will have, near the times that are asked for. */
async function readSpent(ctx: Ctx, asked: readonly Asked[], ledger: Ledger): Promise<Spent[]> {
  const wanted = new Map<string, { budget: Budget; recipient: string; from: number; to: number }>();
  for (const { request, at } of asked) {
    const { budget, recipient } = request;
    const { from, to } = ledger.spanOf(budget, at);
    const known = wanted.get(`${budget} ${recipient}`);
    if (!known) wanted.set(`${budget} ${recipient}`, { budget, recipient, from, to });
    else Object.assign(known, { from: Math.min(from, known.from), to: Math.max(to, known.to) });
  }
  // One probe of the index per recipient, whatever the planner believes about a young table: cost grows with the change.
  // Times travel as numbers: making dates of them costs more than reading them.
  const { rows } = await sql<Spent>`
    select r.budget, r.recipient, t.kind, (extract(epoch from t.at) * 1000)::bigint as at, t.weight
    from jsonb_to_recordset(${jsonbText([...wanted.values()])}::jsonb)
      as r(budget text, recipient text, "from" double precision, "to" double precision)
    cross join lateral (select kind, at, weight from touch
      where corp_id = ${ctx.corpId} and budget = r.budget and recipient = r.recipient
        and at >= to_timestamp(r."from" / 1000) and at < to_timestamp(r."to" / 1000)
        and state in ('reserved', 'delivered') and weight > 0 offset 0) t`.execute(ctx.db);
  return rows;
}

async function write(ctx: Ctx, rows: ReadonlyArray<Asked & { reason: Refusal | null }>): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map(({ request, id, at, reason }) => ({
    id,
    budget: request.budget,
    recipient: request.recipient,
    action_id: request.actionId,
    kind: request.kind,
    step: request.step,
    weight: request.weight,
    at: at / 1000,
    planned_by: request.plannedBy,
    reason,
  }));
  await sql`
    insert into touch (corp_id, id, budget, recipient, action_id, kind, step, weight, at, state, reason, planned_by, created_at)
    select ${ctx.corpId}, id, budget, recipient, action_id, kind, step, weight, to_timestamp(at),
      case when reason is null then 'reserved' else 'refused' end, reason, planned_by, ${ctx.now}
    from jsonb_to_recordset(${jsonbText(values)}::jsonb) as r(id text, budget text, recipient text, action_id text, kind text,
      step text, weight int, at double precision, reason text, planned_by text)
    on conflict (corp_id, id) do update set action_id = excluded.action_id, at = excluded.at, state = excluded.state,
      reason = excluded.reason, planned_by = excluded.planned_by, settled_at = null
    where touch.state = 'released' and touch.reason = ${RECALLED}`.execute(ctx.db);
}

/** A reservation that came to nothing before its action was planned spends nothing. */
export async function giveBack(ctx: Ctx, key: string, reason: string): Promise<void> {
  await sql`update touch set state = 'released', reason = ${reason}, settled_at = ${ctx.now}
    where corp_id = ${ctx.corpId} and id = ${touchId(ctx.corpId, key)} and state = 'reserved'`.execute(ctx.db);
}

/** Which members of staff were asked to confirm for what, in `[from, to)`: `staff plannedBy`. What was given back does not count. */
export async function staffAsked(
  ctx: Ctx,
  asked: ReadonlyArray<{ staff: string; plannedBy: string }>,
  { from, to }: { from: Date; to: Date },
): Promise<Set<string>> {
  if (asked.length === 0 || to <= from) return new Set();
  const { rows } = await sql<{ key: string }>`select distinct t.recipient || ' ' || t.planned_by as key
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as r(staff text, "plannedBy" text)
    cross join lateral (select recipient, planned_by from touch
      where corp_id = ${ctx.corpId} and budget = 'staff' and recipient = r.staff and at >= ${from} and at < ${to}
        and planned_by = r."plannedBy" and kind = 'confirmation' and state in ('reserved', 'delivered') offset 0) t`.execute(ctx.db);
  return new Set(rows.map(({ key }) => key));
}
