import { createHash } from "node:crypto";
import type { api, AssetFile, OutputOf, ParsedInputOf } from "@shuke/contract";
import { PIECE_BYTES } from "@shuke/contract/asset-words";
import { sql } from "kysely";
import { withUnit } from "#actions";
import { actorName, actorWord } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { checkSize, type FileType, typeOf } from "./file-type.ts";

/** What nobody finished within a day is thrown away. */
const FORGOTTEN_MS = 86_400_000;
const THUMB = 240;
/** A picture of more points is no picture for a phone; opening one would take the memory of the house. */
const MOST_POINTS = 60_000_000;

const ownerOf = (ctx: Ctx, upload: string) => `up:${actorWord(ctx.actor)}:${upload}`;

/** A piece of a file; the same one again changes nothing. */
export async function addPiece(ctx: Ctx, { upload, n, data }: ParsedInputOf<typeof api.assets.addPiece>): Promise<{ ok: true }> {
  if (n === 0) {
    await sql`delete from asset_part where corp_id = ${ctx.corpId} and owner like 'up:%'
      and at < ${new Date(ctx.now.getTime() - FORGOTTEN_MS)}`.execute(ctx.db);
  }
  await sql`insert into asset_part (corp_id, owner, n, data, at)
    values (${ctx.corpId}, ${ownerOf(ctx, upload)}, ${n}, ${Buffer.from(data, "base64")}, ${ctx.now})
    on conflict (corp_id, owner, n) do update set data = excluded.data, at = excluded.at`.execute(ctx.db);
  return { ok: true };
}

/** Makes a file of the pieces. It is called after what is in it, so whoever brings it again gets the same one. */
export async function addFile(
  ctx: Ctx,
  { upload, pieces, name }: ParsedInputOf<typeof api.assets.addFile>,
): Promise<OutputOf<typeof api.assets.addFile>> {
  const owner = ownerOf(ctx, upload);
  const data = await partsOf(ctx, owner, pieces);
  await sql`delete from asset_part where corp_id = ${ctx.corpId} and owner = ${owner}`.execute(ctx.db);
  if (data === null) throw new Problem("assetPieces", { name }, 409);
  return keepFile(ctx, data, name);
}

/** Looks into the data, refuses what WeCom would, and keeps the rest under its digest. */
export async function keepFile(ctx: Ctx, data: Buffer, name: string): Promise<AssetFile> {
  const type = typeOf(data, name);
  checkSize(type, data.length, name);
  const seen = await look(type, data, name);
  const id = createHash("sha256").update(data).digest("hex");
  await withUnit(ctx, async (unit) => {
    const { rows } = await sql`insert into asset_file (corp_id, id, kind, mime, bytes, width, height, name, thumb, created_at, created_by)
      values (${unit.corpId}, ${id}, ${type.kind}, ${type.mime}, ${data.length}, ${seen.width}, ${seen.height}, ${name}, ${seen.thumb},
        ${unit.now}, ${actorName(unit.actor)})
      on conflict do nothing returning id`.execute(unit.db);
    if (rows.length > 0) {
      for (let n = 0; n * PIECE_BYTES < data.length; n += 1) {
        await sql`insert into asset_part (corp_id, owner, n, data, at)
          values (${unit.corpId}, ${id}, ${n}, ${data.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES)}, ${unit.now})`.execute(unit.db);
      }
      await unit.audit("assets.addFile", `file:${id}`, { name, kind: type.kind, bytes: data.length });
    }
  });
  const [file] = await filesByIds(ctx, [id]);
  if (!file) throw new Error(`file ${id} vanished`);
  return file;
}

/** A picture must be one that can be drawn; of videos and papers nothing is shown. */
async function look(type: FileType, data: Buffer, name: string) {
  if (type.kind !== "image") return { width: null, height: null, thumb: null };
  const { default: sharp } = await import("sharp");
  try {
    const image = sharp(data, { limitInputPixels: MOST_POINTS }).rotate();
    const { width, height } = await sharp(data).metadata();
    const thumb = await image
      .resize(THUMB, THUMB, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#fff" })
      .jpeg()
      .toBuffer();
    return { width, height, thumb };
  } catch {
    throw new Problem("assetBroken", { name });
  }
}

export async function filesByIds(ctx: Ctx, ids: readonly string[]): Promise<AssetFile[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<AssetFile>`select id, kind, mime, bytes, width, height, name, thumb is not null as "hasThumb" from asset_file
    where corp_id = ${ctx.corpId} and id = any(${[...ids]}) order by id`.execute(ctx.db);
  return rows;
}

export async function fileKind(ctx: Ctx, id: string): Promise<FileType["kind"] | null> {
  return (await filesByIds(ctx, [id]))[0]?.kind ?? null;
}

export type FileBody = { name: string; mime: string; kind: FileType["kind"]; data: Buffer };

/** A file with what is in it, or its little picture; null: there is none. */
export async function readFileBody(ctx: Pick<Ctx, "db" | "corpId">, id: string, thumb = false): Promise<FileBody | null> {
  const { rows } = await sql<{ name: string; mime: string; kind: FileType["kind"]; thumb: Buffer | null }>`select name, mime, kind,
      case when ${thumb} then thumb end as thumb from asset_file where corp_id = ${ctx.corpId} and id = ${id}`.execute(ctx.db);
  const [file] = rows;
  if (!file) return null;
  if (thumb) return file.thumb === null ? null : { ...file, mime: "image/jpeg", data: file.thumb };
  const data = await partsOf(ctx, id, null);
  return data === null ? null : { ...file, data };
}

/** All pieces together; null when one is missing. */
async function partsOf(ctx: Pick<Ctx, "db" | "corpId">, owner: string, pieces: number | null): Promise<Buffer | null> {
  const { rows } = await sql<{ n: number; data: Buffer }>`select n, data from asset_part
    where corp_id = ${ctx.corpId} and owner = ${owner} order by n`.execute(ctx.db);
  const isWhole = rows.length > 0 && (pieces === null || rows.length === pieces) && rows.every(({ n }, place) => n === place);
  return isWhole ? Buffer.concat(rows.map(({ data }) => data)) : null;
}
