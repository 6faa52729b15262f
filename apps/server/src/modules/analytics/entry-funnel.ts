import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { createKeep } from "#kit/keep";
import { localDay } from "#kit/tz";
import { namesOf } from "#modules/customers";
import { channelsOf } from "#modules/live-codes";
import { storesByIds } from "#modules/org";
import { changeOf, comparedPeriods, rateOf } from "#modules/sops";
import { type Cohort, cohortSql, did, entered, MEASURED, type Measured, medianToNext, stepColumn } from "./entry-cohort.ts";

type Asked = { from?: string | undefined; to?: string | undefined; storeId?: string | undefined; channel?: string | undefined };
type Count = { entered: number; done: number; minutes: number | null };
type Counts = Record<Measured, Count>;
const nothing: Count = { entered: 0, done: 0, minutes: null };

/** Cohorts of hundreds of thousands take a second to count. */
const keep = createKeep();

/**
 * The way in of whoever became a friend in these days. The period before is looked at as it was when it was as old as this one is now:
 * otherwise the newer people, who have had less time, would always look worse.
 */
export async function entryFunnel(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.analytics.entryFunnel>,
): Promise<OutputOf<typeof api.analytics.entryFunnel>> {
  const { timeZone, periods } = await periodsOf(ctx, input);
  const { before, ...now } = periods;
  const days = (Date.parse(now.to) - Date.parse(now.from)) / 86_400_000 + 1;
  const then = new Date(ctx.now.getTime() - days * 86_400_000);
  const [counts, earlier] = await Promise.all([
    count(ctx, { ...input, ...now }, timeZone, ctx.now),
    count(ctx, { ...input, ...before }, timeZone, then),
  ]);
  const unknown = { rate: null, decided: 0, before: null, decidedBefore: 0, trend: "unknown" as const };
  const steps = MEASURED.map((key) => {
    const [one, other] = [counts[key], earlier[key]];
    const share = ({ done, entered: decided }: Count) => ({ done, decided });
    return {
      key,
      entered: one.entered,
      done: one.done,
      rate: key === "added" ? null : rateOf(one.done, one.entered),
      // Of the first step the change is that of the number itself.
      change: key === "added" ? { ...unknown, decided: one.done, decidedBefore: other.done } : changeOf(share(one), share(other)),
      toNextMinutes: one.minutes === null ? null : Math.round(one.minutes * 10) / 10,
    };
  });
  const scanned = { key: "scanned" as const, entered: null, done: null, rate: null, change: unknown, toNextMinutes: null };
  return { compared: periods, steps: [scanned, ...steps] };
}

async function periodsOf(ctx: Ctx, input: Asked) {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  return { timeZone, periods: comparedPeriods(input, localDay(ctx.now, timeZone)) };
}

const figures = (asOf: Date) =>
  sql.join(
    MEASURED.flatMap((step) => [
      sql`count(*) filter (where ${entered(step, asOf)})::int as ${sql.ref(`${step}_in`)}`,
      sql`count(*) filter (where ${did(step, asOf)})::int as ${sql.ref(`${step}_done`)}`,
    ]),
  );

const medians = (asOf: Date) => sql.join(MEASURED.map((step) => sql`${medianToNext(step, asOf)} as ${sql.ref(`${step}_min`)}`));

type Row = Record<string, number | null>;
const toCounts = (row: Row | undefined): Counts => {
  const one = (step: Measured): Count => ({
    entered: row?.[`${step}_in`] ?? 0,
    done: row?.[`${step}_done`] ?? 0,
    minutes: row?.[`${step}_min`] ?? null,
  });
  return eachStep(one);
};

async function count(ctx: Ctx, cohort: Cohort, timeZone: string, asOf: Date): Promise<Counts> {
  const { from, to, storeId, channel } = cohort;
  return keep(ctx, JSON.stringify([ctx.corpId, from, to, storeId, channel, asOf === ctx.now]), async () => {
    const people = await cohortSql(ctx, cohort, timeZone);
    const { rows } =
      await sql<Row>`with cohort as (${people}) select ${figures(asOf)}${asOf === ctx.now ? sql`, ${medians(asOf)}` : sql``} from cohort`.execute(
        ctx.db,
      );
    const value = toCounts(rows[0]);
    return { value, rows: value.added.done };
  });
}

type BreakdownInput = ParsedInputOf<typeof api.analytics.entryBreakdown>;

export async function entryBreakdown(ctx: Ctx, input: BreakdownInput): Promise<OutputOf<typeof api.analytics.entryBreakdown>> {
  const { timeZone, periods } = await periodsOf(ctx, input);
  const all = await countedBy(ctx, { ...input, from: periods.from, to: periods.to }, input.by, timeZone);
  // Who has chosen no store is in none: of stores the loss begins where she is known to be theirs.
  const first = input.by === "store" ? "chosen" : "added";
  const units = [...all].map(([key, counts]) => ({ key, counts, lost: counts[first].done - counts.joined.done }));
  const sorted = units.toSorted((a, b) => b.lost - a.lost || (a.key < b.key ? -1 : 1));
  const from = input.cursor === undefined ? 0 : sorted.findIndex(({ key }) => key === input.cursor?.slice(1)) + 1;
  const page = sorted.slice(from, from + input.limit);
  const stores =
    input.by === "store"
      ? await storesByIds(
          ctx,
          page.map(({ key }) => key),
        )
      : null;
  const last = page.at(-1);
  return {
    items: page.map(({ key, counts, lost }) => ({
      key,
      name: stores ? (stores.get(key)?.name ?? key) : key,
      lost,
      steps: MEASURED.map((step) => {
        const { entered: came, done } = counts[step] ?? nothing;
        return { key: step, entered: came, done, rate: step === "added" ? null : rateOf(done, came) };
      }),
    })),
    // A key may be "": a cursor never is.
    nextCursor: last && from + page.length < sorted.length ? `:${last.key}` : null,
    total: sorted.length,
  };
}

async function countedBy(ctx: Ctx, cohort: Cohort, by: "store" | "channel", timeZone: string): Promise<Map<string, Counts>> {
  const { from, to, storeId, channel } = cohort;
  return keep(ctx, JSON.stringify([ctx.corpId, by, from, to, storeId, channel]), async () => {
    const people = await cohortSql(ctx, cohort, timeZone);
    const { rows } = await sql<Row & { key: string }>`with cohort as (${people})
      select coalesce(${sql.ref(by === "store" ? "store_id" : "live_code_state")}, '') as key, ${figures(ctx.now)} from cohort group by 1`.execute(
      ctx.db,
    );
    const names =
      by === "channel"
        ? await channelsOf(
            ctx,
            rows.map(({ key }) => key),
          )
        : null;
    const found = new Map<string, Counts>();
    for (const row of rows) {
      const key = names ? (names.get(row.key) ?? "") : row.key;
      found.set(key, sumOf(found.get(key), toCounts(row)));
    }
    return { value: found, rows: rows.reduce((all, row) => all + (row["added_done"] ?? 0), 0) };
  });
}

const eachStep = (one: (step: Measured) => Count): Counts => ({
  added: one("added"),
  welcomed: one("welcomed"),
  opened: one("opened"),
  chosen: one("chosen"),
  joined: one("joined"),
  kept7: one("kept7"),
});

function sumOf(a: Counts | undefined, b: Counts): Counts {
  if (!a) return b;
  const one = (step: Measured): Count => ({ entered: a[step].entered + b[step].entered, done: a[step].done + b[step].done, minutes: null });
  return eachStep(one);
}

type PeopleInput = ParsedInputOf<typeof api.analytics.entryPeople>;

/** Who is behind a number of the funnel. Keyset by when she was added. */
export async function entryPeople(ctx: Ctx, input: PeopleInput): Promise<OutputOf<typeof api.analytics.entryPeople>> {
  if (input.step === "scanned") return { items: [], nextCursor: null };
  const { timeZone, periods } = await periodsOf(ctx, input);
  const people = await cohortSql(ctx, { ...input, from: periods.from, to: periods.to }, timeZone);
  const done = did(input.step, ctx.now);
  const which = input.outcome === "done" ? done : sql`(${entered(input.step, ctx.now)} and not coalesce(${done}, false))`;
  const [at = "", ...id] = input.cursor?.split("|") ?? [];
  const { rows } = await sql<{ who: string; addedAt: Date; doneAt: Date | null }>`
    select external_user_id as who, added_at as "addedAt", ${sql.ref(stepColumn(input.step))} as "doneAt" from (${people}) cohort
    where ${which} ${input.cursor === undefined ? sql`` : sql`and (added_at, external_user_id) < (${at}::timestamptz, ${id.join("|")})`}
    order by added_at desc, external_user_id desc limit ${input.limit + 1}`.execute(ctx.db);
  const page = rows.slice(0, input.limit);
  const names = await namesOf(
    ctx,
    page.map(({ who }) => who),
  );
  const last = page.at(-1);
  return {
    items: page.map(({ who, addedAt, doneAt }) => ({
      customerId: customerId(ctx.corpId, who),
      externalUserId: who,
      name: names.get(who) ?? "",
      addedAt: addedAt.toISOString(),
      doneAt: input.outcome === "done" ? (doneAt?.toISOString() ?? null) : null,
    })),
    nextCursor: rows.length > input.limit && last ? `${last.addedAt.toISOString()}|${last.who}` : null,
  };
}
