import type { api, OutputOf, ParsedInputOf, RefusalItem } from "@shuke/contract";
import { type RawBuilder, sql } from "kysely";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { customerId, groupId } from "#kit/ids";
import { notFound } from "#kit/problem";
import { atLocal } from "#kit/tz";
import { customerInScope, namesOf } from "#modules/customers";
import { chatInfo } from "#modules/groups";
import { staffNames } from "#modules/org";
import { whysOf } from "#modules/tasks";

type Row = {
  id: string;
  created_at: Date;
  at: Date;
  kind: RefusalItem["kind"];
  reason: RefusalItem["reason"];
  budget: RefusalItem["who"]["budget"];
  recipient: string;
  planned_by: string;
  displaced_by: string | null;
};

/** Contacts that the gate refused, newest first; of one customer by her own index. Keyset by when and id. */
export async function listRefusals(ctx: Ctx, input: ParsedInputOf<typeof api.gate.refusals>): Promise<OutputOf<typeof api.gate.refusals>> {
  const [when, id] = (input.cursor ?? "").split("|");
  const isPlace = when !== undefined && id !== undefined && !Number.isNaN(Date.parse(when));
  const { rows } = await sql<Row>`
    select t.id, t.created_at, t.at, t.kind, t.reason, t.budget, t.recipient, t.planned_by, t.displaced_by from touch t
    where t.corp_id = ${ctx.corpId} and t.state = 'refused' ${await days(ctx, input)} ${await person(ctx, input.customerId)}
      ${input.reason === undefined ? sql`` : sql`and t.reason = ${input.reason}`}
      ${input.kind === undefined ? sql`` : sql`and t.kind = ${input.kind}`}
      ${isPlace ? sql`and (t.created_at, t.id) < (${new Date(when)}, ${id})` : sql``}
    order by t.created_at desc, t.id desc limit ${input.limit + 1}`.execute(ctx.db);
  const shown = rows.slice(0, input.limit);
  const of = (budget: Row["budget"]) => shown.flatMap((row) => (row.budget === budget ? [row.recipient] : []));
  const [people, chats, staff, whys] = await Promise.all([
    namesOf(ctx, of("person")),
    chatInfo(ctx, of("group")),
    staffNames(ctx, of("staff")),
    whysOf(
      ctx,
      shown.flatMap((row) => [row.planned_by, ...(row.displaced_by === null ? [] : [row.displaced_by])]),
    ),
  ]);
  const whoOf = ({ budget, recipient }: Row): RefusalItem["who"] => {
    if (budget === "person") return { budget, id: customerId(ctx.corpId, recipient), name: people.get(recipient) ?? "" };
    if (budget === "group") return { budget, id: groupId(ctx.corpId, recipient), name: chats.get(recipient)?.name ?? "" };
    return { budget, id: null, name: staff.get(recipient) ?? recipient };
  };
  const whyOf = (plannedBy: string) => whys.get(plannedBy) ?? { kind: plannedBy, label: "", to: null };
  const last = shown.at(-1);
  return {
    items: shown.map((row) => ({
      id: row.id,
      at: row.created_at.toISOString(),
      wantedAt: row.at.toISOString(),
      kind: row.kind,
      reason: row.reason,
      who: whoOf(row),
      why: whyOf(row.planned_by),
      gaveWayTo: row.displaced_by === null ? null : whyOf(row.displaced_by),
    })),
    nextCursor: rows.length > input.limit && last ? `${last.created_at.toISOString()}|${last.id}` : null,
  };
}

/** The most first. */
export async function countRefusals(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.gate.refusalCounts>,
): Promise<OutputOf<typeof api.gate.refusalCounts>> {
  const { rows } = await sql<{ reason: RefusalItem["reason"]; count: number }>`select t.reason, count(*)::int as count from touch t
    where t.corp_id = ${ctx.corpId} and t.state = 'refused' ${await days(ctx, input)} group by 1 order by 2 desc, 1`.execute(ctx.db);
  return { items: rows };
}

async function days(ctx: Ctx, { from, to }: { from?: string | undefined; to?: string | undefined }): Promise<RawBuilder<unknown>> {
  if (from === undefined && to === undefined) return sql``;
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  return sql`${from === undefined ? sql`` : sql`and t.created_at >= ${atLocal(from, "00:00", timeZone)}`}
    ${to === undefined ? sql`` : sql`and t.created_at < ${atLocal(to, "00:00", timeZone, 1)}`}`;
}

async function person(ctx: Ctx, id: string | undefined): Promise<RawBuilder<unknown>> {
  if (id === undefined) return sql``;
  const customer = await customerInScope(ctx, id);
  if (!customer) throw notFound("customer", id);
  return sql`and t.budget = 'person' and t.recipient = ${customer.externalUserId}`;
}
