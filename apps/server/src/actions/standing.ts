import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { createLedger, type Spent } from "./budget.ts";
import { loadAt, shareAt } from "./fading.ts";
import { judge, type Refusal } from "./judge.ts";
import { precedenceOf } from "./precedence.ts";
import { allows, type Preference, readPreferences } from "./preference.ts";
import { isQuiet, nextOpen } from "./quiet.ts";
import { gateSettings, type PersonKind } from "./settings.ts";

const DAY_MS = 86_400_000;
const LOOK_AHEAD_DAYS = 60;
/** A month of WeCom's cap. */
const LOOK_BACK_DAYS = 31;
const STEP_MS = 30 * 60_000;

export type Counted = {
  at: Date;
  kind: Spent["kind"];
  weight: number;
  share: number;
  state: "reserved" | "delivered";
  plannedBy: string;
  yields: boolean;
};

export type Standing = {
  /** Null: a contact of that kind would pass at that instant. */
  reason: Refusal | null;
  /** The first instant from then on at which it would, to the minute; null: none within sixty days. */
  freeAt: Date | null;
  load: number;
  budget: number;
  /** The budget's span. */
  days: number;
  quiet: boolean;
  preference: Preference;
  /** What counts then or is still to come, newest first. */
  touches: Counted[];
};

/** The first minute of a short span at whose end it is true. */
function firstBetween(from: Date, to: Date, isTrue: (at: Date) => boolean): Date {
  let [no, yes] = [from.getTime(), to.getTime()];
  if (isTrue(from)) return from;
  while (yes - no > 60_000) {
    const middle = Math.floor((no + yes) / 2);
    if (isTrue(new Date(middle))) yes = middle;
    else no = middle;
  }
  return new Date(yes);
}

/** How a customer stands with the gate at an instant: the question that the gate asks itself, without reserving anything. */
export async function personStanding(ctx: Ctx, externalUserId: string, at: Date, kind: PersonKind = "mass-send"): Promise<Standing> {
  const settings = await gateSettings(ctx.db, ctx.corpId);
  const { person } = settings;
  const [fullMs, fadeMs] = [person.days * DAY_MS + 1, person.fadeDays * DAY_MS];
  const from = new Date(Math.min(at.getTime() - fullMs - fadeMs, at.getTime() - LOOK_BACK_DAYS * DAY_MS));
  const to = new Date(at.getTime() + LOOK_AHEAD_DAYS * DAY_MS + fullMs + fadeMs);
  const { rows } = await sql<
    Omit<Spent, "at"> & { at: Date; state: Counted["state"]; planned_by: string; topic: string | null; planned: boolean }
  >`
    select t.budget, t.recipient, t.kind, t.at, t.weight, t.selling, t.state, t.planned_by, t.topic,
      t.state = 'reserved' and exists (select from planned_action a where a.corp_id = t.corp_id and a.id = t.action_id
        and a.status in ('planned', 'awaiting_approval')) as planned
    from touch t where t.corp_id = ${ctx.corpId} and t.budget = 'person' and t.recipient = ${externalUserId} and t.at >= ${from} and t.at < ${to}
      and t.state in ('reserved', 'delivered') and t.weight > 0 order by t.at desc, t.id`.execute(ctx.db);
  const spent = rows.map((row) => ({ ...row, at: row.at.getTime() }));
  const ledger = createLedger(settings);
  for (const one of spent) ledger.spend(one);
  const said = (await readPreferences(ctx, [externalUserId])).get(externalUserId);
  const preference = said?.level ?? "usual";
  const wish = allows(said, undefined);
  const ask = (when: Date) =>
    judge(
      { budget: "person", recipient: externalUserId, kind, at: when.getTime(), weight: person.kinds[kind], selling: false },
      { ledger, isQuiet: isQuiet(when, settings), wish },
    );
  const last = new Date(at.getTime() + LOOK_AHEAD_DAYS * DAY_MS);
  let freeAt: Date | null = null;
  let before = at;
  for (let when = nextOpen(at, settings); wish > 0 && when <= last && freeAt === null;) {
    if (ask(when) === null) freeAt = firstBetween(before, when, (one) => ask(one) === null);
    before = when;
    when = nextOpen(new Date(when.getTime() + STEP_MS), settings);
  }
  return {
    reason: ask(at),
    freeAt,
    load: loadAt(spent, at.getTime(), fullMs, fadeMs),
    budget: ledger.budgetOf(wish),
    days: person.days,
    quiet: isQuiet(at, settings),
    preference,
    touches: rows.flatMap((row) => {
      const share = shareAt(at.getTime() - row.at.getTime(), fullMs, fadeMs);
      const { kind, weight, state, planned_by: plannedBy, topic, planned } = row;
      const yields = planned && precedenceOf({ plannedBy, topic }) === "campaign";
      return share > 0 || row.at > at ? [{ at: row.at, kind, weight, share, state, plannedBy, yields }] : [];
    }),
  };
}
