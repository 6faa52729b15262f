import { sql } from "kysely";
import { type api, leavesOf, type OutputOf, type SegmentNode, type SegmentTree } from "@shuke/contract";
import { segmentPhrases } from "@shuke/phrases";
import type { Actor } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { namesFor } from "./names.ts";
import { linesOf, sentence } from "./words.ts";

type Row = { version: number; tree: SegmentTree; note: string; actor: Actor; at: Date };

/** The rules as they were, the newest first, each with what it added and took away in words. */
export async function segmentVersions(ctx: Ctx, { id }: { id: string }): Promise<OutputOf<typeof api.segments.versions>> {
  const { rows } = await sql<Row>`select version, tree, note, actor, created_at as at from segment_version
    where corp_id = ${ctx.corpId} and segment_id = ${id} order by version desc limit 100`.execute(ctx.db);
  const language = ctx.language ?? "zh-CN";
  const names = await namesFor(
    ctx,
    rows.map(({ tree }) => tree.root),
  );
  const conditions = (root: SegmentNode) =>
    new Map(leavesOf(root).map(({ leaf }) => [JSON.stringify(leaf), sentence({ language, names }, leaf)]));
  return {
    items: rows.map(({ version, tree, note, actor, at }, i) => {
      const now = conditions(tree.root);
      const before = rows[i + 1];
      const was = before ? conditions(before.tree.root) : new Map<string, string>();
      const added = [...now].flatMap(([key, text]) => (was.has(key) ? [] : [text]));
      const removed = [...was].flatMap(([key, text]) => (now.has(key) ? [] : [text]));
      // The same conditions put together in another way.
      const regrouped = before && added.length + removed.length === 0;
      return {
        version,
        at: at.toISOString(),
        by: whoIs(actor),
        note,
        added: regrouped ? linesOf({ language, names }, tree.root).map(({ depth, text }) => `${"　".repeat(depth)}${text}`) : added,
        removed: regrouped ? [segmentPhrases[language].regrouped] : removed,
        tree,
      };
    }),
  };
}

export const whoIs = (actor: Actor): string => {
  if (actor.kind === "user") return actor.name ?? actor.id;
  if (actor.kind === "apiKey") return actor.id;
  return actor.kind === "staff" ? actor.userId : actor.kind;
};
