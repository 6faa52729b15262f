import { sql } from "kysely";
import type { api, BulkDo, ParsedInputOf } from "@shuke/contract";
import { cancelPlanned, runUnit, type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { notFound, Problem } from "#kit/problem";
import { askTags, refusedOf } from "#modules/customers";
import { allFields, checked, usable } from "#modules/fields";
import { estimateOf, whereOf } from "#modules/profile";
import { tagNames } from "#modules/tags";
import { insertJob, readJob } from "./rows.ts";
import type { Spec } from "./types.ts";
import { step } from "./work.ts";

/** So few are done before the answer. */
const AT_ONCE = 200;

export async function startJob(ctx: Ctx, { whom, what }: ParsedInputOf<typeof api.bulk.start>): Promise<{ id: string }> {
  await check(ctx, what);
  const size = "ids" in whom ? { count: new Set(whom.ids).size, exact: true } : await estimateOf(ctx, await whereOf(ctx, whom.filter));
  if (size.count === 0 && size.exact) throw new Problem("bulkNobody");
  return withUnit(ctx, async (unit) => begin(unit, what, whom, size, null));
}

/** What cannot be done to anybody is refused before it begins. */
export async function check(ctx: Ctx, what: BulkDo): Promise<void> {
  if (what.do === "field") checked(usable(await allFields(ctx), what.key), what.value);
  if (what.do !== "tags") return;
  const wanted = [...what.add, ...what.remove];
  const known = await tagNames(ctx, wanted);
  const missing = wanted.find((id) => !known.has(id));
  if (missing !== undefined) throw notFound("tag", missing);
  if (wanted.length === 0) throw new Problem("invalidInput", { issues: "add, remove" });
}

async function begin(
  unit: Unit,
  spec: Spec,
  whom: ParsedInputOf<typeof api.bulk.start>["whom"],
  size: { count: number; exact: boolean },
  undoOf: string | null,
): Promise<{ id: string }> {
  const id = newId("job", unit.now);
  await insertJob(unit.db, unit.corpId, {
    id,
    spec,
    whom,
    total: size.count,
    totalExact: size.exact,
    undoOf,
    askedBy: unit.actor,
    createdAt: unit.now,
  });
  await unit.audit("bulk.start", `bulk:${id}`, { spec, undoOf, people: size.count, exact: size.exact, ...("filter" in whom ? whom : {}) });
  const job = await readJob(unit.db, unit.corpId, id, true);
  if (job && size.exact && size.count <= AT_ONCE) await step(unit, job);
  return { id };
}

/** Stops where it is. What waits at WeCom's door is called back; what is done stays. */
export async function cancelJob(ctx: Ctx, { id }: { id: string }): Promise<{ ok: true }> {
  return ctx.db.transaction().execute(async (tx) => {
    const job = await readJob(tx, ctx.corpId, id, true);
    if (!job) throw notFound("job", id);
    if (job.state === "running") {
      await sql`update bulk_job set state = 'cancelled', finished_at = ${ctx.now} where corp_id = ${ctx.corpId} and id = ${id}`.execute(tx);
    }
    const { rows } = await sql<{ id: string }>`select w.action_id as id from tag_wish w
      join planned_action a on a.corp_id = w.corp_id and a.id = w.action_id and a.status = 'planned'
      where w.corp_id = ${ctx.corpId} and w.job_id = ${id}`.execute(tx);
    await runUnit({ ...ctx, db: tx }, (unit) => unit.audit("bulk.cancel", `bulk:${id}`, { waiting: rows.length }));
    await cancelPlanned(
      tx,
      ctx.corpId,
      rows.map((row) => row.id),
      { reason: "cancelled", actor: ctx.actor, now: ctx.now },
    );
    return { ok: true };
  });
}

export async function undoJob(ctx: Ctx, { id }: { id: string }): Promise<{ id: string }> {
  return withUnit(ctx, async (unit) => {
    const job = await readJob(unit.db, unit.corpId, id, true);
    if (!job) throw notFound("job", id);
    if (job.state === "running") throw new Problem("bulkRunning", {}, 409);
    const { rows } = await sql`select from bulk_job where corp_id = ${unit.corpId} and undo_of = ${id} and state <> 'cancelled'`.execute(
      unit.db,
    );
    if (job.changed === 0 || job.undoOf !== null || rows.length > 0) throw new Problem("bulkNothingToUndo", {}, 409);
    return begin(unit, { do: "undo" }, { ids: [id] }, { count: job.changed, exact: true }, id);
  });
}

/** Asks WeCom once more for what it refused: one call, or all of a job. */
export async function retryJob(ctx: Ctx, { id, actionId }: ParsedInputOf<typeof api.bulk.retry>): Promise<{ asked: number }> {
  return withUnit(ctx, async (unit) => {
    const job = await readJob(unit.db, unit.corpId, id, true);
    if (!job) throw notFound("job", id);
    const refused = (await refusedOf(unit, id, "", 5000)).filter((wish) => actionId === undefined || wish.actionId === actionId);
    if (refused.length === 0) return { asked: 0 };
    await askTags(unit, refused, { jobId: id, why: `bulk:${id}`, again: true });
    await sql`update bulk_job set asked = asked + ${refused.length}, refused = refused - ${refused.length},
        sent = sent where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit("bulk.retry", `bulk:${id}`, { asked: refused.length });
    return { asked: refused.length };
  });
}
