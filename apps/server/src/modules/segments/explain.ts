import { sql } from "kysely";
import { type api, type ExplainedNode, isGroup, leavesOf, type OutputOf, type ParsedInputOf, type SegmentNode } from "@shuke/contract";
import { segmentPhrases } from "@shuke/phrases";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { leafSql } from "./compile.ts";
import { foundWords } from "./found.ts";
import { namesFor } from "./names.ts";
import { frameAt, readSegment } from "./read.ts";
import { sentence } from "./words.ts";

type Answer = { yes: boolean; figure: unknown };

/** Why a customer is in or not: every condition is asked of her alone, with the figures behind it. */
export async function explainSegment(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.segments.explain>,
): Promise<OutputOf<typeof api.segments.explain>> {
  const segment = "segmentId" in input ? await readSegment(ctx.db, ctx.corpId, input.segmentId) : null;
  if ("segmentId" in input && !segment) throw notFound("segment", input.segmentId);
  const root = "tree" in input ? input.tree.root : segment?.tree.root;
  if (!root) throw notFound("segment", "");
  const answers = await askLeaves(ctx, root, input.customerId);
  const names = await namesFor(ctx, [root]);
  const nodes: ExplainedNode[] = [];
  const isIn = tell(ctx, root, answers, { names, nodes });
  const since = segment ? await memberSince(ctx, segment.id, input.customerId) : null;
  return {
    in: isIn,
    member: segment && segment.computedVersion !== null ? since !== null : null,
    since: since?.toISOString() ?? null,
    nodes,
  };
}

async function askLeaves(ctx: Ctx, root: SegmentNode, customerId: string): Promise<Map<string, Answer>> {
  const frame = await frameAt(ctx.db, ctx.corpId, ctx.now);
  const leaves = leavesOf(root);
  const asked = leaves.map(({ leaf }) => {
    const { probe, figure } = leafSql(frame, leaf);
    return sql`jsonb_build_object('yes', ${probe}, 'figure', ${figure ?? sql`null::jsonb`})`;
  });
  const { rows } = await sql<{ answers: Answer[] }>`select to_jsonb(array[${sql.join(asked)}]) as answers from customer c
    where c.corp_id = ${ctx.corpId} and c.id = ${customerId}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("customer", customerId);
  return new Map(leaves.map(({ path }, i) => [path, row.answers[i] ?? { yes: false, figure: null }]));
}

type Telling = { names: Awaited<ReturnType<typeof namesFor>>; nodes: ExplainedNode[] };

/** Writes the nodes from the top down and answers whether this one is true. */
function tell(ctx: Ctx, node: SegmentNode, answers: ReadonlyMap<string, Answer>, telling: Telling, path = "", depth = 0): boolean {
  const language = ctx.language ?? "zh-CN";
  const { names, nodes } = telling;
  if (!isGroup(node)) {
    const { yes, figure } = answers.get(path) ?? { yes: false, figure: null };
    const found = foundWords({ language, names }, node, figure);
    nodes.push({ depth, path, kind: node.kind, text: sentence({ language, names }, node), true: yes, found });
    return yes;
  }
  const mine: ExplainedNode = { depth, path, kind: node.kind, text: segmentPhrases[language].group[node.kind], true: false, found: null };
  nodes.push(mine);
  const each = node.of.map((child, i) => tell(ctx, child, answers, telling, path === "" ? String(i) : `${path}.${i}`, depth + 1));
  mine.true = node.kind === "and" ? each.every(Boolean) : each.some(Boolean) === (node.kind === "or");
  return mine.true;
}

async function memberSince(ctx: Ctx, segmentId: string, customerId: string): Promise<Date | null> {
  const { rows } = await sql<{ since: Date }>`select since from segment_member
    where corp_id = ${ctx.corpId} and segment_id = ${segmentId} and customer_id = ${customerId}`.execute(ctx.db);
  return rows[0]?.since ?? null;
}
