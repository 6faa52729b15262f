import { sql } from "kysely";
import type { api, BulkJob, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { notFound, told } from "#kit/problem";
import { customerNames, refusedOf } from "#modules/customers";
import { allFields } from "#modules/fields";
import { staffNames } from "#modules/org";
import { refusalOf, tagNames } from "#modules/tags";
import { JOB, readJob } from "./rows.ts";
import type { Job } from "./types.ts";

/** Changes to many people, the newest first. */
export async function listJobs(ctx: Ctx, { cursor, limit }: ParsedInputOf<typeof api.bulk.list>): Promise<OutputOf<typeof api.bulk.list>> {
  const { rows } =
    await sql<Job>`select ${JOB} from bulk_job j where j.corp_id = ${ctx.corpId} and (${cursor ?? ""} = '' or j.id < ${cursor ?? ""})
    order by j.id desc limit ${limit + 1}`.execute(ctx.db);
  const shown = rows.slice(0, limit);
  return { items: await toViews(ctx, shown), nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** One change with what WeCom refused of it. */
export async function getJob(ctx: Ctx, { id, cursor, limit }: ParsedInputOf<typeof api.bulk.get>): Promise<OutputOf<typeof api.bulk.get>> {
  const row = await readJob(ctx.db, ctx.corpId, id);
  const [job] = row ? await toViews(ctx, [row]) : [];
  if (!job) throw notFound("job", id);
  const found = await refusedOf(ctx, id, cursor ?? "", limit + 1);
  const shown = found.slice(0, limit);
  const [names, staff, tags] = await Promise.all([
    customerNames(
      ctx,
      shown.map(({ customerId }) => customerId),
    ),
    staffNames(
      ctx,
      shown.map(({ userId }) => userId),
    ),
    tagNames(
      ctx,
      shown.flatMap(({ add, remove }) => [...add, ...remove]),
    ),
  ]);
  const named = (ids: readonly string[]) => ids.map((one) => tags.get(one)?.name ?? one);
  return {
    job,
    refused: {
      items: shown.map((wish) => ({
        actionId: wish.actionId,
        customerId: wish.customerId,
        name: names.get(wish.customerId) ?? null,
        staff: staff.get(wish.userId) ?? wish.userId,
        add: named(wish.add),
        remove: named(wish.remove),
        problem: told(refusalOf(wish.error ?? wish.status), ctx.language),
      })),
      nextCursor: found.length > limit ? (shown.at(-1)?.actionId ?? null) : null,
    },
  };
}

async function toViews(ctx: Ctx, jobs: readonly Job[]): Promise<BulkJob[]> {
  const { rows } = await sql<{ id: string }>`select undo_of as id from bulk_job
    where corp_id = ${ctx.corpId} and undo_of = any(${jobs.map(({ id }) => id)}) and state <> 'cancelled'`.execute(ctx.db);
  const undone = new Set(rows.map(({ id }) => id));
  const tags = await tagNames(
    ctx,
    jobs.flatMap(({ spec }) => (spec.do === "tags" ? [...spec.add, ...spec.remove] : [])),
  );
  const fields = new Map((jobs.some(({ spec }) => spec.do === "field") ? await allFields(ctx) : []).map((field) => [field.key, field]));
  const tag = (id: string) => {
    const known = tags.get(id);
    return known ? `${known.group}/${known.name}` : id;
  };
  const namesOf = ({ spec }: Job): string[] => {
    if (spec.do === "tags") return [...spec.add.map((id) => `+ ${tag(id)}`), ...spec.remove.map((id) => `− ${tag(id)}`)];
    if (spec.do !== "field") return [];
    const field = fields.get(spec.key);
    const shown = field?.options.find(({ id }) => id === spec.value)?.name ?? spec.value;
    return [field?.name ?? spec.key, ...(shown === null ? [] : [String(shown)])];
  };
  return jobs.map((job) => ({
    id: job.id,
    what: job.spec,
    names: namesOf(job),
    state: job.state,
    total: job.total,
    totalExact: job.totalExact,
    looked: job.looked,
    changed: job.changed,
    skipped: job.skipped,
    asked: job.asked,
    sent: job.sent,
    refused: job.refused,
    undoOf: job.undoOf,
    undone: undone.has(job.id),
    error: job.error,
    by: "name" in job.askedBy ? (job.askedBy.name ?? "") : "",
    at: job.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
  }));
}
