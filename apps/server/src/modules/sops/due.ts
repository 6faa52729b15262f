import { momentOf, type SopGraph } from "@shuke/contract";
import { sql } from "kysely";
import { gateSettings, type GateSettings, type Unit } from "#actions";
import type { Db } from "#db/connect";
import type { Duty } from "#kit/duty";
import { withActors } from "./actors.ts";
import { closeSteps } from "./close-steps.ts";
import { readVersions } from "./definitions.ts";
import { verdictOf } from "./late.ts";
import { type Pack, packDue } from "./pack.ts";
import { asPlanner } from "./planner.ts";
import { planPacks } from "./plan-pack.ts";
import { postponed } from "./rules.ts";
import { askedToday, gatherHour } from "./once-a-day.ts";
import type { DueStep, StepDefinition } from "./types.ts";

const BATCH = 10_000;

/**
 * Turns due steps into as few confirmations as possible (law 11). One transaction takes the due rows, asks the gate,
 * plans the calls and records the decision; the rows leave `waiting` when the projection reads that decision, so the duty
 * waits until it has (a due row is never planned twice).
 */
export const dueSteps: Duty = {
  name: "sops.due",
  run: (db, corpId, now) =>
    asPlanner(db, corpId, "sops.due", now, async (tx, run) => {
      const due = await readDue(tx, corpId, now);
      if (due.length > 0) await run((unit) => decide(unit, due));
      return due.length;
    }),
  dueAt: (corp) => sql`select s.due_at from enrolment_step s
    join sop on sop.corp_id = s.corp_id and sop.id = s.sop_id and sop.state = 'active'
    where s.corp_id = ${corp} and s.state = 'waiting' order by s.due_at limit 1`,
};

/**
 * Late rows look whether a later step of the same enrolment is due, too (of two of one instant one is the later), and wait until its
 * way has gone on; the others, nearly all, need not.
 */
async function readDue(tx: Db, corpId: string, now: Date): Promise<DueStep[]> {
  const { resting, resumed } = await pauses(tx, corpId);
  const since = sql`unnest(${resumed.map(({ id }) => id)}::text[], ${resumed.map(({ at }) => at)}::timestamptz[])`;
  const isLate = sql`(s.due_at < ${new Date(now.getTime() - 3_600_000)} ${
    resumed.length > 0 ? sql`or exists (select from ${since} r(id, at) where r.id = s.sop_id and s.due_at < r.at)` : sql``
  })`;
  // The batch comes off its index in order; only then is it joined. With a join or a guess about rows within, PostgreSQL would rather
  // read and sort everything that is due, for every batch anew.
  const { rows } = await sql<Omit<DueStep, "resumedAt">>`
    with s as materialized (select s.* from enrolment_step s
      where s.corp_id = ${corpId} and s.state = 'waiting' and s.due_at <= ${now} and s.sop_id <> all(${resting})
        and case when ${isLate} then not exists (
          select from sop_park p where p.corp_id = s.corp_id and p.enrolment_id = s.enrolment_id and p.at <= ${now}) else true end
      order by s.due_at, s.sop_id, s.step, s.sender, s.enrolment_id limit ${BATCH})
    select s.enrolment_id as "enrolmentId", s.sop_id as "sopId", e.version, s.step,
      s.recipient, s.sender, e.store_id as "storeId", e.chat_id as "chatId", s.due_at as "dueAt", s.until,
      s.held_at is not null as held,
      case when ${isLate} then exists (
        select from enrolment_step n where n.corp_id = s.corp_id and n.enrolment_id = s.enrolment_id and n.state = 'waiting'
          and n.due_at <= ${now} and (n.due_at > s.due_at or (n.due_at = s.due_at and n.step < s.step))) else false end as overtaken
    from s
    join enrolment e on e.corp_id = ${corpId} and e.id = s.enrolment_id
    order by s.due_at, s.sop_id, s.step, s.sender, s.enrolment_id`.execute(tx);
  const resumedAt = new Map(resumed.map(({ id, at }) => [id, at]));
  return rows.map((row) => ({ ...row, resumedAt: resumedAt.get(row.sopId) ?? null }));
}

/** Which SOPs rest, and since when the others go on again. */
async function pauses(tx: Db, corpId: string): Promise<{ resting: string[]; resumed: Array<{ id: string; at: Date }> }> {
  const { rows } = await sql<{ id: string; state: string; at: Date | null }>`select id, state, resumed_at as at from sop
    where corp_id = ${corpId} and (state <> 'active' or resumed_at is not null)`.execute(tx);
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
  const moved = Map.groupBy(rows, (row) => postponed(hour, row.dueAt, row.until, settings.timeZone)?.toISOString() ?? "");
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
