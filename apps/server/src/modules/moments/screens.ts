import { sql } from "kysely";
import type { api, Moment, MomentCounts, MomentItem, MomentStaff, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { liveContents } from "#modules/assets";
import { namesOf } from "#modules/customers";
import { staffNames } from "#modules/org";
import { MOMENT, readMoment, toMoment } from "./rows.ts";
import type { MomentRow } from "./types.ts";

export async function listMoments(
  ctx: Ctx,
  { query = "", state, cursor, limit }: ParsedInputOf<typeof api.moments.list>,
): Promise<OutputOf<typeof api.moments.list>> {
  const like = `%${query.replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
  const where = sql`m.corp_id = ${ctx.corpId} and (${query === ""} or m.name ilike ${like}) and (${state ?? null}::text is null or m.state = ${state ?? null})`;
  const [, at, id] = /^([^|]+)\|(.+)$/u.exec(cursor ?? "") ?? [];
  const after = at === undefined ? sql`true` : sql`(m.created_at, m.id) < (${at}::timestamptz, ${id ?? ""})`;
  const { rows } = await sql<MomentRow>`select ${MOMENT} from moment m where ${where} and ${after}
    order by m.created_at desc, m.id desc limit ${limit + 1}`.execute(ctx.db);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from moment m where ${where}`.execute(ctx.db);
  const shown = rows.slice(0, limit).map(toMoment);
  const last = shown.at(-1);
  return {
    items: await toItems(ctx, shown),
    nextCursor: rows.length > limit && last ? `${last.createdAt.toISOString()}|${last.id}` : null,
    total: counted[0]?.n ?? 0,
  };
}

const NOTHING: MomentCounts = { asked: 0, refused: 0, published: 0, visible: 0, likes: 0, comments: 0, people: 0 };

async function toItems(ctx: Ctx, rows: readonly MomentRow[]): Promise<MomentItem[]> {
  const ids = rows.map(({ id }) => id);
  const { rows: counts } = await sql<
    MomentCounts & { id: string }
  >`select i.id, s.asked, s.refused, p.published, p.visible, r.likes, r.comments, r.people
    from unnest(${ids}::text[]) i(id)
    cross join lateral (select (count(*) filter (where state <> 'refused'))::int as asked, (count(*) filter (where state = 'refused'))::int as refused
      from moment_staff where corp_id = ${ctx.corpId} and moment_id = i.id) s
    cross join lateral (select count(*)::int as published, coalesce(sum(visible), 0)::int as visible
      from moment_post where corp_id = ${ctx.corpId} and moment_id = i.id) p
    cross join lateral (select (count(*) filter (where kind = 'like'))::int as likes, (count(*) filter (where kind = 'comment'))::int as comments,
        count(distinct external_user_id)::int as people
      from moment_reaction where corp_id = ${ctx.corpId} and moment_id = i.id) r`.execute(ctx.db);
  const byId = new Map(counts.map(({ id, ...one }) => [id, one]));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    state: row.state,
    value: row.plan.value,
    selling: row.plan.selling,
    counts: byId.get(row.id) ?? NOTHING,
    until: row.plan.until,
    createdAt: row.createdAt.toISOString(),
    savedBy: row.savedBy,
  }));
}

export async function getMoment(ctx: Ctx, { id }: { id: string }): Promise<Moment> {
  const row = await readMoment(ctx, id);
  const [item] = await toItems(ctx, [row]);
  if (!item) throw new Error(`${id} is no item`);
  const { contentId } = row.plan;
  const content = contentId === null ? undefined : (await liveContents(ctx, [contentId])).get(contentId);
  return {
    ...item,
    plan: row.plan,
    revision: row.revision,
    reason: row.reason,
    submittedAt: row.submittedAt?.toISOString() ?? null,
    submittedBy: row.submittedBy,
    endedAt: row.endedAt?.toISOString() ?? null,
    content: content ? { id: content.id, name: content.name } : null,
  };
}

type StaffRow = Omit<MomentStaff, "name" | "publishedAt"> & { publishedAt: Date | null };

const IS = {
  asked: sql`s.state = 'asked' and p.user_id is null`,
  published: sql`p.user_id is not null`,
  spared: sql`s.state = 'spared'`,
  refused: sql`s.state = 'refused'`,
} as const;

export async function momentStaff(
  ctx: Ctx,
  { id, state, cursor, limit }: ParsedInputOf<typeof api.moments.staff>,
): Promise<OutputOf<typeof api.moments.staff>> {
  await readMoment(ctx, id);
  const from = sql`from moment_staff s left join moment_post p on p.corp_id = s.corp_id and p.moment_id = s.moment_id and p.user_id = s.user_id
    where s.corp_id = ${ctx.corpId} and s.moment_id = ${id} and ${state === undefined ? sql`true` : IS[state]}`;
  const reactions = (kind: "like" | "comment") => sql`(select count(*)::int from moment_reaction r where r.corp_id = s.corp_id
    and r.moment_id = s.moment_id and r.user_id = s.user_id and r.kind = ${kind})`;
  const { rows } =
    await sql<StaffRow>`select s.user_id as "userId", case when p.user_id is not null then 'published' else s.state end as state, s.reason,
      p.published_at as "publishedAt", p.visible, ${reactions("like")} as likes, ${reactions("comment")} as comments
    ${from} and s.user_id > ${cursor ?? ""} order by s.user_id limit ${limit + 1}`.execute(ctx.db);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n ${from}`.execute(ctx.db);
  const shown = rows.slice(0, limit);
  const names = await staffNames(
    ctx,
    shown.map(({ userId }) => userId),
  );
  return {
    items: shown.map((row) => ({ ...row, name: names.get(row.userId) ?? row.userId, publishedAt: row.publishedAt?.toISOString() ?? null })),
    nextCursor: rows.length > limit ? (shown.at(-1)?.userId ?? null) : null,
    total: counted[0]?.n ?? 0,
  };
}

/** The last one first; the cursor is the last row's. */
export async function momentPeople(
  ctx: Ctx,
  { id, cursor, limit }: ParsedInputOf<typeof api.moments.people>,
): Promise<OutputOf<typeof api.moments.people>> {
  await readMoment(ctx, id);
  const [at, who = "", kindAt = "", userAt = ""] = (cursor ?? "").split("|");
  const after =
    cursor === undefined
      ? sql`true`
      : sql`(r.at, r.external_user_id, r.kind, r.user_id) < (${at}::timestamptz, ${who}, ${kindAt}, ${userAt})`;
  const { rows } = await sql<{ who: string; kind: "like" | "comment"; userId: string; at: Date }>`select r.external_user_id as who, r.kind,
      r.user_id as "userId", r.at from moment_reaction r where r.corp_id = ${ctx.corpId} and r.moment_id = ${id} and ${after}
    order by r.at desc, r.external_user_id desc, r.kind desc, r.user_id desc limit ${limit + 1}`.execute(ctx.db);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from moment_reaction
    where corp_id = ${ctx.corpId} and moment_id = ${id}`.execute(ctx.db);
  const shown = rows.slice(0, limit);
  const names = await namesOf(
    ctx,
    shown.map((row) => row.who),
  );
  const staff = await staffNames(
    ctx,
    shown.map(({ userId }) => userId),
  );
  const last = shown.at(-1);
  return {
    items: shown.map((row) => ({
      customerId: customerId(ctx.corpId, row.who),
      name: names.get(row.who) ?? null,
      kind: row.kind,
      staff: staff.get(row.userId) ?? row.userId,
      at: row.at.toISOString(),
    })),
    nextCursor: rows.length > limit && last ? [last.at.toISOString(), last.who, last.kind, last.userId].join("|") : null,
    total: counted[0]?.n ?? 0,
  };
}
