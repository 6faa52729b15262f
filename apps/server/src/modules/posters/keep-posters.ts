import type { api, OutputOf, ParsedInputOf, Poster, PosterSlots } from "@shuke/contract";
import { sql } from "kysely";
import { type Unit, withUnit } from "#actions";
import { actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { notFound, Problem } from "#kit/problem";
import { fileKind } from "#modules/assets";

type Row = {
  id: string;
  name: string;
  file_id: string;
  slots: PosterSlots;
  archived_at: Date | null;
  version: number;
  updated_at: Date;
  updated_by: string;
};
const columns = sql`id, name, file_id, slots, archived_at, version, updated_at, updated_by`;

const toPoster = (row: Row): Poster => ({
  id: row.id,
  name: row.name,
  fileId: row.file_id,
  slots: row.slots,
  archived: row.archived_at !== null,
  version: row.version,
  updatedAt: row.updated_at.toISOString(),
  updatedBy: row.updated_by,
});

export async function listPosters(ctx: Ctx, input: ParsedInputOf<typeof api.posters.list>): Promise<OutputOf<typeof api.posters.list>> {
  const { query = "", archived, cursor, limit } = input;
  const like = `%${query.replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
  const where = sql`corp_id = ${ctx.corpId} and (archived_at is not null) = ${archived} and (${query === ""} or name ilike ${like})`;
  const [, at, id] = /^([^|]+)\|(.+)$/u.exec(cursor ?? "") ?? [];
  const after = at === undefined ? sql`true` : sql`(updated_at, id) < (${at}::timestamptz, ${id ?? ""})`;
  const { rows } = await sql<Row>`select ${columns} from poster where ${where} and ${after}
    order by updated_at desc, id desc limit ${limit + 1}`.execute(ctx.db);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from poster where ${where}`.execute(ctx.db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last ? `${last.updated_at.toISOString()}|${last.id}` : null;
  return { items: shown.map(toPoster), nextCursor, total: counted[0]?.n ?? 0 };
}

export async function onePoster(ctx: Ctx, id: string): Promise<Poster> {
  const { rows } = await sql<Row>`select ${columns} from poster where corp_id = ${ctx.corpId} and id = ${id}`.execute(ctx.db);
  if (!rows[0]) throw notFound("poster", id);
  return toPoster(rows[0]);
}

export async function savePoster(ctx: Ctx, input: ParsedInputOf<typeof api.posters.save>): Promise<Poster> {
  const { name, fileId, slots } = input;
  const id = input.id ?? newId("pst", ctx.now);
  await withUnit(ctx, async (unit) => {
    await lock(unit);
    const before = input.id === undefined ? null : await unchanged(unit, id, input.version);
    if ((await fileKind(unit, fileId)) !== "image") throw new Problem("posterBackground", {}, 409);
    const { rows } = await sql`select from poster where corp_id = ${unit.corpId} and name = ${name} and id <> ${id}`.execute(unit.db);
    if (rows.length > 0) throw new Problem("posterNameTaken", { name }, 409);
    const by = actorName(unit.actor);
    await sql`insert into poster as p (corp_id, id, name, file_id, slots, created_at, updated_at, updated_by)
      values (${unit.corpId}, ${id}, ${name}, ${fileId}, ${JSON.stringify(slots)}, ${unit.now}, ${unit.now}, ${by})
      on conflict (corp_id, id) do update set name = excluded.name, file_id = excluded.file_id, slots = excluded.slots,
        version = p.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by`.execute(unit.db);
    await unit.audit("posters.save", `poster:${id}`, { before, input });
  });
  return onePoster(ctx, id);
}

export const archivePoster = (ctx: Ctx, { id, version }: { id: string; version: number }) =>
  put(ctx, id, version, ctx.now, "posters.archive");
export const restorePoster = (ctx: Ctx, { id }: { id: string }) => put(ctx, id, undefined, null, "posters.restore");

async function put(ctx: Ctx, id: string, version: number | undefined, archivedAt: Date | null, verb: string): Promise<Poster> {
  await withUnit(ctx, async (unit) => {
    await lock(unit);
    const { name } = await unchanged(unit, id, version);
    await sql`update poster set archived_at = ${archivedAt}, version = version + 1, updated_at = ${unit.now},
      updated_by = ${actorName(unit.actor)} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit(verb, `poster:${id}`, { name });
  });
  return onePoster(ctx, id);
}

const lock = (unit: Unit) => sql`select pg_advisory_xact_lock(hashtext(${`posters ${unit.corpId}`}))`.execute(unit.db);

async function unchanged(unit: Unit, id: string, version: number | undefined): Promise<Poster> {
  const before = await onePoster(unit, id);
  if (version !== undefined && before.version !== version) throw new Problem("posterSavedMeanwhile", { by: before.updatedBy }, 409);
  return before;
}
