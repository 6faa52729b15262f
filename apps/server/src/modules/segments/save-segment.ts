import { sql } from "kysely";
import type { api, ParsedInputOf, SegmentItem, SegmentTree } from "@shuke/contract";
import { type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { notFound, Problem } from "#kit/problem";
import { checkTree } from "./check-tree.ts";
import { dependsOn, familiesOf } from "./families.ts";
import { showSegment } from "./show.ts";
import { usesOf } from "./uses.ts";

/** A new segment. Its members are computed in the background; until then their number is unknown. */
export async function createSegment(
  ctx: Ctx,
  { name, description, tree }: ParsedInputOf<typeof api.segments.create>,
): Promise<SegmentItem> {
  const id = newId("seg", ctx.now);
  await withUnit(ctx, async (unit) => {
    await lockSegments(unit);
    await checkTree(unit, tree, null);
    await sql`insert into segment (corp_id, id, name, description, version, tree, depends, families, wanted, created_by, created_at, updated_at)
      values (${unit.corpId}, ${id}, ${name}, ${description}, 1, ${JSON.stringify(tree)}, ${dependsOn(tree.root)}, ${familiesOf(tree.root)},
        'new', ${JSON.stringify(unit.actor)}, ${unit.now}, ${unit.now})`.execute(unit.db);
    await writeVersion(unit, id, 1, tree, "");
    await unit.audit("segments.create", `segment:${id}`, { name, tree });
  });
  return showSegment(ctx, id);
}

/** Another name, or other rules: those are a new version, and the members follow the old ones until they are computed. */
export async function updateSegment(ctx: Ctx, input: ParsedInputOf<typeof api.segments.update>): Promise<SegmentItem> {
  const { id, tree, note } = input;
  await withUnit(ctx, async (unit) => {
    await lockSegments(unit);
    const before = await held(unit, id);
    if (before.version !== input.version) throw new Problem("conflict", {}, 409);
    if (before.state === "archived") throw new Problem("segmentArchived");
    const changed = tree !== undefined && JSON.stringify(tree) !== JSON.stringify(before.tree);
    if (changed) await checkTree(unit, tree, id);
    const version = changed ? before.version + 1 : before.version;
    await sql`update segment set name = ${input.name ?? before.name}, description = ${input.description ?? before.description},
      updated_at = ${unit.now} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    if (changed) {
      await sql`update segment set version = ${version}, tree = ${JSON.stringify(tree)}, depends = ${dependsOn(tree.root)},
        families = ${familiesOf(tree.root)}, wanted = 'rules', retry_at = null, last_error = null, failures = 0
        where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
      await writeVersion(unit, id, version, tree, note);
    }
    await unit.audit("segments.update", `segment:${id}`, { before: { name: before.name, tree: before.tree }, change: input });
  });
  return showSegment(ctx, id);
}

/** Nobody keeps it up to date any more; its members and its history stay. */
export async function archiveSegment(ctx: Ctx, { id }: { id: string }): Promise<SegmentItem> {
  await withUnit(ctx, async (unit) => {
    await lockSegments(unit);
    await held(unit, id);
    const uses = await usesOf(unit, [id]);
    if (uses.length > 0) throw new Problem("segmentInUse", { count: uses.length, names: uses.map((use) => use.name).join(", ") });
    await sql`update segment set state = 'archived', wanted = null, retry_at = null, updated_at = ${unit.now}
      where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit("segments.archive", `segment:${id}`, {});
  });
  return showSegment(ctx, id);
}

/** Takes it back; what happened meanwhile is read at once. */
export async function restoreSegment(ctx: Ctx, { id }: { id: string }): Promise<SegmentItem> {
  await withUnit(ctx, async (unit) => {
    await lockSegments(unit);
    const { tree } = await held(unit, id);
    await checkTree(unit, tree, id);
    await wantAgain(unit, id, "back");
    await unit.audit("segments.restore", `segment:${id}`, {});
  });
  return showSegment(ctx, id);
}

/** Everything anew, for whoever does not believe it: the fact says how many came and went, which should be none. */
export async function recomputeSegment(ctx: Ctx, { id }: { id: string }): Promise<SegmentItem> {
  await withUnit(ctx, async (unit) => {
    const { state } = await held(unit, id);
    if (state === "archived") throw new Problem("segmentArchived");
    await wantAgain(unit, id, "check");
    await unit.audit("segments.recompute", `segment:${id}`, {});
  });
  return showSegment(ctx, id);
}

async function wantAgain(unit: Unit, id: string, why: string): Promise<void> {
  await sql`update segment set state = 'active', wanted = coalesce(wanted, ${why}), retry_at = null, updated_at = ${unit.now}
    where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
}

/** Two changes at once could make a circle that neither sees. */
async function lockSegments(unit: Unit): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`segments ${unit.corpId}`}))`.execute(unit.db);
}

type Held = { name: string; description: string; state: "active" | "archived"; version: number; tree: SegmentTree };

async function held(unit: Unit, id: string): Promise<Held> {
  const { rows } = await sql<Held>`select name, description, state, version, tree from segment
    where corp_id = ${unit.corpId} and id = ${id} for update`.execute(unit.db);
  const [row] = rows;
  if (!row) throw notFound("segment", id);
  return row;
}

async function writeVersion(unit: Unit, id: string, version: number, tree: SegmentTree, note: string): Promise<void> {
  await sql`insert into segment_version (corp_id, segment_id, version, tree, note, actor, created_at)
    values (${unit.corpId}, ${id}, ${version}, ${JSON.stringify(tree)}, ${note}, ${JSON.stringify(unit.actor)}, ${unit.now})`.execute(
    unit.db,
  );
}
