import { sql } from "kysely";
import { type api, type BoardStep, type InputOf, momentOf, type OutputOf, type SopGraph, type SopStepState } from "@shuke/contract";
import { type Ctx, inWords } from "#kit/ctx";
import { createKeep } from "#kit/keep";
import { Problem } from "#kit/problem";
import { externalCountsInRates } from "#modules/customers";
import { storesByIds } from "#modules/org";
import { readDrafts, readSops } from "./definitions.ts";
import { judge, rateOf } from "./rules.ts";
import type { StepDefinition } from "./types.ts";

type Counts = {
  sop_id: string;
  step: string;
  store_id: string | null;
  entered: number;
  overdue: number;
  metric_met: number;
} & Record<SopStepState, number>;

type CountFilter = { sopId: string; storeId?: string | undefined; from?: string | undefined; to?: string | undefined };

const keep = createKeep();

/** How many (enrolment, step) pairs of a SOP are in each state, per store. Of many they may be some minutes old, and say so. */
async function countSteps(ctx: Ctx, { sopId, storeId, from, to }: CountFilter): Promise<Counts[]> {
  const ofAllTimes = from === undefined && to === undefined;
  const counts = await keep(ctx, JSON.stringify([ctx.corpId, sopId, from, to]), async () => {
    const value = await countAll(ctx, { sopId, from, to });
    // A month of a large SOP is found by reading all of it: each step with its enrolment.
    return { value, rows: 2 * entered(ofAllTimes ? value : await countSteps(ctx, { sopId })) };
  });
  return storeId === undefined ? counts : counts.filter((row) => row.store_id === storeId);
}

const entered = (counts: readonly Counts[]) => counts.reduce((sum, row) => sum + row.entered, 0);

/** The same of every SOP, without stores: read without the enrolments, which know the store. */
export async function countAllSteps(ctx: Ctx): Promise<Map<string, Counts[]>> {
  const counts = await keep(ctx, JSON.stringify([ctx.corpId, "all"]), async () => {
    const value = await countAll(ctx, null);
    return { value, rows: entered(value) };
  });
  return Map.groupBy(counts, (row) => row.sop_id);
}

/** The same without stores. */
function inAllStores(counts: readonly Counts[]): Counts[] {
  return [...Map.groupBy(counts, ({ step }) => step).values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const sum: Counts = { ...first, store_id: null };
    for (const other of others) for (const key of COUNTED) sum[key] += other[key];
    return [sum];
  });
}

const COUNTED = [
  "entered",
  "overdue",
  "metric_met",
  "waiting",
  "planned",
  "done",
  "missed",
  "skipped",
  "refused",
  "exited",
] as const satisfies ReadonlyArray<keyof Counts>;

/** Null counts all SOPs, without stores. */
async function countAll(ctx: Ctx, filter: Omit<CountFilter, "storeId"> | null): Promise<Counts[]> {
  const zone = sql`(select time_zone from corp where corp_id = ${ctx.corpId})`;
  const { rows } = await sql<Counts>`
    select s.sop_id, s.step, ${filter ? sql`e.store_id` : sql`null::text as store_id`},
      count(*)::int as entered,
      count(*) filter (where s.state = 'waiting')::int as waiting,
      count(*) filter (where s.state = 'planned')::int as planned,
      count(*) filter (where s.state = 'done')::int as done,
      count(*) filter (where s.state = 'missed')::int as missed,
      count(*) filter (where s.state = 'skipped')::int as skipped,
      count(*) filter (where s.state = 'refused')::int as refused,
      count(*) filter (where s.state = 'exited')::int as exited,
      count(*) filter (where s.state in ('waiting', 'planned') and s.until < ${ctx.now})::int as overdue,
      count(*) filter (where s.state = 'done' and s.metric_at is not null)::int as metric_met
    from enrolment_step s ${filter ? sql`join enrolment e on e.corp_id = s.corp_id and e.id = s.enrolment_id` : sql``}
    where s.corp_id = ${ctx.corpId} and ${externalCountsInRates(sql`${ctx.corpId}`, sql.ref("s.recipient"))}
      ${filter ? sql`and s.sop_id = ${filter.sopId} and e.sop_id = ${filter.sopId}` : sql``}
      ${filter?.from === undefined ? sql`` : sql`and (e.started_at at time zone ${zone})::date >= ${filter.from}::date`}
      ${filter?.to === undefined ? sql`` : sql`and (e.started_at at time zone ${zone})::date <= ${filter.to}::date`}
    group by 1, 2, 3`.execute(ctx.db);
  return rows;
}

export async function listSops(ctx: Ctx): Promise<OutputOf<typeof api.sops.list>> {
  const sops = [...(await readSops(ctx.db, ctx.corpId)), ...(await readDrafts(ctx.db, ctx.corpId))];
  const counts = await countAllSteps(ctx);
  const people = new Map((await countPeople(ctx)).map((row) => [row.sop_id, row]));
  const items = sops.map((sop) => {
    const lights = boardSteps(ctx, sop.definition, counts.get(sop.id) ?? []).map((step) => step.status);
    return {
      id: sop.id,
      key: sop.key,
      name: inWords(ctx, sop.name),
      subject: sop.subject,
      version: sop.version,
      state: sop.state,
      enrolled: people.get(sop.id)?.enrolled ?? 0,
      underWay: people.get(sop.id)?.under_way ?? 0,
      red: lights.filter((light) => light === "red").length,
      amber: lights.filter((light) => light === "amber").length,
      playbook: sop.playbook,
    };
  });
  return { items, nextCursor: null };
}

type People = { sop_id: string; enrolled: number; exited: number; under_way: number };

/** Enrolments of each SOP: all, those that ended before their time, those with something still to come. */
function countPeople(ctx: Ctx): Promise<People[]> {
  return keep(ctx, JSON.stringify([ctx.corpId, "people"]), async () => {
    const { rows } = await sql<People>`
      with open as materialized (select enrolment_id from enrolment_step
        where corp_id = ${ctx.corpId} and state in ('waiting', 'planned')
        union select enrolment_id from sop_park where corp_id = ${ctx.corpId})
      select e.sop_id, count(*)::int as enrolled, count(*) filter (where e.state = 'exited')::int as exited,
        count(*) filter (where e.state = 'active' and o.enrolment_id is not null)::int as under_way
      from enrolment e left join open o on o.enrolment_id = e.id where e.corp_id = ${ctx.corpId} group by 1`.execute(ctx.db);
    return { value: rows, rows: rows.reduce((sum, row) => sum + row.enrolled, 0) };
  });
}

export async function sopBoard(ctx: Ctx, input: InputOf<typeof api.sops.board>): Promise<OutputOf<typeof api.sops.board>> {
  const sop = (await readSops(ctx.db, ctx.corpId)).find((one) => one.id === input.sopId);
  if (!sop) throw new Problem("sopUnknown", {}, 404);
  const counts = await countSteps(ctx, input);
  const steps = boardSteps(ctx, sop.definition, inAllStores(counts));
  const perStore = Map.groupBy(counts, (row) => row.store_id);
  const people =
    input.storeId === undefined
      ? (await countPeople(ctx)).find((row) => row.sop_id === sop.id)
      : await peopleOfStore(ctx, sop.id, input.storeId);
  const stores = await storesByIds(
    ctx,
    [...perStore.keys()].filter((id) => id !== null),
  );
  return {
    sop: {
      id: sop.id,
      name: inWords(ctx, sop.name),
      subject: sop.subject,
      version: sop.version,
      state: sop.state,
      enrolled: people?.enrolled ?? 0,
      exited: people?.exited ?? 0,
    },
    steps,
    stores: [...stores.values()].toSorted(byName).map((store) => ({
      storeId: store.id,
      name: store.name,
      steps: boardSteps(ctx, sop.definition, perStore.get(store.id) ?? []).map((step) => ({
        key: step.key,
        rate: step.rate,
        status: step.status,
      })),
    })),
  };
}

async function peopleOfStore(ctx: Ctx, sopId: string, storeId: string): Promise<Pick<People, "enrolled" | "exited"> | undefined> {
  const { rows } = await sql<Pick<People, "enrolled" | "exited">>`select count(*)::int as enrolled,
      count(*) filter (where state = 'exited')::int as exited from enrolment
    where corp_id = ${ctx.corpId} and sop_id = ${sopId} and store_id = ${storeId}`.execute(ctx.db);
  return rows[0];
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : Number(a.name > b.name));

/** The board's rows: one per step of the current version, in order. */
export function boardSteps(ctx: Pick<Ctx, "language">, definition: SopGraph, counts: readonly Counts[]): BoardStep[] {
  return definition.steps.map((step) =>
    boardStep(
      ctx,
      step,
      momentOf(definition, step.key),
      counts.find((row) => row.step === step.key),
    ),
  );
}

function boardStep(
  ctx: Pick<Ctx, "language">,
  step: StepDefinition,
  moment: { day: number; at: string } | null,
  row: Counts | undefined,
): BoardStep {
  const n = (key: SopStepState | "entered" | "overdue" | "metric_met") => row?.[key] ?? 0;
  const decided = n("done") + n("missed") + n("refused");
  const rate = rateOf(n("done"), decided);
  const target = step.target ?? 0;
  const metricRate = rateOf(n("metric_met"), n("done"));
  return {
    key: step.key,
    name: inWords(ctx, step.name),
    kind: step.kind,
    day: moment?.day ?? null,
    at: moment?.at ?? "",
    entered: n("entered"),
    underWay: n("waiting") + n("planned") - n("overdue"),
    waiting: n("waiting"),
    planned: n("planned"),
    done: n("done"),
    overdue: n("overdue"),
    missed: n("missed"),
    skipped: n("skipped"),
    refused: n("refused"),
    exited: n("exited"),
    rate,
    target,
    status: judge(rate, target, decided),
    metric: step.metric
      ? {
          name: inWords(ctx, step.metric.name),
          of: n("done"),
          met: n("metric_met"),
          rate: metricRate,
          target: step.metric.target,
          status: judge(metricRate, step.metric.target, n("done")),
        }
      : null,
  };
}
