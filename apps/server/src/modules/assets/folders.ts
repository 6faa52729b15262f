import type { api, ContentFolder, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { notFound, Problem } from "#kit/problem";

export async function listFolders(ctx: Ctx): Promise<OutputOf<typeof api.contents.folders>> {
  const { rows: folders } = await sql<ContentFolder>`select f.id, f.name, (select count(*)::int from content c
      where c.corp_id = f.corp_id and c.folder_id = f.id and c.archived_at is null) as contents
    from asset_folder f where f.corp_id = ${ctx.corpId} order by f.name, f.id`.execute(ctx.db);
  const { rows } = await sql<{ loose: number; archived: number; waiting: number }>`select
      count(*) filter (where c.folder_id is null and c.archived_at is null)::int as loose,
      count(*) filter (where c.archived_at is not null)::int as archived,
      count(*) filter (where c.archived_at is null and v.state = 'waiting')::int as waiting
    from content c join content_version v on v.corp_id = c.corp_id and v.content_id = c.id and v.n = c.last_n
    where c.corp_id = ${ctx.corpId}`.execute(ctx.db);
  return { folders, loose: rows[0]?.loose ?? 0, archived: rows[0]?.archived ?? 0, waiting: rows[0]?.waiting ?? 0 };
}

export async function saveFolder(ctx: Ctx, { id: given, name }: ParsedInputOf<typeof api.contents.saveFolder>): Promise<ContentFolder> {
  const id = given ?? newId("fld", ctx.now);
  await withUnit(ctx, async (unit) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`contents ${unit.corpId}`}))`.execute(unit.db);
    const { rows: taken } = await sql`select from asset_folder where corp_id = ${unit.corpId} and name = ${name} and id <> ${id}`.execute(
      unit.db,
    );
    if (taken.length > 0) throw new Problem("folderNameTaken", { name }, 409);
    const { rows } = await (
      given === undefined
        ? sql`insert into asset_folder (corp_id, id, name, created_at) values (${unit.corpId}, ${id}, ${name}, ${unit.now}) returning id`
        : sql`update asset_folder set name = ${name} where corp_id = ${unit.corpId} and id = ${id} returning id`
    ).execute(unit.db);
    if (rows.length === 0) throw notFound("folder", id);
    await unit.audit("contents.saveFolder", `folder:${id}`, { name });
  });
  const made = (await listFolders(ctx)).folders.find((one) => one.id === id);
  if (!made) throw notFound("folder", id);
  return made;
}

export async function removeFolder(ctx: Ctx, { id }: { id: string }): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql<{ name: string }>`delete from asset_folder where corp_id = ${unit.corpId} and id = ${id}
      returning name`.execute(unit.db);
    const [gone] = rows;
    if (!gone) throw notFound("folder", id);
    const { rows: loose } = await sql<{
      id: string;
    }>`update content set folder_id = null where corp_id = ${unit.corpId} and folder_id = ${id}
      returning id`.execute(unit.db);
    await unit.audit("contents.removeFolder", `folder:${id}`, { name: gone.name, contents: loose.map((one) => one.id) });
    return { ok: true };
  });
}
