import type { api, LinkPerson, OutputOf, ParsedInputOf, ShortLink } from "@shuke/contract";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { notFound } from "#kit/problem";
import { namesOf } from "#modules/customers";
import { staffNames } from "#modules/org";

export type LinkRow = {
  id: string;
  code: string;
  name: string;
  url: string;
  follow: ShortLink["follow"];
  follow_minutes: number;
  follow_text: string;
  archived_at: Date | null;
  version: number;
  updated_at: Date;
  updated_by: string;
};

const columns = sql`id, code, name, url, follow, follow_minutes, follow_text, archived_at, version, updated_at, updated_by`;
export const pathOf = (code: string) => `/m/k/${code}`;

export async function linkById(ctx: Ctx, id: string): Promise<LinkRow | null> {
  const { rows } = await sql<LinkRow>`select ${columns} from short_link where corp_id = ${ctx.corpId} and id = ${id}`.execute(ctx.db);
  return rows[0] ?? null;
}

/** Where a code leads; null for one that nobody made, and for one that was put away. */
export async function linkByCode(ctx: Pick<Ctx, "db" | "corpId">, code: string): Promise<LinkRow | null> {
  const { rows } = await sql<LinkRow>`select ${columns} from short_link
    where corp_id = ${ctx.corpId} and code = ${code} and archived_at is null`.execute(ctx.db);
  return rows[0] ?? null;
}

export type LinksDeps = { publicUrl: () => string };

export const listLinks =
  (deps: LinksDeps) =>
  async (ctx: Ctx, input: ParsedInputOf<typeof api.links.list>): Promise<OutputOf<typeof api.links.list>> => {
    const { query = "", archived, cursor, limit } = input;
    const like = `%${query.replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
    const where = sql`corp_id = ${ctx.corpId} and (archived_at is not null) = ${archived}
      and (${query === ""} or name ilike ${like} or url ilike ${like} or code = ${query})`;
    const [, at, id] = /^([^|]+)\|(.+)$/u.exec(cursor ?? "") ?? [];
    const after = at === undefined ? sql`true` : sql`(updated_at, id) < (${at}::timestamptz, ${id ?? ""})`;
    const { rows } = await sql<LinkRow>`select ${columns} from short_link where ${where} and ${after}
      order by updated_at desc, id desc limit ${limit + 1}`.execute(ctx.db);
    const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from short_link where ${where}`.execute(ctx.db);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: await toLinks(ctx, shown, deps),
      nextCursor: rows.length > limit && last ? `${last.updated_at.toISOString()}|${last.id}` : null,
      total: counted[0]?.n ?? 0,
    };
  };

type Figures = { id: string; people: number; clicks: number; bought: number };

async function toLinks(ctx: Ctx, rows: readonly LinkRow[], { publicUrl }: LinksDeps): Promise<ShortLink[]> {
  const ids = rows.map(({ id }) => id);
  const { rows: counted } = await sql<Figures>`select link_id as id, people, clicks, bought from link_figure
    where corp_id = ${ctx.corpId} and link_id = any(${ids})`.execute(ctx.db);
  const figures = new Map(counted.map((one) => [one.id, one]));
  const { rows: others } = await sql<{ id: string; kind: keyof ShortLink["figures"]["others"]; n: number }>`select link_id as id, kind, n
    from link_other where corp_id = ${ctx.corpId} and link_id = any(${ids})`.execute(ctx.db);
  return rows.map((row) => {
    const other = (kind: string) => others.find((one) => one.id === row.id && one.kind === kind)?.n ?? 0;
    return {
      id: row.id,
      name: row.name,
      url: row.url,
      path: pathOf(row.code),
      address: publicUrl() + pathOf(row.code),
      follow: row.follow,
      followMinutes: row.follow_minutes,
      followText: row.follow_text,
      archived: row.archived_at !== null,
      version: row.version,
      updatedAt: row.updated_at.toISOString(),
      updatedBy: row.updated_by,
      figures: {
        people: figures.get(row.id)?.people ?? 0,
        clicks: figures.get(row.id)?.clicks ?? 0,
        bought: figures.get(row.id)?.bought ?? 0,
        others: { preview: other("preview"), outside: other("outside"), staff: other("staff"), stranger: other("stranger") },
      },
    };
  });
}

export const oneLink =
  (deps: LinksDeps) =>
  async (ctx: Ctx, id: string): Promise<ShortLink> => {
    const row = await linkById(ctx, id);
    const [link] = row ? await toLinks(ctx, [row], deps) : [];
    if (!link) throw notFound("link", id);
    return link;
  };

export const getLink =
  (deps: LinksDeps) =>
  async (ctx: Ctx, { id }: { id: string }): Promise<OutputOf<typeof api.links.get>> => {
    const link = await oneLink(deps)(ctx, id);
    const { rows } = await sql<{ state: LinkState; n: number }>`select state, count(*)::int as n from link_follow
      where corp_id = ${ctx.corpId} and link_id = ${id} group by state order by state`.execute(ctx.db);
    return { ...link, follows: rows };
  };
type LinkState = NonNullable<LinkPerson["follow"]>["state"];

type PersonRow = {
  who: string;
  clicks: number;
  first_at: Date;
  last_at: Date;
  bought_at: Date | null;
  state: LinkState | null;
  reason: string | null;
  due_at: Date | null;
  user_id: string | null;
};

/** The last one first; the cursor is the last row's. */
export async function linkPeople(ctx: Ctx, input: ParsedInputOf<typeof api.links.people>): Promise<OutputOf<typeof api.links.people>> {
  const { id, cursor, limit } = input;
  const [, at, who] = /^([^|]+)\|(.+)$/u.exec(cursor ?? "") ?? [];
  const after = at === undefined ? sql`true` : sql`(p.last_at, p.external_user_id) < (${at}::timestamptz, ${who ?? ""})`;
  const { rows } =
    await sql<PersonRow>`select p.external_user_id as who, p.clicks, p.first_at, p.last_at, p.bought_at, f.state, f.reason, f.due_at, f.user_id
    from link_person p left join link_follow f
      on f.corp_id = p.corp_id and f.link_id = p.link_id and f.external_user_id = p.external_user_id
    where p.corp_id = ${ctx.corpId} and p.link_id = ${id} and ${after}
    order by p.last_at desc, p.external_user_id desc limit ${limit + 1}`.execute(ctx.db);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from link_person
    where corp_id = ${ctx.corpId} and link_id = ${id}`.execute(ctx.db);
  const shown = rows.slice(0, limit);
  const people = shown.map((row) => row.who);
  const names = await namesOf(ctx, people);
  const staff = await staffNames(
    ctx,
    shown.flatMap(({ user_id }) => user_id ?? []),
  );
  const last = shown.at(-1);
  return {
    items: shown.map((row) => ({
      customerId: customerId(ctx.corpId, row.who),
      name: names.get(row.who) ?? null,
      clicks: row.clicks,
      firstAt: row.first_at.toISOString(),
      lastAt: row.last_at.toISOString(),
      bought: row.bought_at !== null,
      follow: row.state && {
        state: row.state,
        reason: row.reason,
        dueAt: row.due_at?.toISOString() ?? null,
        staff: row.user_id === null ? null : (staff.get(row.user_id) ?? row.user_id),
      },
    })),
    nextCursor: rows.length > limit && last ? `${last.last_at.toISOString()}|${last.who}` : null,
    total: counted[0]?.n ?? 0,
  };
}
