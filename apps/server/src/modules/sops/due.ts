import { isDeepStrictEqual } from "node:util";
import { momentOf, type SopGraph } from "@shuke/contract";
import { type RawBuilder, sql } from "kysely";
import { gateSettings, type GateSettings, type Unit } from "#actions";
import type { Db } from "#db/connect";
import type { Duty } from "#kit/duty";
import { withActors } from "./actors.ts";
import { closeSteps } from "./close-steps.ts";
import { readVersions } from "./definitions.ts";
import { verdictOf } from "./late.ts";
import { type Pack, packDue } from "./pack.ts";
import { asLeadingPlanner, isBehind, shownUpTo, type Told } from "./planner.ts";
import { planPacks } from "./plan-pack.ts";
import { postponed } from "./rules.ts";
import { askedToday, gatherHour } from "./once-a-day.ts";
import type { DueStep, StepDefinition } from "./types.ts";

const BATCH = 10_000;
/** Real milliseconds after which no further batch is begun: other duties of the worker wait. */
const RUN_MS = 10_000;

export const dueSteps: Duty = {
  name: "sops.due",
  run: (db, corpId, now) => planDue(db, corpId, now, BATCH),
  dueAt: (corp) => sql`select s.due_at from enrolment_step s
    join sop on sop.corp_id = s.corp_id and sop.id = s.sop_id and sop.state = 'active'
    where s.corp_id = ${corp} and s.state = 'waiting' order by s.due_at limit 1`,
};

/**
 * Turns due steps into as few confirmations as possible (law 11). A transaction asks the gate, plans the calls and records the decision
 * for a batch; the rows leave `waiting` when the projection reads that decision. Nearly all of a due hour comes in one order of its
 * index, so the next batch is read behind the last one while that is being written, and the projection follows at its own pace: which
 * rows are decided is known without it. Where anything else was told meanwhile, the run ends, and the next one waits for the
 * projection (a due row is never planned twice).
 */
export async function planDue(db: Db, corpId: string, now: Date, batch: number): Promise<number> {
  if (await isBehind(db, corpId)) return 0;
  const began = performance.now();
  const own: Told[] = [];
  let done = 0;
  let reading: Promise<Due> | null = readDue(db, corpId, now, batch);
  while (reading !== null) {
    const due: Due = await reading;
    const { seen } = due;
    const isFull = due.rows.length === batch;
    const rows = isFull ? wholePacks(due.rows) : due.rows;
    if (rows.length === 0 || seen === null) break;
    // Whether a late row is overtaken depends on rows before it.
    const goesOn = isFull && performance.now() - began < RUN_MS && !rows.some((row) => mayBeLate(row, now));
    reading = goesOn ? readDue(db, corpId, now, batch, rows.at(-1)) : null;
    reading?.catch(() => {});
    const stillGood = async (tx: Db) => isDeepStrictEqual(await pauses(tx, corpId), due.pauses);
    const told = await asLeadingPlanner(db, { corpId, name: "sops.due", now }, { seen, own, stillGood }, (unit) => decide(unit, rows));
    if (told === null) break;
    own.push(told);
    done += rows.length;
  }
  await Promise.allSettled([reading]);
  return done;
}

/** What goes through one member of staff together is one confirmation, and not two because a batch ended in between. */
function wholePacks(rows: Row[]): Row[] {
  const last = rows.at(-1);
  const isOfLast = (row: Row) =>
    row.sender === last?.sender && row.step === last.step && row.sopId === last.sopId && row.dueUs === last.dueUs;
  const end = rows.findLastIndex((row) => !isOfLast(row)) + 1;
  return end === 0 ? rows : rows.slice(0, end);
}

/** Rows, what of the log they show (null: there is no projection yet), and which SOPs rested then. */
type Due = { rows: Row[]; seen: number | null; pauses: Pauses };
/** `dueUs`: its place in the index, in microseconds. */
type Row = DueStep & { dueUs: number };
/** Times travel as numbers, and many rows have one: making dates of texts costs more than reading the rows. */
type Read = Omit<Row, "resumedAt" | "dueAt" | "until"> & { untilUs: number; seen: number | null };

const HOUR_MS = 3_600_000;
const mayBeLate = ({ dueAt, resumedAt }: DueStep, now: Date) =>
  dueAt.getTime() < now.getTime() - HOUR_MS || (resumedAt !== null && dueAt < resumedAt);

/**
 * A batch of due rows, behind `after` in the order of their index. Late rows (`mayBeLate`) look whether a later step of the same
 * enrolment is due, too (of two of one instant one is the later), and wait until its way has gone on; the others, nearly all, need not.
 */
async function readDue(db: Db, corpId: string, now: Date, batch: number, after?: Row): Promise<Due> {
  const paused = await pauses(db, corpId);
  const { resting, resumed } = paused;
  const since = sql`unnest(${resumed.map(({ id }) => id)}::text[], ${resumed.map(({ at }) => at)}::timestamptz[])`;
  const isLate = sql`(s.due_at < ${new Date(now.getTime() - HOUR_MS)} ${
    resumed.length > 0 ? sql`or exists (select from ${since} r(id, at) where r.id = s.sop_id and s.due_at < r.at)` : sql``
  })`;
  const behind =
    after === undefined
      ? sql``
      : sql`and (s.due_at, s.sop_id, s.step, s.sender, s.enrolment_id)
          > (to_timestamp(${after.dueUs}::float8 / 1000000), ${after.sopId}, ${after.step}, ${after.sender}, ${after.enrolmentId})`;
  // The batch comes off its index in order; only then is it joined. With a join or a guess about rows within, PostgreSQL would rather
  // read and sort everything that is due, for every batch anew.
  const { rows } = await sql<Read>`
    with s as materialized (select s.* from enrolment_step s
      where s.corp_id = ${corpId} and s.state = 'waiting' and s.due_at <= ${now} and s.sop_id <> all(${resting}) ${behind}
        and case when ${isLate} then not exists (
          select from sop_park p where p.corp_id = s.corp_id and p.enrolment_id = s.enrolment_id and p.at <= ${now}) else true end
      order by s.due_at, s.sop_id, s.step, s.sender, s.enrolment_id limit ${batch})
    select s.enrolment_id as "enrolmentId", s.sop_id as "sopId", e.version, s.step,
      s.recipient, s.sender, e.store_id as "storeId", e.chat_id as "chatId", ${micros(sql`s.due_at`)} as "dueUs", ${micros(sql`s.until`)} as "untilUs",
      s.held_at is not null as held, coalesce(s.reason = 'content-gone', false) as stopped, ${shownUpTo(corpId)} as seen,
      case when ${isLate} then exists (
        select from enrolment_step n where n.corp_id = s.corp_id and n.enrolment_id = s.enrolment_id and n.state = 'waiting'
          and n.due_at <= ${now} and (n.due_at > s.due_at or (n.due_at = s.due_at and n.step < s.step))) else false end as overtaken
    from s
    join enrolment e on e.corp_id = ${corpId} and e.id = s.enrolment_id
    order by s.due_at, s.sop_id, s.step, s.sender, s.enrolment_id`.execute(db);
  const resumedAt = new Map(resumed.map(({ id, at }) => [id, at]));
  const dates = new Map<number, Date>();
  const dateOf = (us: number) => {
    const date = dates.get(us) ?? new Date(us / 1000);
    dates.set(us, date);
    return date;
  };
  return {
    rows: rows.map((row) => ({
      ...row,
      dueAt: dateOf(row.dueUs),
      until: dateOf(row.untilUs),
      resumedAt: resumedAt.get(row.sopId) ?? null,
    })),
    seen: rows[0]?.seen ?? null,
    pauses: paused,
  };
}

const micros = (time: RawBuilder<unknown>) => sql`(date_part('epoch', ${time}) * 1000000)::bigint`;

type Pauses = { resting: string[]; resumed: Array<{ id: string; at: Date }> };

/** Which SOPs rest, and since when the others go on again. */
async function pauses(tx: Db, corpId: string): Promise<Pauses> {
  const { rows } = await sql<{ id: string; state: string; at: Date | null }>`select id, state, resumed_at as at from sop
    where corp_id = ${corpId} and (state <> 'active' or resumed_at is not null) order by id`.execute(tx);
  return {
    resting: rows.flatMap(({ id, state }) => (state === "active" ? [] : [id])),
    resumed: rows.flatMap(({ id, state, at }) => (state === "active" && at !== null ? [{ id, at }] : [])),
  };
}

async function decide(unit: Unit, due: readonly DueStep[]) {
  const definitions = await readVersions(unit.db, unit.corpId, due);
  const settings = await gateSettings(unit.db, unit.corpId);
  const stepOf = (row: DueStep) => findStep(definitions, row);
  const verdicts = Map.groupBy(due, (row) => {
    const said = verdictOf(row, stepOf(row), unit.now);
    return said.verdict === "skip" ? said.reason : said.verdict;
  });
  for (const reason of ["late", "overtaken", "not-answered"] as const) {
    closeSteps(unit, verdicts.get(reason) ?? [], { state: "skipped", reason, key: reason });
  }
  closeSteps(unit, verdicts.get("refuse") ?? [], { state: "refused", reason: "content-gone", key: "content-gone" });
  hold(unit, verdicts.get("hold") ?? []);
  const packs = packDue(await withActors(unit, verdicts.get("do") ?? [], stepOf), stepOf);
  const asked = await askedToday(unit, packs, settings);
  const gather = asked.size > 0 ? await gatherHour(unit.db, unit.corpId) : null;
  const hours = new Map<string, string | null>();
  const hourOf = ({ sopId, version, step }: Pack) => {
    const key = `${sopId}/${version}/${step}`;
    const graph = definitions.get(`${sopId}/${version}`);
    const hour = hours.get(key) ?? (graph && (momentOf(graph, step)?.at ?? null)) ?? null;
    hours.set(key, hour);
    return hour;
  };
  const today = packs.flatMap((pack) => {
    const rows = asked.has(pack) ? keepForTomorrow(unit, pack, hourOf(pack) ?? gather, settings) : pack.rows;
    return rows.length === 0 ? [] : [{ ...pack, rows }];
  });
  await planPacks(unit, today, settings, (pack, rows, reason) => defer(unit, pack, rows, { reason, hour: hourOf(pack), settings }));
}

function findStep(definitions: ReadonlyMap<string, SopGraph>, row: DueStep): StepDefinition {
  const step = definitions.get(`${row.sopId}/${row.version}`)?.steps.find((one) => one.key === row.step);
  if (!step) throw new Error(`step ${row.step} is missing in ${row.sopId} version ${row.version}`);
  return step;
}

type Deferral = { reason: string; hour: string | null; settings: GateSettings };

/** No room in the staff's day: another day inside the window, else the step is refused with that reason. */
function defer(unit: Unit, pack: Pick<Pack, "sopId" | "step">, rows: readonly DueStep[], { reason, hour, settings }: Deferral) {
  const next = (row: DueStep) =>
    // Somebody is to mend a content: when that is done they are due at once (mended.ts).
    reason === "content-gone" ? row.until : postponed(hour, row.dueAt, row.until, settings.timeZone);
  const moved = Map.groupBy(rows, (row) => next(row)?.toISOString() ?? "");
  for (const [dueAt, some] of moved) {
    if (dueAt === "") closeSteps(unit, some, { state: "refused", reason, key: reason });
    else postpone(unit, pack, some, dueAt, reason);
  }
}

/** Her member of staff has confirmed this step today already: together with tomorrow's, if there is a tomorrow. The rest stays. */
function keepForTomorrow(unit: Unit, pack: Pack, hour: string | null, settings: GateSettings): DueStep[] {
  const moved = Map.groupBy(pack.rows, (row) => postponed(hour, row.dueAt, row.until, settings.timeZone)?.toISOString() ?? "");
  for (const [dueAt, some] of moved) if (dueAt !== "") postpone(unit, pack, some, dueAt, "once-a-day");
  return moved.get("") ?? [];
}

function postpone(unit: Unit, { sopId, step }: Pick<Pack, "sopId" | "step">, rows: readonly DueStep[], dueAt: string, reason: string) {
  const enrolmentIds = rows.map((row) => row.enrolmentId);
  const data = { sopId, step, enrolmentIds, reason, dueAt };
  unit.fact({ type: "sop.step-postponed", subject: `sop:${sopId}`, occurredAt: unit.now, data });
}

/** Somebody is asked whether a late step should still be done; without an answer it ends with its window. */
function hold(unit: Unit, rows: readonly DueStep[]) {
  for (const some of Map.groupBy(rows, (row) => `${row.sopId}/${row.step}`).values()) {
    const { sopId, step } = some[0] ?? { sopId: "", step: "" };
    const enrolmentIds = some.map((row) => row.enrolmentId);
    unit.fact({ type: "sop.step-held", subject: `sop:${sopId}`, occurredAt: unit.now, data: { sopId, step, enrolmentIds } });
  }
}
