import { sql } from "kysely";
import type { api, CustomerItem, OutputOf, ParsedInputOf } from "@shuke/contract";
import { gateSettings, personStanding } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { atLocal } from "#kit/tz";
import { customerInScope, type CustomerRow, firstPage, marksOf, type RelationView, searchCustomers } from "#modules/customers";
import { allFields, valuesOf } from "#modules/fields";
import { groupsOfMany, staysOf } from "#modules/groups";
import { codeNames, homeOfChats } from "#modules/live-codes";
import { staffNames, storesByIds } from "#modules/org";
import { enrolmentsOf } from "#modules/sops";
import { tagNames } from "#modules/tags";
import { isoOfSec, readCursor, writeCursor } from "./cursor.ts";
import { searchOf } from "./filter.ts";
import { ofSeenChats, relationsInScope } from "./in-scope.ts";
import { guideOf, poolsOf, wishViews } from "./standing.ts";
import { stagesOf } from "./stages.ts";
import { timelineKinds } from "./timeline-kinds.ts";
import { timelineOf } from "./timeline.ts";

const TIMELINE_PAGE = 30;

/** People by name, remark or external user id and by everything that is known of them. */
export async function listCustomers(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.customers.list>,
): Promise<OutputOf<typeof api.customers.list>> {
  const { limit, sort } = input;
  const after = readCursor(input.cursor);
  const { where, search } = await searchOf(ctx, input);
  const page = { limit: limit + 1, after: after && { addedSec: after.at, id: after.id }, sort };
  const rows = await (search === null ? searchCustomers(ctx, where, page) : firstPage(ctx, search, page));
  const items = await toItems(ctx, rows.slice(0, limit));
  const last = rows[limit - 1];
  return { items, nextCursor: rows.length > limit && last ? writeCursor(last.addedSec, last.id) : null };
}

export async function toItems(ctx: Ctx, rows: readonly CustomerRow[]): Promise<CustomerItem[]> {
  const relations = await relationsInScope(
    ctx,
    rows.map((row) => row.id),
  );
  const all = [...relations.values()].flat();
  const ids = rows.map((row) => row.id);
  const listed = (await allFields(ctx)).filter((field) => field.listed && field.archivedAt === null).map(({ key }) => key);
  const [staff, tags, groups, codes, values, marks, stages] = await Promise.all([
    staffNames(ctx, [...new Set(all.map((relation) => relation.userId))]),
    tagNames(ctx, [...new Set(rows.flatMap((row) => row.tagIds))]),
    groupsOfMany(
      ctx,
      rows.map((row) => row.externalUserId),
    ),
    codeNames(
      ctx,
      all.map((relation) => relation.channelState),
    ),
    valuesOf(ctx, ids, listed),
    marksOf(ctx, ids),
    stagesOf(ctx, ids),
  ]);
  const valuesBy = Map.groupBy(values, ({ customerId }) => customerId);
  return rows.map((row) => {
    const mine = relations.get(row.id) ?? [];
    const kept = mine.filter((relation) => relation.state !== "ended");
    const channel = firstChannel(kept.length > 0 ? kept : mine);
    return {
      id: row.id,
      externalUserId: row.externalUserId,
      name: row.name,
      state: row.state,
      stage: stages.get(row.id)?.stage ?? null,
      marks: marks.get(row.id) ?? [],
      fields: (valuesBy.get(row.id) ?? []).map(({ key, value }) => ({ key, value })),
      tags: row.tagIds.map((id) => ({ id, name: tags.get(id)?.name ?? id, group: tags.get(id)?.group ?? "" })),
      staff: kept.map(({ userId }) => ({ userId, name: staff.get(userId) ?? userId })),
      groups: ofSeenChats(ctx, groups.get(row.externalUserId) ?? []),
      channel: channel === null ? null : (codes.get(channel) ?? channel),
      addedAt: row.addedSec > 0 ? isoOfSec(row.addedSec) : null,
    };
  });
}

const firstChannel = (relations: readonly RelationView[]) => relations.find((one) => one.channelState !== "")?.channelState ?? null;

/** One person with everything that we know and did. */
export async function getCustomer(ctx: Ctx, input: { id: string }): Promise<OutputOf<typeof api.customers.get>> {
  const row = await customerInScope(ctx, input.id);
  const [item] = row ? await toItems(ctx, [row]) : [];
  if (!row || !item) throw notFound("customer", input.id);
  const [relations, allStays, sops, standing, timeline] = await Promise.all([
    relationViews(ctx, row.id),
    staysOf(ctx, row.externalUserId),
    enrolmentsOf(ctx, row.externalUserId),
    personStanding(ctx, row.externalUserId, ctx.now),
    timelineOf(ctx, row, { limit: TIMELINE_PAGE }),
  ]);
  const [fields, wishes, stages, kept] = await Promise.all([
    valuesOf(ctx, [row.id]),
    wishViews(ctx, row.id),
    stagesOf(ctx, [row.id]),
    relationsInScope(ctx, [row.id]),
  ]);
  const stays = ofSeenChats(ctx, allStays);
  const inGroups = stays.filter(({ leftAt }) => leftAt === null).length;
  const [pools, guide] = await Promise.all([poolsOf(ctx, { ...row, inGroups }), guideOf(ctx, row.id, kept.get(row.id) ?? [])]);
  const homes = await homeOfChats(ctx, [...new Set(stays.map((stay) => stay.chatId))]);
  const store = await storeOf(
    ctx,
    row.id,
    stays.flatMap((stay) => (stay.leftAt === null ? (homes.get(stay.chatId)?.storeId ?? []) : [])),
  );
  return {
    profile: {
      ...item,
      unionid: row.unionid || null,
      gender: row.gender,
      avatar: row.avatar || null,
      storeId: store?.id ?? null,
      storeName: store?.name ?? null,
    },
    relations,
    tags: item.tags,
    fields: fields.map(({ key, value }) => ({ key, value })),
    wishes,
    pools,
    guide,
    stageSince: stages.get(row.id)?.since.toISOString() ?? null,
    groups: stays.map((stay) => ({
      id: stay.id,
      chatId: stay.chatId,
      name: stay.name,
      joinedAt: stay.joinedAt.toISOString(),
      leftAt: stay.leftAt?.toISOString() ?? null,
      storeId: homes.get(stay.chatId)?.storeId ?? null,
    })),
    sops,
    touches: { used: Math.ceil(standing.load), cap: standing.budget, days: standing.days },
    timeline,
  };
}

async function relationViews(ctx: Ctx, id: string): Promise<OutputOf<typeof api.customers.get>["relations"]> {
  const rows = (await relationsInScope(ctx, [id])).get(id) ?? [];
  const staff = await staffNames(
    ctx,
    rows.map((row) => row.userId),
  );
  const codes = await codeNames(
    ctx,
    rows.map((row) => row.channelState),
  );
  return rows.map((row) => ({
    userId: row.userId,
    staffName: staff.get(row.userId) ?? row.userId,
    // Not confirmed by us yet: to the reader she is a friend whom WeCom does not list.
    state: row.state === "half" ? "active" : row.state,
    remark: row.remark,
    description: row.description,
    addedAt: isoOfSec(row.createdSec),
    endedAt: row.endedAt?.toISOString() ?? null,
    addWay: row.addWay,
    channel: row.channelState === "" ? null : (codes.get(row.channelState) ?? row.channelState),
    tagIds: row.tagIds,
  }));
}

/** The store of her group, else the one that she chose last. */
async function storeOf(ctx: Ctx, id: string, ofGroups: readonly string[]): Promise<{ id: string; name: string } | null> {
  const { rows } = await sql<{ id: string | null }>`select data ->> 'storeId' as id from event
    where corp_id = ${ctx.corpId} and subject = ${`customer:${id}`} and type = 'store.chosen' order by seq desc limit 1`.execute(ctx.db);
  const wanted = ofGroups[0] ?? rows[0]?.id;
  if (wanted === undefined || wanted === null) return null;
  return { id: wanted, name: (await storesByIds(ctx, [wanted])).get(wanted)?.name ?? wanted };
}

/** How much of her patience is spent (law 5). */
/** Further pages of the timeline. */
export async function customerTimeline(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.customers.timeline>,
): Promise<OutputOf<typeof api.customers.timeline>> {
  const row = await customerInScope(ctx, input.id);
  if (!row) throw notFound("customer", input.id);
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  return timelineOf(ctx, row, {
    limit: input.limit,
    cursor: input.cursor,
    types: input.kind === undefined ? undefined : timelineKinds[input.kind],
    from: input.from === undefined ? undefined : atLocal(input.from, "00:00", timeZone),
    to: input.to === undefined ? undefined : atLocal(input.to, "00:00", timeZone, 1),
  });
}
