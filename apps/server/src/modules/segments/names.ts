import { sql } from "kysely";
import { leavesOf, type SegmentNode } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { allFields } from "#modules/fields";
import { codeNames } from "#modules/live-codes";
import { staffNames, storesByIds } from "#modules/org";
import { tagNames } from "#modules/tags";

/** What the ids in trees are called, for whoever says trees in words. */
export type Names = {
  tags: ReadonlyMap<string, string>;
  staff: ReadonlyMap<string, string>;
  codes: ReadonlyMap<string, string>;
  stores: ReadonlyMap<string, string>;
  groups: ReadonlyMap<string, string>;
  fields: ReadonlyMap<string, string>;
  options: ReadonlyMap<string, string>;
  segments: ReadonlyMap<string, string>;
};

/** One round of questions for any number of trees. */
export async function namesFor(ctx: Ctx, roots: readonly SegmentNode[]): Promise<Names> {
  const leaves = roots.flatMap((root) => leavesOf(root).map(({ leaf }) => leaf));
  const all = (read: (leaf: (typeof leaves)[number]) => readonly string[]) => [...new Set(leaves.flatMap(read))];
  const groupIds = all((leaf) => (leaf.kind === "group" && leaf.which.of === "groups" ? leaf.which.groupIds : []));
  const segmentIds = all((leaf) => (leaf.kind === "segment" ? leaf.segmentIds : []));
  const storeIds = all((leaf) =>
    leaf.kind === "store" ? leaf.storeIds : leaf.kind === "group" && leaf.which.of === "stores" ? leaf.which.storeIds : [],
  );
  const [tags, staff, codes, stores, groups, fields, segments] = await Promise.all([
    tagNames(
      ctx,
      all((leaf) => (leaf.kind === "tags" ? leaf.tagIds : [])),
    ),
    staffNames(
      ctx,
      all((leaf) => (leaf.kind === "staff" ? leaf.userIds : [])),
    ),
    codeNames(
      ctx,
      all((leaf) => (leaf.kind === "code" ? leaf.codeIds : [])),
    ),
    storesByIds(ctx, storeIds),
    named(ctx, "group_chat", groupIds),
    leaves.some(({ kind }) => kind === "field") ? allFields(ctx) : [],
    named(ctx, "segment", segmentIds),
  ]);
  return {
    tags: new Map([...tags].map(([id, { name }]) => [id, name])),
    staff,
    codes,
    stores: new Map([...stores].map(([id, { name }]) => [id, name])),
    groups,
    fields: new Map(fields.map(({ key, name }) => [key, name])),
    options: new Map(fields.flatMap(({ options }) => options.map(({ id, name }) => [id, name] as const))),
    segments,
  };
}

async function named(ctx: Ctx, table: "group_chat" | "segment", ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`select id, name from ${sql.table(table)}
    where corp_id = ${ctx.corpId} and id = any(${ids}::text[])`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row.name]));
}
