import { type RawBuilder, sql } from "kysely";
import type { api, FunnelStep, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import { type Ctx, inWords } from "#kit/ctx";
import { createKeep } from "#kit/keep";
import { addDays, atLocal } from "#kit/tz";
import { isNoneOf, outOfRates } from "#modules/customers";
import { judge, rateOf } from "#modules/sops";
import { readPlaybook } from "#modules/playbooks";

type Counts = Record<string, number>;
/** A cohort of hundreds of thousands takes a second to count, and its shares do not change in one. */
const keep = createKeep();

/** Days after joining at which a member counts as kept. */
const KEPT_DAYS = 7;
/** The first step of a newcomer's week comes on the next day; a day later it has been confirmed or missed. */
const REACH_DAYS = 2;

/**
 * The way from the first scan to the seventh day, of the people who became friends in the period. Each step counts those
 * who did all steps before it; `entered` of a step is what the step before it let through.
 */
export async function funnel(ctx: Ctx, input: ParsedInputOf<typeof api.analytics.funnel>): Promise<OutputOf<typeof api.analytics.funnel>> {
  const playbook = await readPlaybook(ctx, input.playbook);
  const { from, to, storeId } = input;
  const counts = await keep(ctx, JSON.stringify([ctx.corpId, from, to, storeId]), async () => {
    const value = await countCohort(ctx, input);
    return { value, rows: value["added"] ?? 0 };
  });
  let before = counts["added"] ?? 0;
  const steps = playbook.funnel.map((step): FunnelStep => {
    // Who joined less than seven days ago cannot have been kept that long, and whose first step is not over cannot have
    // missed it: they have not entered that step yet.
    const entered = step.key === "kept7" ? (counts["ripe"] ?? 0) : step.key === "reached" ? (counts["reachable"] ?? 0) : before;
    const done = counts[step.key] ?? 0;
    before = done;
    const rate = step.key === "added" ? null : rateOf(done, entered);
    return {
      key: step.key,
      name: inWords(ctx, step.name),
      entered,
      done,
      rate,
      target: step.target ?? null,
      status: step.target === undefined ? "unknown" : judge(rate, step.target, entered),
    };
  });
  return { playbook: input.playbook, steps, people: counts["added"] ?? 0 };
}

async function countCohort(
  ctx: Ctx,
  input: { from?: string | undefined; to?: string | undefined; storeId?: string | undefined },
): Promise<Counts> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  // As instants, so that a month is found by its index.
  const since = input.from === undefined ? null : atLocal(input.from, "00:00", timeZone);
  const until = input.to === undefined ? null : atLocal(addDays(input.to, 1), "00:00", timeZone);
  const ripe = new Date(ctx.now.getTime() - KEPT_DAYS * 86_400_000);
  const reachable = new Date(ctx.now.getTime() - REACH_DAYS * 86_400_000);
  const marked = await outOfRates(ctx);
  const { rows } = await sql<Counts>`
    with cohort as (
      select *, welcomed_at is not null as w,
        welcomed_at is not null and opened_at is not null as o,
        welcomed_at is not null and opened_at is not null and chosen_at is not null as c,
        welcomed_at is not null and opened_at is not null and chosen_at is not null and joined_at is not null as j
      from journey where corp_id = ${ctx.corpId} and added_at is not null
        and ${isNoneOf(sql.ref("journey.external_user_id"), marked)}
        and (${input.storeId ?? null}::text is null or store_id = ${input.storeId ?? null})
        ${since === null ? sql`` : sql`and added_at >= ${since}`} ${until === null ? sql`` : sql`and added_at < ${until}`}
    )
    select count(*)::int as added,
      count(*) filter (where w)::int as welcomed,
      count(*) filter (where o)::int as opened,
      count(*) filter (where c)::int as chosen,
      count(*) filter (where j)::int as joined,
      count(*) filter (where j and enrolled_at is not null)::int as enrolled,
      count(*) filter (where j and enrolled_at <= ${reachable})::int as reachable,
      count(*) filter (where j and enrolled_at <= ${reachable} and reached_at is not null)::int as reached,
      count(*) filter (where j and joined_at <= ${ripe})::int as ripe,
      count(*) filter (where j and joined_at <= ${ripe}
        and not ${goneWithin(sql.ref("left_at"), sql.ref("came_at"))}
        and not ${goneWithin(sql.ref("lost_at"), sql.ref("back_at"))})::int as kept7
    from cohort`.execute(ctx.db);
  return rows[0] ?? {};
}

/** Went within seven days of joining and did not come again. */
const goneWithin = (gone: RawBuilder<unknown>, back: RawBuilder<unknown>) =>
  sql`(${gone} is not null and (${back} is null or ${gone} > ${back})
    and ${gone} between joined_at and joined_at + make_interval(days => ${KEPT_DAYS}))`;
