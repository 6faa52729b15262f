import { sql } from "kysely";
import { gateSettings, type GateSettings, runUnit, type Unit } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { closeSteps } from "./close-steps.ts";
import { readVersions } from "./definitions.ts";
import { type Pack, packDue } from "./pack.ts";
import { planPack } from "./plan-pack.ts";
import { postponed } from "./rules.ts";
import type { DueStep, SopDefinition, StepDefinition } from "./types.ts";

const BATCH = 10_000;

/**
 * Turns due steps into as few confirmations as possible (law 11). One transaction takes the due rows, asks the gate,
 * plans the calls and records the decision; the rows leave `waiting` when the projection reads that decision, so the duty
 * waits until it has (a due row is never planned twice).
 */
export const dueSteps: Duty = {
  name: "sops.due",
  async run(db, corpId, now) {
    return db.transaction().execute(async (tx) => {
      // One planner per corp at a time, and never ahead of its own projection.
      await sql`select from handler_cursor where corp_id = ${corpId} and handler = 'sops' for update`.execute(tx);
      if (await behind(tx, corpId)) return 0;
      const due = await readDue(tx, corpId, now);
      if (due.length === 0) return 0;
      const ctx = { db: tx, corpId, actor: system("sops.due"), now };
      await runUnit(ctx, (unit) => decide(unit, due));
      return due.length;
    });
  },
  dueAt: (corp) => sql`select s.due_at from enrolment_step s
    join sop on sop.corp_id = s.corp_id and sop.id = s.sop_id and sop.state = 'active'
    where s.corp_id = ${corp} and s.state = 'waiting' order by s.due_at limit 1`,
};

/** Whether facts of this module wait to be read: their rows would be stale. */
async function behind(tx: Db, corpId: string): Promise<boolean> {
  const { rows } = await sql<{ behind: boolean }>`select exists (select from event e, handler_cursor c
    where e.corp_id = ${corpId} and c.corp_id = e.corp_id and c.handler = 'sops' and e.seq > c.seq
      and e.type in ('sop.enrolled', 'sop.exited', 'sop.step-planned', 'sop.step-postponed', 'sop.step-done',
        'sop.step-closed', 'sop.handed-over')) as behind`.execute(tx);
  return rows[0]?.behind ?? true;
}

async function readDue(tx: Db, corpId: string, now: Date): Promise<DueStep[]> {
  const { rows } = await sql<DueStep>`select s.enrolment_id as "enrolmentId", s.sop_id as "sopId", e.version, s.step,
      s.recipient, s.sender, e.store_id as "storeId", e.chat_id as "chatId", s.due_at as "dueAt", s.until
    from enrolment_step s
    join enrolment e on e.corp_id = s.corp_id and e.id = s.enrolment_id
    join sop on sop.corp_id = s.corp_id and sop.id = s.sop_id and sop.state = 'active'
    where s.corp_id = ${corpId} and s.state = 'waiting' and s.due_at <= ${now}
    order by s.due_at, s.sop_id, s.step, s.sender, s.enrolment_id limit ${BATCH}`.execute(tx);
  return rows;
}

async function decide(unit: Unit, due: readonly DueStep[]) {
  const definitions = await readVersions(unit.db, unit.corpId, due);
  const settings = await gateSettings(unit.db, unit.corpId);
  const stepOf = (row: DueStep) => findStep(definitions, row);
  const inTime = Map.groupBy(due, (row) => !isLate(row, stepOf(row), unit.now));
  closeSteps(unit, inTime.get(false) ?? [], { state: "skipped", reason: "late", key: "late" });
  for (const pack of packDue(inTime.get(true) ?? [], stepOf))
    await planPack(unit, pack, settings, (rows, reason) => defer(unit, pack, rows, reason, settings));
}

function findStep(definitions: Map<string, SopDefinition>, row: DueStep): StepDefinition {
  const step = definitions.get(`${row.sopId}/${row.version}`)?.steps.find((one) => one.key === row.step);
  if (!step) throw new Error(`step ${row.step} is missing in ${row.sopId} version ${row.version}`);
  return step;
}

/** A step whose window is over is skipped; one that is merely late is done or skipped as its policy says. */
function isLate(row: DueStep, step: StepDefinition, now: Date): boolean {
  if (row.until <= now) return true;
  const hours = (now.getTime() - row.dueAt.getTime()) / 3_600_000;
  return step.late === "skip" && hours > Math.min(6, step.windowHours);
}

/** No room in the staff's day: another day inside the window, else the step is refused with that reason. */
function defer(unit: Unit, { definition, sopId, step }: Pack, rows: readonly DueStep[], reason: string, settings: GateSettings) {
  const moved = Map.groupBy(rows, (row) => postponed(definition, row.dueAt, row.until, settings.timeZone)?.toISOString() ?? "");
  for (const [dueAt, some] of moved) {
    const enrolmentIds = some.map((row) => row.enrolmentId);
    if (dueAt === "") closeSteps(unit, some, { state: "refused", reason, key: reason });
    else {
      const data = { sopId, step, enrolmentIds, reason, dueAt };
      unit.fact({ type: "sop.step-postponed", subject: `sop:${sopId}`, occurredAt: unit.now, data });
    }
  }
}
