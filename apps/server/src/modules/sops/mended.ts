import { sql } from "kysely";
import { gateSettings, lastConfirm, nextOpen, nextQuiet, type Unit, withUnit } from "#actions";
import { system } from "#kit/actor";
import { hourly, tickDuty } from "#kit/tick";
import { readVersions } from "./definitions.ts";
import { goingOut, wordingFor } from "./wording.ts";

/** All of one step in one version who hear from one member of staff: they are told the same. */
type Stopped = { sopId: string; step: string; version: number; sender: string };

/** Enrolments that one fact names. */
const FACT = 10_000;

/**
 * A step whose content of the library cannot go out rests until the last minute of its window: once an hour it is looked whether the content
 * goes out again, not once an hour for each of its people. Those whose does are due at once, or in the morning. If one of them was decided meanwhile
 * the projection leaves her as she is.
 */
export const releaseMended = tickDuty({
  name: "sops.mended",
  ...hourly,
  async run(db, corpId, _bucket, now) {
    const { rows } = await sql<Stopped>`select distinct s.sop_id as "sopId", s.step, e.version, s.sender from enrolment_step s
      join enrolment e on e.corp_id = s.corp_id and e.id = s.enrolment_id
      where s.corp_id = ${corpId} and s.state = 'waiting' and s.reason = 'content-gone' order by 1, 2, 3, 4`.execute(db);
    if (rows.length === 0) return;
    const definitions = await readVersions(db, corpId, rows);
    const named = rows.flatMap((row) => {
      const step = definitions.get(`${row.sopId}/${row.version}`)?.steps.find(({ key }) => key === row.step);
      return step ? [{ row, contentId: wordingFor(step, row.sender).contentId }] : [];
    });
    const unit = { db, corpId, actor: system("sops.mended"), now };
    const library = await goingOut(
      unit,
      named.flatMap(({ contentId }) => contentId ?? []),
    );
    const mended = named.filter(({ contentId }) => contentId === undefined || library.has(contentId)).map(({ row }) => row);
    if (mended.length > 0) await withUnit(unit, (inner) => release(inner, mended));
  },
});

async function release(unit: Unit, mended: readonly Stopped[]): Promise<void> {
  const column = (of: (one: Stopped) => string | number) => mended.map(of);
  const { rows } = await sql<{ sopId: string; step: string; enrolmentIds: string[] }>`
    select s.sop_id as "sopId", s.step, array_agg(s.enrolment_id order by s.sender, s.enrolment_id) as "enrolmentIds"
    from enrolment_step s join enrolment e on e.corp_id = s.corp_id and e.id = s.enrolment_id
    join unnest(${column((one) => one.sopId)}::text[], ${column((one) => one.step)}::text[], ${column((one) => one.version)}::int[],
        ${column((one) => one.sender)}::text[]) as m(sop, step, version, sender)
      on m.sop = s.sop_id and m.step = s.step and m.version = e.version and m.sender = s.sender
    where s.corp_id = ${unit.corpId} and s.state = 'waiting' and s.reason = 'content-gone'
    group by 1, 2 order by 1, 2`.execute(unit.db);
  const settings = await gateSettings(unit.db, unit.corpId);
  const open = nextOpen(unit.now, settings);
  // At night, and so late that nobody could confirm any more: in the morning.
  const dueAt = lastConfirm(open, settings) > open ? open : nextOpen(nextQuiet(open, settings), settings);
  for (const { sopId, step, enrolmentIds: all } of rows) {
    for (let from = 0; from < all.length; from += FACT) {
      const data = { sopId, step, enrolmentIds: all.slice(from, from + FACT), reason: "content-back", dueAt: dueAt.toISOString() };
      unit.fact({ type: "sop.step-postponed", subject: `sop:${sopId}`, occurredAt: unit.now, data });
    }
  }
}
