import { sql } from "kysely";
import type { BulkDo } from "@shuke/contract";
import type { Unit } from "#actions";
import { askTags, markCustomers, neededMarks } from "#modules/customers";
import { allFields, checked, setValues, usable, valuesOf } from "#modules/fields";
import { readJob } from "./rows.ts";
import type { Applied, Job } from "./types.ts";

/** Does what the job says to these people. Only differences are written, and what was there before is kept. */
export async function apply(unit: Unit, job: Job, ids: readonly string[]): Promise<Applied> {
  if (ids.length === 0) return { changed: [], skipped: {}, asked: 0 };
  switch (job.spec.do) {
    case "tags":
      return applyTags(unit, job.id, ids, job.spec);
    case "field":
      return applyField(unit, job.id, ids, job.spec);
    case "mark": {
      const { mark, on } = job.spec;
      const changed = await markCustomers(unit, ids, { mark, on, why: `bulk:${job.id}`, jobId: job.id });
      return {
        changed: changed.map((customerId) => ({ customerId, before: { on: !on } })),
        skipped: { same: ids.length - changed.length },
        asked: 0,
      };
    }
    case "undo":
      return undo(unit, job, ids);
  }
}

/** The marks of one friendship that a job asked for. */
type Asked = { userId: string; add: string[]; remove: string[] };

async function applyTags(
  unit: Unit,
  jobId: string,
  ids: readonly string[],
  difference: { add: string[]; remove: string[] },
): Promise<Applied> {
  const { needed, same, noFriend } = await neededMarks(unit, ids, difference);
  await askTags(unit, needed, { jobId, why: `bulk:${jobId}` });
  const people = Map.groupBy(needed, ({ customerId }) => customerId);
  return {
    changed: [...people].map(([customerId, marks]) => ({
      customerId,
      before: marks.map(({ userId, add, remove }): Asked => ({ userId, add, remove })),
    })),
    skipped: { same: same.length, "no-friend": noFriend.length },
    asked: needed.length,
  };
}

async function applyField(unit: Unit, jobId: string, ids: readonly string[], spec: Extract<BulkDo, { do: "field" }>): Promise<Applied> {
  const field = usable(await allFields(unit), spec.key);
  const value = checked(field, spec.value);
  const changes = await setValues(
    unit,
    ids.map((customerId) => ({ customerId, field, value })),
    { why: `bulk:${jobId}`, jobId },
  );
  return {
    changed: changes.map(({ customerId, before }) => ({ customerId, before: { value: before } })),
    skipped: { same: ids.length - changes.length },
    asked: 0,
  };
}

/** Puts back what was there, in those in whom nothing has changed since. */
async function undo(unit: Unit, job: Job, ids: readonly string[]): Promise<Applied> {
  const of = job.undoOf === null ? null : await readJob(unit.db, unit.corpId, job.undoOf);
  if (!of || of.spec.do === "undo") return { changed: [], skipped: {}, asked: 0 };
  const { rows } = await sql<{ customerId: string; before: never }>`select customer_id as "customerId", before from bulk_change
    where corp_id = ${unit.corpId} and job_id = ${of.id} and customer_id = any(${ids}) order by 1`.execute(unit.db);
  const done = (changed: readonly string[], asked = 0): Applied => ({
    changed: [...new Set(changed)].map((customerId) => ({ customerId, before: {} })),
    skipped: { "moved-on": ids.length - new Set(changed).size },
    asked,
  });
  const why = `bulk:${job.id}`;
  if (of.spec.do === "mark") {
    return done(await markCustomers(unit, ids, { mark: of.spec.mark, on: !of.spec.on, why, jobId: job.id }));
  }
  if (of.spec.do === "field") {
    const field = (await allFields(unit)).find(({ key }) => of.spec.do === "field" && key === of.spec.key);
    if (!field) return done([]);
    const wanted = checked(field, of.spec.value);
    const held = new Map((await valuesOf(unit, ids, [field.key])).map(({ customerId, value }) => [customerId, value]));
    const back = rows.filter(({ customerId }) => (held.get(customerId) ?? null) === wanted);
    const settings = back.map(({ customerId, before }) => ({
      customerId,
      field,
      value: (before as { value: string | number | boolean | null }).value,
    }));
    return done((await setValues(unit, settings, { why, jobId: job.id })).map(({ customerId }) => customerId));
  }
  const needed = await takenBack(unit, rows);
  await askTags(unit, needed, { jobId: job.id, why });
  return done(
    needed.map(({ customerId }) => customerId),
    needed.length,
  );
}

/** The opposite of each mark, as far as it is there still. */
async function takenBack(unit: Unit, rows: ReadonlyArray<{ customerId: string; before: unknown }>) {
  const marks = rows.flatMap(({ customerId, before }) => (before as Asked[]).map((mark) => ({ customerId, ...mark })));
  const { rows: needed } = await sql<{ customerId: string; externalUserId: string; userId: string; add: string[]; remove: string[] }>`
    select m."customerId", r.external_user_id as "externalUserId", r.user_id as "userId",
      array(select t from unnest(m.remove) t where t <> all(r.tag_ids)) as add,
      array(select t from unnest(m.add) t where t = any(r.tag_ids)) as remove
    from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as m("customerId" text, "userId" text, add text[], remove text[])
    join relation r on r.corp_id = ${unit.corpId} and r.customer_id = m."customerId" and r.user_id = m."userId"
      and r.state in ('active', 'one-way')
    order by 1, 3`.execute(unit.db);
  return needed.filter(({ add, remove }) => add.length + remove.length > 0);
}
