import { sql } from "kysely";
import { actionId, type Unit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { jsonbText } from "#kit/json";

export type TagDifference = { add: readonly string[]; remove: readonly string[] };

/** What WeCom would have to change for one friendship. */
export type NeededMark = { customerId: string; externalUserId: string; userId: string; add: string[]; remove: string[] };

/**
 * The differences that are missing: a tag is added to every friendship of a person that lacks it (each colleague sees the
 * own friendship only), and taken off those that carry it. People without a friendship cannot be tagged at WeCom.
 */
export async function neededMarks(
  ctx: Pick<Ctx, "db" | "corpId">,
  customerIds: readonly string[],
  { add, remove }: TagDifference,
): Promise<{ needed: NeededMark[]; same: string[]; noFriend: string[] }> {
  const { rows } = await sql<{ customerId: string; externalUserId: string; userId: string | null; add: string[]; remove: string[] }>`
    select c.id as "customerId", c.external_user_id as "externalUserId", r.user_id as "userId",
      array(select t from unnest(${[...add]}::text[]) t where t <> all(r.tag_ids)) as add,
      array(select t from unnest(${[...remove]}::text[]) t where t = any(r.tag_ids)) as remove
    from customer c left join relation r on r.corp_id = c.corp_id and r.customer_id = c.id and r.state in ('active', 'one-way')
    where c.corp_id = ${ctx.corpId} and c.id = any(${customerIds}) order by c.id, r.user_id`.execute(ctx.db);
  const people = Map.groupBy(rows, (row) => row.customerId);
  const found = { needed: [] as NeededMark[], same: [] as string[], noFriend: [] as string[] };
  for (const [id, relations] of people) {
    const kept = relations.flatMap(({ userId, ...row }) => (userId === null ? [] : [{ ...row, userId }]));
    const needed = kept.filter((row) => row.add.length + row.remove.length > 0);
    if (kept.length === 0) found.noFriend.push(id);
    else if (needed.length === 0) found.same.push(id);
    else found.needed.push(...needed);
  }
  return found;
}

/** Asks WeCom for these differences, one call per friendship; each can be looked at until it is done or refused. */
export async function askTags(
  unit: Unit,
  needed: ReadonlyArray<NeededMark & { actionId?: string }>,
  by: { jobId: string; why: string; again?: true },
): Promise<void> {
  const wishes = needed.map((row) => {
    // A wish once; asked again it is another one.
    const dedupeKey = `tag:${by.jobId}:${row.userId}:${row.externalUserId}${by.again ? `:${row.actionId}` : ""}`;
    unit.plan({
      kind: "tag.mark",
      payload: { externalUserId: row.externalUserId, userId: row.userId, add: row.add, remove: row.remove, why: by.why },
      dedupeKey,
      plannedBy: `bulk:${by.jobId}`,
      runAfter: unit.now,
    });
    return { ...row, before: row.actionId ?? null, actionId: actionId(unit.corpId, dedupeKey) };
  });
  if (wishes.length === 0) return;
  await sql`insert into tag_wish (corp_id, action_id, customer_id, user_id, add, remove, job_id, asked_by, asked_at)
    select ${unit.corpId}, "actionId", "customerId", "userId", add, remove, ${by.jobId}, ${JSON.stringify(unit.actor)}::jsonb, ${unit.now}
    from jsonb_to_recordset(${jsonbText(wishes)}::jsonb)
      as r("actionId" text, "customerId" text, "userId" text, add text[], remove text[])
    order by "actionId" on conflict do nothing`.execute(unit.db);
  if (!by.again) return;
  await sql`update tag_wish w set retried_as = r."actionId"
    from jsonb_to_recordset(${jsonbText(wishes)}::jsonb) as r("actionId" text, before text)
    where w.corp_id = ${unit.corpId} and w.action_id = r.before`.execute(unit.db);
}

export type Wish = {
  actionId: string;
  jobId: string | null;
  customerId: string;
  externalUserId: string;
  userId: string;
  add: string[];
  remove: string[];
  status: string;
  error: string | null;
  askedAt: Date;
  askedBy: string;
};

const COLUMNS = sql`w.action_id as "actionId", w.job_id as "jobId", w.customer_id as "customerId",
  a.payload ->> 'externalUserId' as "externalUserId", w.user_id as "userId", w.add, w.remove,
  a.status, a.last_error as error, w.asked_at as "askedAt", coalesce(w.asked_by ->> 'name', w.asked_by ->> 'id', '') as "askedBy"`;

/** What was asked for a person and is not done: waiting, or refused within the last month. */
export async function wishesOf(ctx: Ctx, customerId: string): Promise<Wish[]> {
  const since = new Date(ctx.now.getTime() - 30 * 86_400_000);
  const { rows } = await sql<Wish>`select ${COLUMNS} from tag_wish w
    join planned_action a on a.corp_id = w.corp_id and a.id = w.action_id
    where w.corp_id = ${ctx.corpId} and w.customer_id = ${customerId} and w.asked_at > ${since} and w.retried_as is null
      and a.status <> 'sent' order by w.asked_at desc limit 50`.execute(ctx.db);
  return rows;
}

/** Refused ones of a job, in the order of their ids. */
export async function refusedOf(ctx: Ctx, jobId: string, after: string, limit: number): Promise<Wish[]> {
  const { rows } = await sql<Wish>`select ${COLUMNS} from tag_wish w
    join planned_action a on a.corp_id = w.corp_id and a.id = w.action_id and a.status in ('failed', 'cancelled', 'expired')
    where w.corp_id = ${ctx.corpId} and w.job_id = ${jobId} and w.retried_as is null and w.action_id > ${after}
    order by w.action_id limit ${limit}`.execute(ctx.db);
  return rows;
}
