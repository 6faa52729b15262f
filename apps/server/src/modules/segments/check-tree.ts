import { sql } from "kysely";
import { leavesOf, SEGMENT_CHAIN, type SegmentTree } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { dependsOn } from "./families.ts";

/** What a tree means for the others: segments that it names are there, none stands on itself, and the pile stays low. */
export async function checkTree(ctx: Ctx, tree: SegmentTree, self: string | null): Promise<void> {
  for (const { leaf } of leavesOf(tree.root)) {
    if (leaf.kind === "bucket" && leaf.from >= leaf.to) throw new Problem("segmentBucketEmpty", { from: leaf.from, to: leaf.to });
    if (leaf.kind === "rfm" && !leaf.r && !leaf.f && !leaf.m) throw new Problem("segmentConditionEmpty", { kind: "RFM" });
  }
  const wanted = dependsOn(tree.root);
  if (wanted.length === 0) return;
  const { rows } = await sql<{ id: string; name: string; depends: string[] }>`select id, name, depends from segment
    where corp_id = ${ctx.corpId} and state = 'active'`.execute(ctx.db);
  const known = new Map(rows.map((row) => [row.id, row]));
  const missing = wanted.filter((id) => !known.has(id));
  if (missing.length > 0) throw new Problem("segmentUnknown", { ids: missing.join(", ") });
  const name = (id: string) => known.get(id)?.name ?? id;
  const visit = (id: string, path: readonly string[]): void => {
    if (id === self || path.includes(id)) throw new Problem("segmentCircle", { path: [...path, id].map(name).join(" → ") });
    if (path.length >= SEGMENT_CHAIN) throw new Problem("segmentTooDeep", { most: SEGMENT_CHAIN, path: path.map(name).join(" → ") });
    for (const below of known.get(id)?.depends ?? []) visit(below, [...path, id]);
  };
  for (const id of wanted) visit(id, []);
}
