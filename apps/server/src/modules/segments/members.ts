import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { mustSeeCustomer } from "#modules/customers";
import { namesFor } from "./names.ts";
import { readSegment, SEGMENT, treeOf } from "./read.ts";
import type { SegmentRow } from "./types.ts";
import { inOneLine } from "./words.ts";

/** Who is in a segment, in the order of its index: a page costs a page. */
export async function listSegmentMembers(
  ctx: Ctx,
  { id, cursor, limit }: ParsedInputOf<typeof api.segments.members>,
): Promise<OutputOf<typeof api.segments.members>> {
  if (!(await readSegment(ctx.db, ctx.corpId, id))) throw notFound("segment", id);
  const { rows } = await sql<{ id: string; name: string | null; externalUserId: string; state: string; addedSec: number; since: Date }>`
    select m.customer_id as id, c.name, coalesce(c.external_user_id, '') as "externalUserId", coalesce(c.state, 'stranger') as state,
      coalesce(c.added_sec, 0) as "addedSec", m.since
    from segment_member m left join customer c on c.corp_id = m.corp_id and c.id = m.customer_id
    where m.corp_id = ${ctx.corpId} and m.segment_id = ${id} and m.customer_id > ${cursor ?? ""}
    order by m.customer_id limit ${limit + 1}`.execute(ctx.db);
  const items = rows.slice(0, limit).map(({ addedSec, since, ...row }) => ({
    ...row,
    since: since.toISOString(),
    addedAt: addedSec > 0 ? new Date(addedSec * 1000).toISOString() : null,
  }));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** The segments in which a customer is: one probe of the index for each that there is. */
export async function segmentsOfCustomer(
  ctx: Ctx,
  { customerId }: { customerId: string },
): Promise<OutputOf<typeof api.segments.ofCustomer>> {
  await mustSeeCustomer(ctx, customerId);
  const { rows } = await sql<SegmentRow & { since: Date | null }>`select ${SEGMENT}, (select m.since from segment_member m
      where m.corp_id = ${ctx.corpId} and m.segment_id = segment.id and m.customer_id = ${customerId}) as since
    from segment where corp_id = ${ctx.corpId} and state = 'active' order by name, id`.execute(ctx.db);
  const mine = rows
    .flatMap((row) => (row.since ? [{ ...row, since: row.since }] : []))
    .toSorted((a, b) => b.since.getTime() - a.since.getTime());
  const names = await namesFor(ctx, mine.map(treeOf));
  return {
    items: mine.map((row) => ({
      id: row.id,
      name: row.name,
      since: row.since.toISOString(),
      words: inOneLine({ language: ctx.language ?? "zh-CN", names }, treeOf(row)),
    })),
    unknown: rows.filter((row) => row.computedVersion === null).length,
  };
}

/** Ids of a segment's members in the order of its index, after one of them. */
export async function memberIdsAfter(ctx: Ctx, segmentId: string, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select customer_id as id from segment_member
    where corp_id = ${ctx.corpId} and segment_id = ${segmentId} and customer_id > ${after} order by customer_id limit ${limit}`.execute(
    ctx.db,
  );
  return rows.map(({ id }) => id);
}
