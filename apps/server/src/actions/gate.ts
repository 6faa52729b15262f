import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { derivedId } from "#kit/ids";
import { counts } from "#kit/figures";
import { jsonbText } from "#kit/json";
import { plainColumn, textColumn } from "#kit/pg-array";
import { type Budget, createLedger, type Ledger, type Spent, type TouchKind } from "./budget.ts";
import { judge, type Refusal } from "./judge.ts";
import { giveWay, precedenceOf } from "./precedence.ts";
import { allows, readPreferences, type Topic } from "./preference.ts";
import { isQuiet } from "./quiet.ts";
import { RECALLED } from "./recall.ts";
import { gateSettings } from "./settings.ts";
import { displace, type Holder, holdersOf } from "./yielding.ts";

export type TouchRequest = {
  budget: Budget;
  /** External user id, chat id or staff user id. */
  recipient: string;
  actionId: string;
  kind: TouchKind;
  /** Unique for ever: the enrolment and step, or the action. */
  key: string;
  /** What its row is called, where that is not made of the key (reserve-many.ts). */
  id?: string;
  step?: string;
  /** How often it counts what its kind weighs. 0: an answer to the recipient's own act, which passes at any hour. */
  weight: number;
  /** It is to sell something: groups have a budget of their own for that. */
  selling?: boolean;
  /** What it is about, for customers who want to hear of nothing else. */
  topic?: Topic;
  at: Date;
  plannedBy: string;
};

export type Decision = { key: string; accepted: true } | { key: string; accepted: false; reason: Refusal };

/** A request, what its row is called, and what was answered: null is reserved, undefined not asked yet. */
type Asked = {
  request: TouchRequest;
  id: string;
  at: number;
  /** What it weighs by its kind. */
  weight: number;
  reason: Refusal | null | undefined;
  givenBack: string | null;
  /** Whose places it took. */
  instead: readonly Holder[];
};

/**
 * The one gate (law 5). Reserves budget for every request that fits, in the order given, and records the others as
 * refused with their reason. What is more pressing takes the place of what is not on its way yet (precedence.ts). A key that was asked for before, in this call or another, is a duplicate, unless that was recalled before
 * anybody saw it (`recallSends`). Runs in the caller's transaction; reservations of one corp follow one another, so two workers can never spend the same budget.
 */
export async function reserve(ctx: Ctx, requests: readonly TouchRequest[]): Promise<Map<string, Decision>> {
  if (requests.length === 0) return new Map();
  const gate = await openGate(ctx, requests);
  const decisions = new Map<string, Decision>();
  for (const request of requests) if (!decisions.has(request.key)) decisions.set(request.key, gate.ask(request));
  await gate.record();
  return decisions;
}

export type Gate = {
  /** One of the requests that the gate was opened for. */
  ask(request: TouchRequest): Decision;
  /** A reservation of this gate that came to nothing before its action was planned spends nothing. */
  giveBack(key: string, reason: string): void;
  /** Writes what was answered; the last thing to do with it. */
  record(): Promise<void>;
};

/**
 * The gate for whoever decides what to ask next by what was answered: everything that might be asked is looked up at once, and
 * written at once, as each look and each write costs as much for one as for thousands. The answers are those of asking one by one.
 */
export async function openGate(ctx: Ctx, requests: readonly TouchRequest[]): Promise<Gate> {
  const settings = await gateSettings(ctx.db, ctx.corpId);
  await sql`insert into gate_head (corp_id) values (${ctx.corpId}) on conflict do nothing`.execute(ctx.db);
  await sql`select from gate_head where corp_id = ${ctx.corpId} for update`.execute(ctx.db);
  const all = new Map<TouchRequest, Asked>();
  for (const request of requests) {
    const { key, at } = request;
    all.set(request, {
      request,
      id: request.id ?? touchId(ctx.corpId, key),
      at: at.getTime(),
      weight: 0,
      reason: undefined,
      givenBack: null,
      instead: [],
    });
  }
  const { known, recalled } = await knownIds(
    ctx,
    [...all.values()].map(({ id }) => id),
  );
  const ledger = createLedger(settings);
  const history = await readSpent(ctx, requests, ledger);
  for (const spent of history) ledger.spend(spent);
  const preferences = await readPreferences(
    ctx,
    requests.filter(({ budget, weight }) => budget === "person" && weight > 0).map(({ recipient }) => recipient),
  );
  const weights = settings.person.kinds;
  const weigh = ({ kind, weight }: TouchRequest) => weight * (kind === "mass-send" || kind === "sidebar" ? weights[kind] : 1);

  const quietAt = new Map<number, boolean>();
  const isQuietAt = (at: number) => {
    const quiet = quietAt.get(at) ?? isQuiet(new Date(at), settings);
    quietAt.set(at, quiet);
    return quiet;
  };
  const judged = ({ request, at, weight }: Pick<Asked, "request" | "at" | "weight">): Refusal | null => {
    const { budget, recipient, topic } = request;
    const wish = budget === "person" ? allows(preferences.get(recipient), topic) : 1;
    return judge(spentBy({ request, at, weight }), { ledger, isQuiet: isQuietAt(at), wish });
  };
  const holders = await holdersFor(
    ctx,
    [...all.values()],
    { ledger, history },
    (one) => judged({ ...one, weight: weigh(one.request) }) !== null,
  );
  const decide = (one: Asked): Refusal | null => {
    const { budget, recipient, weight, plannedBy, topic } = one.request;
    // An answer; what merely weighs nothing by its kind is none.
    if (weight === 0) return null;
    const reason = judged(one);
    const beside = reason === null ? undefined : holders.get(`${budget} ${recipient}`);
    if (beside) {
      one.instead = giveWay(beside, precedenceOf({ plannedBy, topic }), {
        fits: () => judged(one) === null,
        take: ({ spent }) => ledger.giveBack(spent),
        putBack: ({ spent }) => ledger.spend(spent),
      });
      for (const gone of one.instead) beside.splice(beside.indexOf(gone), 1);
    }
    if (reason !== null && one.instead.length === 0) return reason;
    ledger.spend(spentBy(one));
    return null;
  };
  const answered = new Map<string, Asked>();
  return {
    ask(request) {
      const { key } = request;
      const one = all.get(request);
      if (!one) throw new Error(`the gate was not opened for ${key}`);
      if (answered.has(key) || known.has(one.id)) return { key, accepted: false, reason: "duplicate" };
      answered.set(key, one);
      one.weight = weigh(request);
      one.reason = decide(one);
      if (one.reason === null) return { key, accepted: true };
      counts.refusals.inc({ reason: one.reason });
      return { key, accepted: false, reason: one.reason };
    },
    giveBack(key, reason) {
      const one = answered.get(key);
      if (!one || one.reason !== null || one.givenBack !== null) throw new Error(`${key} has nothing to give back`);
      one.givenBack = reason;
      if (one.request.weight > 0) ledger.giveBack(spentBy(one));
      // Nobody gives way to what does not come.
      for (const { spent } of one.instead) ledger.spend(spent);
      holders.get(`${one.request.budget} ${one.request.recipient}`)?.push(...one.instead);
      one.instead = [];
    },
    async record() {
      const rows = [...answered.values()];
      await write(ctx, rows, recalled);
      const gone = rows.flatMap(({ instead, request }) => instead.map(({ id }) => ({ id, by: request.plannedBy })));
      if (gone.length > 0) counts.refusals.inc({ reason: "displaced" }, gone.length);
      await displace(ctx, gone);
    },
  };
}

/**
 * Who may have to give way to those that press and find no room as things are, or ask more than once. For a campaign nobody has to, and whoever
 * has nothing on her, which most have, needs no looking at.
 */
async function holdersFor(
  ctx: Ctx,
  all: readonly Asked[],
  { ledger, history }: { ledger: Ledger; history: readonly Spent[] },
  isRefused: (one: Asked) => boolean,
): Promise<Map<string, Holder[]>> {
  if (history.length === 0) return new Map();
  const keyOf = ({ budget, recipient }: { budget: Budget; recipient: string }) => `${budget} ${recipient}`;
  const laden = new Set(history.map(keyOf));
  const pressing = all.filter(
    ({ request }) => request.budget !== "staff" && request.weight > 0 && laden.has(keyOf(request)) && precedenceOf(request) !== "campaign",
  );
  const times = new Map<string, number>();
  for (const { request } of pressing) times.set(keyOf(request), (times.get(keyOf(request)) ?? 0) + 1);
  const spans = new Map<string, { budget: Budget; recipient: string; from: number; to: number }>();
  for (const one of pressing) {
    const { budget, recipient } = one.request;
    const key = keyOf(one.request);
    if ((times.get(key) ?? 0) < 2 && !isRefused(one)) continue;
    const { from, to } = ledger.spanOf(budget, one.at);
    const known = spans.get(key);
    if (known) Object.assign(known, { from: Math.min(from, known.from), to: Math.max(to, known.to) });
    else spans.set(key, { budget, recipient, from, to });
  }
  return holdersOf(ctx, [...spans.values()]);
}

export const touchId = (corpId: string, key: string) => derivedId("tch", corpId, key);

const spentBy = ({
  request: { budget, recipient, kind, selling = false },
  at,
  weight,
}: Pick<Asked, "request" | "at" | "weight">): Spent => ({
  budget,
  recipient,
  kind,
  weight,
  at,
  selling,
});

/** Which rows there are, and whether some of them may be written anew since they were recalled before anybody saw them. */
async function knownIds(ctx: Ctx, ids: readonly string[]): Promise<{ known: Set<string>; recalled: boolean }> {
  const { rows } = await sql<{
    id: string;
    recalled: boolean;
  }>`select id, state = 'released' and reason is not distinct from ${RECALLED} as recalled
    from touch where corp_id = ${ctx.corpId} and id = any(${plainColumn(ids)}::text[])`.execute(ctx.db);
  return {
    known: new Set(rows.flatMap(({ id, recalled }) => (recalled ? [] : [id]))),
    recalled: rows.some((row) => row.recalled),
  };
}

/** What the recipients have had, or will have, near the times that are asked for. */
async function readSpent(ctx: Ctx, requests: readonly TouchRequest[], ledger: Ledger): Promise<Spent[]> {
  const wanted = new Map<string, { budget: Budget; recipient: string; from: number; to: number }>();
  for (const { budget, recipient, at } of requests) {
    const { from, to } = ledger.spanOf(budget, at.getTime());
    const known = wanted.get(`${budget} ${recipient}`);
    if (!known) wanted.set(`${budget} ${recipient}`, { budget, recipient, from, to });
    else Object.assign(known, { from: Math.min(from, known.from), to: Math.max(to, known.to) });
  }
  const spans = [...wanted.values()];
  // One probe of the index per recipient, whatever the planner believes about a young table: cost grows with the change.
  // Times travel as numbers: making dates of them costs more than reading them.
  const { rows } = await sql<Spent>`
    select r.budget, r.recipient, t.kind, (extract(epoch from t.at) * 1000)::bigint as at, t.weight, t.selling
    from unnest(${plainColumn(spans.map(({ budget }) => budget))}::text[], ${textColumn(spans.map(({ recipient }) => recipient))}::text[],
        ${plainColumn(spans.map(({ from }) => from))}::float8[], ${plainColumn(spans.map(({ to }) => to))}::float8[])
      as r(budget, recipient, "from", "to")
    cross join lateral (select kind, at, weight, selling from touch
      where corp_id = ${ctx.corpId} and budget = r.budget and recipient = r.recipient
        and at >= to_timestamp(r."from" / 1000) and at < to_timestamp(r."to" / 1000)
        and state in ('reserved', 'delivered') and weight > 0 offset 0) t`.execute(ctx.db);
  return rows;
}

/**
 * Whole columns, in the order of the key: JSON costs as much again, on both sides, and each row would go to another page. Most of a row is
 * what all rows of its action say, so that is sent once (`like`). Looking for conflicts in each index costs a fifth more, and behind
 * `gate_head` only what was recalled can be there already.
 */
async function write(ctx: Ctx, rows: readonly Asked[], recalled: boolean): Promise<void> {
  if (rows.length === 0) return;
  const like = new Map<string, { n: number } & Record<string, string | number | boolean | null>>();
  const likes = rows.map(({ request, at, weight, reason, givenBack }) => {
    const { budget, actionId, kind, step, plannedBy, selling = false, topic = null } = request;
    const state = reason !== null ? "refused" : givenBack !== null ? "released" : "reserved";
    const why = reason ?? givenBack;
    const key = `${actionId} ${budget} ${kind} ${weight} ${selling} ${topic} ${at} ${state} ${why} ${plannedBy} ${step}`;
    const known = like.get(key);
    if (known) return known.n;
    const n = like.size;
    like.set(key, {
      n,
      budget,
      action_id: actionId,
      kind,
      step: step ?? null,
      weight,
      selling,
      topic,
      at: at / 1000,
      state,
      reason: why,
      planned_by: plannedBy,
    });
    return n;
  });
  const again = sql`on conflict (corp_id, id) do update set budget = excluded.budget, recipient = excluded.recipient, action_id = excluded.action_id,
      kind = excluded.kind, step = excluded.step, weight = excluded.weight, selling = excluded.selling, topic = excluded.topic, at = excluded.at, state = excluded.state,
      reason = excluded.reason, planned_by = excluded.planned_by, settled_at = excluded.settled_at
    where touch.state = 'released' and touch.reason = ${RECALLED}`;
  await sql`
    insert into touch (corp_id, id, budget, recipient, action_id, kind, step, weight, selling, topic, at, state, reason, planned_by, created_at,
      settled_at)
    select ${ctx.corpId}, r.id, l.budget, r.recipient, l.action_id, l.kind, l.step, l.weight, l.selling, l.topic, to_timestamp(l.at), l.state, l.reason, l.planned_by,
      ${ctx.now}, case when l.state = 'released' then ${ctx.now}::timestamptz end
    from unnest(${plainColumn(rows.map(({ id }) => id))}::text[], ${textColumn(rows.map(({ request }) => request.recipient))}::text[],
        ${plainColumn(likes)}::int[]) as r(id, recipient, n)
      join jsonb_to_recordset(${jsonbText([...like.values()])}::jsonb) as l(n int, budget text, action_id text, kind text, step text,
        weight int, selling boolean, topic text, at float8, state text, reason text, planned_by text) on l.n = r.n
    order by r.id ${recalled ? again : sql``}`.execute(ctx.db);
}

/** A reservation that came to nothing before its action was planned spends nothing. */
export async function giveBack(ctx: Ctx, key: string, reason: string): Promise<void> {
  await sql`update touch set state = 'released', reason = ${reason}, settled_at = ${ctx.now}
    where corp_id = ${ctx.corpId} and id = ${touchId(ctx.corpId, key)} and state = 'reserved'`.execute(ctx.db);
}

/** What a person's own client put into a chat has arrived: the reservation is spent. */
export async function arrived(ctx: Ctx, key: string): Promise<void> {
  await sql`update touch set state = 'delivered', settled_at = ${ctx.now}, at = ${ctx.now}
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
