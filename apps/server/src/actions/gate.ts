import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { derivedId } from "#kit/ids";
import { atLocal, localDay } from "#kit/tz";
import { isQuiet } from "./quiet.ts";
import { type GateSettings, gateSettings } from "./settings.ts";

export type Budget = "person" | "group" | "staff";

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
  weight: number;
  at: Date;
  plannedBy: string;
};

export type Refusal = "person-budget" | "group-budget" | "staff-budget" | "quiet-hours" | "duplicate";
export type Decision = { key: string; accepted: true } | { key: string; accepted: false; reason: Refusal };

type Window = { cap: number; from: string; to: string };

/**
 * The one gate (law 5). Reserves budget for every request that fits, in the order given, and records the others as
 * refused with their reason. Runs in the caller's transaction; reservations of one corp follow one another, so two
 * workers can never spend the same budget.
 */
export async function reserve(ctx: Ctx, requests: readonly TouchRequest[]): Promise<Map<string, Decision>> {
  if (requests.length === 0) return new Map();
  const settings = await gateSettings(ctx.db, ctx.corpId);
  await sql`insert into gate_head (corp_id) values (${ctx.corpId}) on conflict do nothing`.execute(ctx.db);
  await sql`select from gate_head where corp_id = ${ctx.corpId} for update`.execute(ctx.db);
  const rows = requests.map((request, n) => ({
    n,
    id: touchId(ctx.corpId, request.key),
    key: request.key,
    budget: request.budget,
    recipient: request.recipient,
    action_id: request.actionId,
    kind: request.kind,
    step: request.step ?? null,
    weight: request.weight,
    at: request.at.toISOString(),
    planned_by: request.plannedBy,
    quiet: isQuiet(request.at, settings),
    ...windowOf(request, settings),
  }));
  const { rows: decided } = await sql<{ key: string; state: string; reason: Refusal | null }>`
    with req as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(n int, id text, key text, budget text,
        recipient text, action_id text, kind text, step text, weight int, at timestamptz, planned_by text, quiet boolean,
        cap int, "from" timestamptz, "to" timestamptz)
    ), fresh as (
      select r.*, (select coalesce(sum(t.weight), 0)::int from touch t
         where t.corp_id = ${ctx.corpId} and t.budget = r.budget and t.recipient = r.recipient
           and t.at > r."from" and t.at < r."to" and t.state in ('reserved', 'delivered')
           and (r.budget <> 'staff' or t.kind = r.kind)) as used
      from (select distinct on (id) * from req order by id, n) r
      where not exists (select from touch t where t.corp_id = ${ctx.corpId} and t.id = r.id)
    ), ranked as (
      -- Requests of this call that come earlier spend first; refused ones are counted too, which errs on the quiet side.
      select *, sum(case when quiet then 0 else weight end)
        over (partition by budget, recipient, case when budget = 'staff' then kind end,
          case when budget <> 'person' then "from" end order by n) as asked
      from fresh
    ), put as (
      insert into touch (corp_id, id, budget, recipient, action_id, kind, step, weight, at, state, reason, planned_by, created_at)
      select ${ctx.corpId}, id, budget, recipient, action_id, kind, step, weight, at,
        case when quiet or used + asked > cap then 'refused' else 'reserved' end,
        case when quiet then 'quiet-hours' when used + asked > cap then budget || '-budget' end,
        planned_by, ${ctx.now}
      from ranked
      returning id, state, reason
    )
    select r.key, coalesce(p.state, 'refused') as state, coalesce(p.reason, case when p.id is null then 'duplicate' end) as reason
    from req r left join put p on p.id = r.id`.execute(ctx.db);
  return new Map(
    decided.map(({ key, state, reason }) => [
      key,
      state === "reserved" ? { key, accepted: true } : { key, accepted: false, reason: reason ?? "duplicate" },
    ]),
  );
}

export const touchId = (corpId: string, key: string) => derivedId("tch", corpId, key);

/**
 * The cap and the span of time that a request is counted in. A person's window looks both ways, so that no seven days
 * hold more than the cap whatever order things were planned in; groups and staff are counted by local day.
 */
function windowOf(request: TouchRequest, settings: GateSettings): Window {
  if (request.budget === "person") {
    const span = settings.person.days * 86_400_000;
    const at = request.at.getTime();
    return {
      cap: settings.person.weight,
      from: new Date(at - span).toISOString(),
      to: new Date(at + span).toISOString(),
    };
  }
  const day = localDay(request.at, settings.timeZone);
  const from = new Date(atLocal(day, "00:00", settings.timeZone).getTime() - 1).toISOString();
  const to = atLocal(day, "00:00", settings.timeZone, 1).toISOString();
  if (request.budget === "group") return { cap: settings.group.perDay, from, to };
  const { confirmationsPerDay, tasksPerDay } = settings.staff;
  return { cap: request.kind === "confirmation" ? confirmationsPerDay : tasksPerDay, from, to };
}
