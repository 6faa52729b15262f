import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { derivedId } from "#kit/ids";
import { jsonbText } from "#kit/json";
import { type Budget, createLedger, type Ledger, type Spent } from "./budget.ts";
import { isQuiet } from "./quiet.ts";
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

type Identified = TouchRequest & { id: string };

/**
 * The one gate (law 5). Reserves budget for every request that fits, in the order given, and records the others as
 * refused with their reason; a key that was asked for before, in this call or another, is a duplicate. Runs in the caller's
 * transaction; reservations of one corp follow one another, so two workers can never spend the same budget.
 */
export async function reserve(ctx: Ctx, requests: readonly TouchRequest[]): Promise<Map<string, Decision>> {
  if (requests.length === 0) return new Map();
  const settings = await gateSettings(ctx.db, ctx.corpId);
  await sql`insert into gate_head (corp_id) values (${ctx.corpId}) on conflict do nothing`.execute(ctx.db);
  await sql`select from gate_head where corp_id = ${ctx.corpId} for update`.execute(ctx.db);
  const identified = requests.map((request) => ({ ...request, id: touchId(ctx.corpId, request.key) }));
  const known = await knownIds(ctx, identified);
  const ledger = createLedger(settings);
  for (const spent of await readSpent(ctx, identified, ledger)) ledger.spend(spent);

  const quietAt = new Map<number, boolean>();
  const isQuietAt = (at: Date) => {
    const quiet = quietAt.get(at.getTime()) ?? isQuiet(at, settings);
    quietAt.set(at.getTime(), quiet);
    return quiet;
  };
  const decisions = new Map<string, Decision>();
  const rows: Array<{ request: Identified; reason: Refusal | null }> = [];
  for (const request of identified) {
    if (decisions.has(request.key)) continue;
    if (known.has(request.id)) {
      decisions.set(request.key, { key: request.key, accepted: false, reason: "duplicate" });
      continue;
    }
    const reason = refusalOf(request, ledger, isQuietAt);
    if (!reason) ledger.spend(request);
    rows.push({ request, reason });
    decisions.set(request.key, reason ? { key: request.key, accepted: false, reason } : { key: request.key, accepted: true });
  }
  await write(ctx, rows);
  return decisions;
}

export const touchId = (corpId: string, key: string) => derivedId("tch", corpId, key);

function refusalOf(request: TouchRequest, ledger: Ledger, isQuietAt: (at: Date) => boolean): Refusal | null {
  if (request.weight === 0) return null;
  if (isQuietAt(request.at)) return "quiet-hours";
  return ledger.fits(request) ? null : `${request.budget}-budget`;
}

async function knownIds(ctx: Ctx, requests: readonly Identified[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select id from touch
    where corp_id = ${ctx.corpId} and id = any(${requests.map(({ id }) => id)})`.execute(ctx.db);
  return new Set(rows.map(({ id }) => id));
}

/** What the recipients have had, or will have, near the times that are asked for. */
async function readSpent(ctx: Ctx, requests: readonly TouchRequest[], ledger: Ledger): Promise<Spent[]> {
  const groups = Map.groupBy(requests, ({ budget, recipient }) => JSON.stringify([budget, recipient]));
  const wanted = [...groups.values()].flatMap((group) => {
    const first = group[0];
    if (!first) return [];
    const spans = group.map(({ budget, at }) => ledger.spanOf(budget, at));
    const from = new Date(Math.min(...spans.map((span) => span.from.getTime())));
    const to = new Date(Math.max(...spans.map((span) => span.to.getTime())));
    return [{ budget: first.budget, recipient: first.recipient, from, to }];
  });
  const { rows } = await sql<Spent>`
    select t.budget, t.recipient, t.kind, t.at, t.weight
    from jsonb_to_recordset(${jsonbText(wanted)}::jsonb) as r(budget text, recipient text, "from" timestamptz, "to" timestamptz)
    join touch t on t.corp_id = ${ctx.corpId} and t.budget = r.budget and t.recipient = r.recipient
      and t.at >= r."from" and t.at < r."to"
    where t.state in ('reserved', 'delivered') and t.weight > 0`.execute(ctx.db);
  return rows;
}

async function write(ctx: Ctx, rows: ReadonlyArray<{ request: Identified; reason: Refusal | null }>): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map(({ request, reason }) => ({
    ...request,
    action_id: request.actionId,
    planned_by: request.plannedBy,
    state: reason ? "refused" : "reserved",
    reason,
  }));
  await sql`
    insert into touch (corp_id, id, budget, recipient, action_id, kind, step, weight, at, state, reason, planned_by, created_at)
    select ${ctx.corpId}, id, budget, recipient, action_id, kind, step, weight, at, state, reason, planned_by, ${ctx.now}
    from jsonb_to_recordset(${jsonbText(values)}::jsonb) as r(id text, budget text, recipient text, action_id text, kind text,
      step text, weight int, at timestamptz, state text, reason text, planned_by text)`.execute(ctx.db);
}

/** A reservation that came to nothing before its action was planned spends nothing. */
export async function giveBack(ctx: Ctx, key: string, reason: string): Promise<void> {
  await sql`update touch set state = 'released', reason = ${reason}, settled_at = ${ctx.now}
    where corp_id = ${ctx.corpId} and id = ${touchId(ctx.corpId, key)} and state = 'reserved'`.execute(ctx.db);
}
