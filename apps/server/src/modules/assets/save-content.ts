import type { api, Content, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { type Unit, withUnit } from "#actions";
import { actorName, actorWord } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { notFound, Problem } from "#kit/problem";
import { filesByIds } from "./files.ts";
import { oneContent, readContents } from "./list-contents.ts";
import { keepWarm } from "./media.ts";
import { checkWording, filesOf } from "./rules.ts";
import { contentSettings } from "./settings.ts";
import type { ContentRow } from "./types.ts";
import { usesOf } from "./uses.ts";

type Input = ParsedInputOf<typeof api.contents.save>;

/** Changes of the library go one after another, so that a name and a version are what they were when they are written. */
async function lockLibrary(unit: Unit): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`contents ${unit.corpId}`}))`.execute(unit.db);
}

/** Every saving is a version of its own; what goes out changes only when one is let through. */
export async function saveContent(ctx: Ctx, input: Input): Promise<Content> {
  checkWording(input);
  const id = input.id ?? newId("cnt", ctx.now);
  const { approval } = await contentSettings(ctx);
  const state = !input.publish ? "draft" : approval ? "waiting" : "live";
  await withUnit(ctx, async (unit) => {
    await lockLibrary(unit);
    const [before] = input.id === undefined ? [] : await readContents(unit, [id]);
    if (input.id !== undefined && !before) throw notFound("content", id);
    if (before && before.version !== input.version) throw new Problem("contentSavedMeanwhile", { by: before.updated_by }, 409);
    if (before?.archived_at) throw new Problem("contentArchived", { name: before.name }, 409);
    await checkNames(unit, id, input);
    const n = (before?.last_n ?? 0) + 1;
    const by = actorName(unit.actor);
    await sql`insert into content_version (corp_id, content_id, n, body, attachments, state, made_at, made_by, made_name)
      values (${unit.corpId}, ${id}, ${n}, ${input.text}, ${JSON.stringify(input.attachments)}, ${state}, ${unit.now},
        ${actorWord(unit.actor)}, ${by})`.execute(unit.db);
    const { folderId, name, expiresAt } = input;
    await sql`insert into content as c (corp_id, id, folder_id, name, last_n, live_n, expires_at, created_at, updated_at, updated_by)
      values (${unit.corpId}, ${id}, ${folderId}, ${name}, ${n}, ${state === "live" ? n : null}, ${expiresAt}, ${unit.now}, ${unit.now}, ${by})
      on conflict (corp_id, id) do update set folder_id = excluded.folder_id, name = excluded.name, last_n = excluded.last_n,
        live_n = coalesce(excluded.live_n, c.live_n), expires_at = excluded.expires_at, version = c.version + 1,
        updated_at = excluded.updated_at, updated_by = excluded.updated_by`.execute(unit.db);
    await keepWarm(unit, id);
    await unit.audit("contents.save", `content:${id}`, { before: before ?? null, input, n, state });
  });
  return oneContent(ctx, id);
}

async function checkNames(unit: Unit, id: string, { name, folderId, attachments }: Input): Promise<void> {
  const { rows: taken } = await sql`select from content where corp_id = ${unit.corpId} and name = ${name} and id <> ${id}`.execute(unit.db);
  if (taken.length > 0) throw new Problem("contentNameTaken", { name }, 409);
  if (folderId !== null) {
    const { rows } = await sql`select from asset_folder where corp_id = ${unit.corpId} and id = ${folderId}`.execute(unit.db);
    if (rows.length === 0) throw notFound("folder", folderId);
  }
  const kinds = new Map((await filesByIds(unit, filesOf(attachments).all)).map((file) => [file.id, file.kind]));
  for (const one of attachments) {
    if (one.fileId === null) continue;
    const wanted = one.kind === "video" || one.kind === "file" ? one.kind : "image";
    const kind = kinds.get(one.fileId);
    if (kind === undefined) throw notFound("file", one.fileId);
    if (kind !== wanted) throw new Problem("contentFileKind", { wanted, kind });
  }
}

/** How many wait for whoever asks. */
export async function contentsToJudge({ db, corpId, actor }: Ctx): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from content c
    join content_version v on v.corp_id = c.corp_id and v.content_id = c.id and v.n = c.last_n
    where c.corp_id = ${corpId} and c.archived_at is null and v.state = 'waiting' and v.made_by <> ${actorWord(actor)}`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Lets a waiting version go out, or sends it back. Nobody judges what she wrote herself (law 5's four eyes). */
export async function judgeContent(ctx: Ctx, input: ParsedInputOf<typeof api.contents.judge>): Promise<Content> {
  const { id, n, approve, remark } = input;
  if (!approve && remark === "") throw new Problem("contentWhyNot");
  await withUnit(ctx, async (unit) => {
    await lockLibrary(unit);
    const before = await mustRead(unit, id);
    if (before.last_n !== n || before.state !== "waiting") throw new Problem("contentNotWaiting", { name: before.name }, 409);
    const { rows } = await sql<{ by: string }>`select made_by as by from content_version
      where corp_id = ${unit.corpId} and content_id = ${id} and n = ${n}`.execute(unit.db);
    if (rows[0]?.by === actorWord(unit.actor)) throw new Problem("contentOwnApproval", {}, 403);
    await sql`update content_version set state = ${approve ? "live" : "refused"}, judged_at = ${unit.now},
        judged_name = ${actorName(unit.actor)}, remark = ${remark}
      where corp_id = ${unit.corpId} and content_id = ${id} and n = ${n}`.execute(unit.db);
    await touch(unit, id, approve ? sql`live_n = ${n}` : sql`live_n = live_n`);
    await keepWarm(unit, id);
    await unit.audit("contents.judge", `content:${id}`, { n, approve, remark });
  });
  return oneContent(ctx, id);
}

/** Away from the library and out of everything; refused while something would go out without it. */
export async function archiveContent(ctx: Ctx, { id, version }: { id: string; version: number }): Promise<Content> {
  await withUnit(ctx, async (unit) => {
    await lockLibrary(unit);
    const before = await mustRead(unit, id);
    if (before.version !== version) throw new Problem("contentSavedMeanwhile", { by: before.updated_by }, 409);
    const uses = await usesOf(unit, id);
    if (uses.length > 0) throw new Problem("contentInUse", { name: before.name, uses: uses.map(({ name }) => name).join("、") }, 409);
    await touch(unit, id, sql`archived_at = ${unit.now}`);
    await keepWarm(unit, id);
    await unit.audit("contents.archive", `content:${id}`, { name: before.name });
  });
  return oneContent(ctx, id);
}

export async function restoreContent(ctx: Ctx, { id }: { id: string }): Promise<Content> {
  await withUnit(ctx, async (unit) => {
    await lockLibrary(unit);
    const { name } = await mustRead(unit, id);
    await touch(unit, id, sql`archived_at = null`);
    await keepWarm(unit, id);
    await unit.audit("contents.restore", `content:${id}`, { name });
  });
  return oneContent(ctx, id);
}

async function mustRead(unit: Unit, id: string): Promise<ContentRow> {
  const [row] = await readContents(unit, [id]);
  if (!row) throw notFound("content", id);
  return row;
}

async function touch(unit: Unit, id: string, change: ReturnType<typeof sql>): Promise<void> {
  await sql`update content set ${change}, version = version + 1, updated_at = ${unit.now}, updated_by = ${actorName(unit.actor)}
    where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
}
