import { type RawBuilder, sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { counts } from "#kit/figures";
import { plainColumn, textColumn } from "#kit/pg-array";
import { createLedger, type Ledger, type TouchKind } from "./budget.ts";
import { openGate, type TouchRequest } from "./gate.ts";
import { judge, type Refusal } from "./judge.ts";
import { allows, readPreferences, type Topic } from "./preference.ts";
import { isQuiet } from "./quiet.ts";
import { type GateSettings, gateSettings } from "./settings.ts";

/** What all of many touches have in common. */
export type ManyTouches = {
  budget: "person" | "group";
  kind: Extract<TouchKind, "mass-send" | "group-post">;
  /** 0: a service to them, which passes at any hour and spends nothing. */
  weight: number;
  selling: boolean;
  topic?: Topic;
  plannedBy: string;
  step: string;
  /** A recipient's row is called this and the recipient's id, so that she is asked for once for ever. */
  idPrefix: string;
};

/** The touches of one action. */
export type ManyPack = { n: number; actionId: string; at: Date };

/**
 * The gate for whole sends: the same decisions as `reserve`, one by one, but whoever has little on her and said nothing needs no looking
 * at: she is judged once for all, in SQL. `rows`: SQL with the columns `n` (of a pack) and `recipient`, each recipient once. Answers who was
 * refused; everybody else is reserved. In the caller's transaction.
 */
export async function reserveMany(
  ctx: Ctx,
  like: ManyTouches,
  packs: readonly ManyPack[],
  rows: RawBuilder<unknown>,
): Promise<Array<{ n: number; recipient: string; reason: Refusal }>> {
  if (packs.length === 0) return [];
  await sql`insert into gate_head (corp_id) values (${ctx.corpId}) on conflict do nothing`.execute(ctx.db);
  await sql`select from gate_head where corp_id = ${ctx.corpId} for update`.execute(ctx.db);
  const settings = await gateSettings(ctx.db, ctx.corpId);
  const rules = rulesFor(like, settings);
  const known = await reserveOthers(ctx, like, packs, rows, rules);
  const packOf = new Map(packs.map((pack) => [pack.n, pack]));
  const requests = known.flatMap(({ n, recipient }): Array<TouchRequest & { n: number }> => {
    const pack = packOf.get(n);
    if (!pack) return [];
    const { budget, kind, weight, selling, topic, plannedBy, step, idPrefix } = like;
    const id = `${idPrefix}${recipient}`;
    const common = { budget, kind, weight, selling, plannedBy, step, ...(topic ? { topic } : {}) };
    return [{ ...common, n, recipient, key: id, id, actionId: pack.actionId, at: pack.at }];
  });
  const gate = await openGate(ctx, requests);
  const refused: Array<{ n: number; recipient: string; reason: Refusal }> = [];
  for (const request of requests) {
    const decision = gate.ask(request);
    if (!decision.accepted) refused.push({ n: request.n, recipient: request.recipient, reason: decision.reason });
  }
  await gate.record();
  const all = packs.flatMap(({ n, at }) => {
    const reason = rules.refusalAt(at);
    return reason === null ? [] : [{ n, reason }];
  });
  return all.length === 0 ? refused : [...refused, ...(await refusedTogether(ctx, rows, known, all))];
}

/** What the gate would say of people with a history, without reserving anything. Whoever is not in the answer would pass. */
export async function refusalsOf(
  ctx: Ctx,
  like: Omit<ManyTouches, "plannedBy" | "step" | "idPrefix">,
  recipients: readonly string[],
  at: Date,
): Promise<Map<string, Refusal>> {
  if (recipients.length === 0 || like.weight === 0) return new Map();
  const settings = await gateSettings(ctx.db, ctx.corpId);
  const rules = rulesFor(like, settings);
  const { from, to } = rules.ledger.spanOf(like.budget, at.getTime());
  const { rows } = await sql<{ recipient: string; kind: TouchKind; at: number; weight: number; selling: boolean }>`
    select t.recipient, t.kind, (extract(epoch from t.at) * 1000)::bigint as at, t.weight, t.selling
    from unnest(${textColumn(recipients)}::text[]) r(recipient) cross join lateral (select recipient, kind, at, weight, selling from touch
      where corp_id = ${ctx.corpId} and budget = ${like.budget} and recipient = r.recipient and at >= ${new Date(from)} and at < ${new Date(to)}
        and state in ('reserved', 'delivered') and weight > 0 offset 0) t`.execute(ctx.db);
  for (const row of rows) rules.ledger.spend({ budget: like.budget, ...row });
  const preferences = like.budget === "person" ? await readPreferences(ctx, recipients) : new Map();
  const quiet = isQuiet(at, settings);
  const refused = new Map<string, Refusal>();
  for (const recipient of recipients) {
    const wish = like.budget === "person" ? allows(preferences.get(recipient), like.topic) : 1;
    const reason = judge({ ...rules.spent(recipient, at), weight: rules.weight }, { ledger: rules.ledger, isQuiet: quiet, wish });
    if (reason !== null) refused.set(recipient, reason);
  }
  return refused;
}

type Rules = {
  ledger: Ledger;
  /** By its kind. */
  weight: number;
  spent(recipient: string, at: Date): Parameters<Ledger["refusal"]>[0];
  /** What is said to whoever has nothing on her and said nothing. */
  refusalAt(at: Date): Refusal | null;
};

function rulesFor(like: Pick<ManyTouches, "budget" | "kind" | "weight" | "selling">, settings: GateSettings): Rules {
  const ledger = createLedger(settings);
  const { budget, kind, selling } = like;
  const weight = like.weight * (kind === "mass-send" ? settings.person.kinds["mass-send"] : 1);
  const spent = (recipient: string, at: Date) => ({ budget, recipient, kind, weight, selling, at: at.getTime() });
  return {
    ledger,
    weight,
    spent,
    refusalAt: (at) =>
      like.weight === 0 ? null : judge(spent("nobody", at), { ledger: createLedger(settings), isQuiet: isQuiet(at, settings), wish: 1 }),
  };
}

/** Packs as a table `p`: what is said at their hour to whoever has nothing on her, and the span in which other touches matter. */
function packTable(like: ManyTouches, packs: readonly ManyPack[], rules: Rules): RawBuilder<unknown> {
  const spans = packs.map(({ at }) => rules.ledger.spanOf(like.budget, at.getTime()));
  return sql`unnest(${plainColumn(packs.map(({ n }) => n))}::int[], ${plainColumn(packs.map(({ actionId }) => actionId))}::text[],
    ${plainColumn(packs.map(({ at }) => at.getTime()))}::float8[], ${plainColumn(spans.map(({ from }) => from))}::float8[],
    ${plainColumn(spans.map(({ to }) => to))}::float8[], ${textColumn(packs.map(({ at }) => rules.refusalAt(at)))}::text[])
    as p(n, action_id, at, "from", "to", reason)`;
}

/**
 * Reserves, or refuses by the hour alone, whoever has so little on her near the time that it fits in any case, and said nothing; answers who
 * is left to be looked at one by one. One statement, so that each is looked up once. Packs meet their recipients while those are lists still:
 * of rows that nobody has counted yet PostgreSQL expects few, and would compare each with each. In the order of the recipients: all indexes
 * that go by them are then read and written from left to right. Whoever was asked for before under this very name cannot be again: her row is there.
 */
async function reserveOthers(
  ctx: Ctx,
  like: ManyTouches,
  packs: readonly ManyPack[],
  rows: RawBuilder<unknown>,
  rules: Rules,
): Promise<Array<{ n: number; recipient: string }>> {
  const room = rules.ledger.roomBeside(like.budget, rules.weight);
  const has = sql`coalesce((select sum(t.weight) from touch t where t.corp_id = ${ctx.corpId} and t.budget = ${like.budget}
    and t.recipient = b.recipient and t.at >= b."from" and t.at < b."to" and t.state in ('reserved', 'delivered')), 0) > ${room}::int`;
  const said = sql`exists (select from contact_preference c where c.corp_id = ${ctx.corpId} and c.external_user_id = b.recipient)`;
  const isKnown = like.weight === 0 ? sql`false` : like.budget === "person" ? sql`${has} or ${said}` : has;
  const { rows: known } = await sql<{ n: number; recipient: string }>`
    with judged as materialized (select b.n, b.recipient, b.action_id, b.at, b.reason, ${isKnown} as known from (
        select p.n, p.action_id, p.reason, to_timestamp(p.at / 1000) as at, to_timestamp(p."from" / 1000) as "from", to_timestamp(p."to" / 1000) as "to",
          unnest(r.recipients) as recipient
        from (${rows}) r join ${packTable(like, packs, rules)} on p.n = r.n order by recipient) b
    ), written as (
      insert into touch (corp_id, id, budget, recipient, action_id, kind, step, weight, selling, topic, at, state, reason, planned_by, created_at)
      select ${ctx.corpId}, ${like.idPrefix}::text || f.recipient, ${like.budget}, f.recipient, f.action_id, ${like.kind}, ${like.step},
        ${rules.weight}::int, ${like.selling}, ${like.topic ?? null}, f.at, case when f.reason is null then 'reserved' else 'refused' end, f.reason,
        ${like.plannedBy}, ${ctx.now}
      from judged f where not f.known
    )
    select n, recipient from judged where known order by recipient`.execute(ctx.db);
  return known;
}

/** Those of packs whose hour refuses everybody. */
async function refusedTogether(
  ctx: Ctx,
  rows: RawBuilder<unknown>,
  known: ReadonlyArray<{ recipient: string }>,
  all: ReadonlyArray<{ n: number; reason: Refusal }>,
) {
  const reasonOf = new Map(all.map(({ n, reason }) => [n, reason]));
  const asked = new Set(known.map(({ recipient }) => recipient));
  const { rows: found } = await sql<{ n: number; recipient: string }>`select r.n, unnest(r.recipients) as recipient from (${rows}) r
    where r.n = any(${all.map(({ n }) => n)}::int[])`.execute(ctx.db);
  return found.flatMap(({ n, recipient }) => {
    const reason = reasonOf.get(n);
    if (reason === undefined || asked.has(recipient)) return [];
    counts.refusals.inc({ reason });
    return [{ n, recipient, reason }];
  });
}
