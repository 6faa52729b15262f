import { type RawBuilder, sql } from "kysely";
import type { EntryStep } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { addDays, atLocal } from "#kit/tz";
import { isNoneOf, outOfRates } from "#modules/customers";
import { codesOfChannel } from "#modules/live-codes";

/** Days after joining at which a member counts as kept. */
const KEPT_DAYS = 7;
const KEPT_MS = KEPT_DAYS * 86_400_000;

export type Cohort = { from: string; to: string; storeId?: string | undefined; channel?: string | undefined };
/** Steps of whoever is in a cohort, each after all before it; `scanned` is nobody's. */
export type Measured = Exclude<EntryStep, "scanned">;
export const MEASURED = ["added", "welcomed", "opened", "chosen", "joined", "kept7"] as const satisfies readonly Measured[];

const column: Record<Exclude<Measured, "kept7">, string> = {
  added: "added_at",
  welcomed: "welcomed_at",
  opened: "opened_at",
  chosen: "chosen_at",
  joined: "joined_at",
};

/** Went within seven days of joining and did not come again. */
const goneWithin = (gone: string, back: string) =>
  sql`(${sql.ref(gone)} is not null and (${sql.ref(back)} is null or ${sql.ref(gone)} > ${sql.ref(back)})
    and ${sql.ref(gone)} between joined_at and joined_at + make_interval(days => ${KEPT_DAYS}))`;

/** Had the time for a step: to be kept, a member must have joined seven days ago. All others may be done at once. */
const hadTime = (step: Measured, asOf: Date) => (step === "kept7" ? sql`joined_at <= ${new Date(asOf.getTime() - KEPT_MS)}` : sql`true`);

const own = (step: Measured, asOf: Date): RawBuilder<unknown> =>
  step === "kept7"
    ? sql`(${hadTime(step, asOf)} and not ${goneWithin("left_at", "came_at")} and not ${goneWithin("lost_at", "back_at")})`
    : sql`(${sql.ref(column[step])} <= ${asOf})`;

/** SQL: did this step, and all before it, by then. */
export function did(step: Measured, asOf: Date): RawBuilder<boolean> {
  const steps = MEASURED.slice(0, MEASURED.indexOf(step) + 1);
  return sql<boolean>`(${sql.join(
    steps.map((one) => own(one, asOf)),
    sql` and `,
  )})`;
}

/** SQL: could have done this step: did the one before, and had the time for this one. */
export function entered(step: Measured, asOf: Date): RawBuilder<boolean> {
  const before = MEASURED[MEASURED.indexOf(step) - 1];
  return before === undefined ? sql<boolean>`true` : sql<boolean>`(${did(before, asOf)} and ${hadTime(step, asOf)})`;
}

/**
 * SQL, an aggregate: the median of the minutes from this step to the next one, of those who did both. Intervals are sorted as they are:
 * making minutes of each before that took three times as long as all the rest.
 */
export function medianToNext(step: Measured, asOf: Date): RawBuilder<number | null> {
  const next = MEASURED[MEASURED.indexOf(step) + 1];
  if (step === "kept7" || next === undefined || next === "kept7") return sql<null>`null::float8`;
  const [a, b] = [sql.ref(column[step]), sql.ref(column[next])];
  return sql<number | null>`(extract(epoch from percentile_cont(0.5) within group (order by ${b} - ${a})
    filter (where ${did(next, asOf)} and ${b} >= ${a})) / 60)::float8`;
}

/** SQL: the people of a cohort, with the journey's columns. */
export async function cohortSql(ctx: Ctx, cohort: Cohort, timeZone: string): Promise<RawBuilder<unknown>> {
  const { storeId, channel } = cohort;
  const since = atLocal(cohort.from, "00:00", timeZone);
  const until = atLocal(addDays(cohort.to, 1), "00:00", timeZone);
  const marked = await outOfRates(ctx);
  const states = channel === undefined ? [] : await codesOfChannel(ctx, channel);
  const byChannel = channel === "" ? sql`coalesce(live_code_state, '') <> all(${states})` : sql`live_code_state = any(${states})`;
  return sql`select * from journey where corp_id = ${ctx.corpId} and added_at >= ${since} and added_at < ${until}
    and ${isNoneOf(sql.ref("journey.external_user_id"), marked)}
    ${storeId === undefined ? sql`` : storeId === "" ? sql`and store_id is null` : sql`and store_id = ${storeId}`}
    ${channel === undefined ? sql`` : sql`and ${byChannel}`}`;
}

export const stepColumn = (step: Measured): string => (step === "kept7" ? "joined_at" : column[step]);
