import type { api, Content, ContentVersion, OutputOf, ParsedInputOf } from "@shuke/contract";
import { placesFor, variablesOf } from "@shuke/contract/asset-words";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { filesByIds } from "./files.ts";
import { mediaErrors, mediaOf } from "./media.ts";
import { filesOf, isUsable } from "./rules.ts";
import type { ContentRow, VersionRow } from "./types.ts";
import { usesOf } from "./uses.ts";

export const contentColumns = sql`c.id, c.folder_id, c.name, c.last_n, c.live_n, c.expires_at, c.archived_at, c.version, c.updated_at,
  c.updated_by, v.state, v.body, v.attachments`;
export const newest = sql`content c join content_version v on v.corp_id = c.corp_id and v.content_id = c.id and v.n = c.last_n`;

export const likeOf = (query: string) => `%${query.replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;

/** The last changed first; the cursor is the last row's. `none` as a folder: what lies in none. */
export async function listContents(ctx: Ctx, input: ParsedInputOf<typeof api.contents.list>): Promise<OutputOf<typeof api.contents.list>> {
  const { query = "", folderId, state, archived, cursor, limit } = input;
  const like = likeOf(query);
  const where = sql`c.corp_id = ${ctx.corpId} and (c.archived_at is not null) = ${archived}
    and (${query === ""} or c.name ilike ${like} or v.body ilike ${like} or v.attachments::text ilike ${like})
    and (${folderId === undefined} or c.folder_id is not distinct from ${folderId === "none" ? null : (folderId ?? null)})
    and (${state === undefined} or v.state = ${state ?? null})`;
  const [, at, id] = /^([^|]+)\|(.+)$/u.exec(cursor ?? "") ?? [];
  const after = at === undefined ? sql`true` : sql`(c.updated_at, c.id) < (${at}::timestamptz, ${id ?? ""})`;
  const { rows } = await sql<ContentRow>`select ${contentColumns} from ${newest} where ${where} and ${after}
    order by c.updated_at desc, c.id desc limit ${limit + 1}`.execute(ctx.db);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from ${newest} where ${where}`.execute(ctx.db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: await toContents(ctx, shown),
    nextCursor: rows.length > limit && last ? `${last.updated_at.toISOString()}|${last.id}` : null,
    total: counted[0]?.n ?? 0,
  };
}

export async function readContents(ctx: Ctx, ids: readonly string[]): Promise<ContentRow[]> {
  const { rows } = await sql<ContentRow>`select ${contentColumns} from ${newest}
    where c.corp_id = ${ctx.corpId} and c.id = any(${[...ids]}) order by c.id`.execute(ctx.db);
  return rows;
}

export async function toContents(ctx: Ctx, rows: readonly ContentRow[]): Promise<Content[]> {
  const media = await mediaOf(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    folderId: row.folder_id,
    name: row.name,
    state: row.state,
    text: row.body,
    attachments: row.attachments,
    n: row.last_n,
    liveN: row.live_n,
    usable: isUsable(row, ctx.now),
    places: placesFor(variablesOf(row.body)),
    expiresAt: row.expires_at?.toISOString() ?? null,
    archived: row.archived_at !== null,
    media: media.get(row.id) ?? "none",
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  }));
}

/** As the verbs that change one answer. */
export async function oneContent(ctx: Ctx, id: string): Promise<Content> {
  const [made] = await toContents(ctx, await readContents(ctx, [id]));
  if (!made) throw notFound("content", id);
  return made;
}

const SHOWN_VERSIONS = 50;

export async function getContent(ctx: Ctx, { id }: { id: string }): Promise<OutputOf<typeof api.contents.get>> {
  const shown = await oneContent(ctx, id);
  const { rows } = await sql<VersionRow>`select n, state, body, attachments, made_at, made_by, made_name, judged_at, judged_name, remark
    from content_version where corp_id = ${ctx.corpId} and content_id = ${id} order by n desc limit ${SHOWN_VERSIONS}`.execute(ctx.db);
  const fileIds = new Set(rows.flatMap(({ attachments }) => filesOf(attachments).all));
  return {
    ...shown,
    versions: rows.map(toVersion),
    files: await filesByIds(ctx, [...fileIds]),
    mediaErrors: await mediaErrors(ctx, id),
    uses: await usesOf(ctx, id),
  };
}

const toVersion = (row: VersionRow): ContentVersion => ({
  n: row.n,
  state: row.state,
  text: row.body,
  attachments: row.attachments,
  madeAt: row.made_at.toISOString(),
  madeBy: row.made_name,
  judgedAt: row.judged_at?.toISOString() ?? null,
  judgedBy: row.judged_name,
  remark: row.remark,
});
