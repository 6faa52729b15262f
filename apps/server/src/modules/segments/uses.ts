import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";

/** Something that names a segment: it would stop working without it. */
export type SegmentUse = { kind: string; id: string; name: string; to: string | null; segmentId: string };
export type UseAsk = (ctx: Ctx, segmentIds: readonly string[]) => Promise<readonly SegmentUse[]>;

const asks = new Map<string, UseAsk>();

/** Modules above this one say what they use; imports go downward only, so segments cannot ask them by name. */
export function provideSegmentUses(kind: string, ask: UseAsk): void {
  asks.set(kind, ask);
}

export async function usesOf(ctx: Ctx, segmentIds: readonly string[]): Promise<SegmentUse[]> {
  if (segmentIds.length === 0) return [];
  const above = await Promise.all([...asks.values()].map((ask) => ask(ctx, segmentIds)));
  const { rows } = await sql<SegmentUse>`select 'segment' as kind, s.id, s.name, '/segments/' || s.id as to, d.id as "segmentId"
    from segment s, unnest(s.depends) d(id) where s.corp_id = ${ctx.corpId} and s.state = 'active'
      and s.depends && ${segmentIds}::text[] and d.id = any(${segmentIds}::text[]) order by s.name, s.id`.execute(ctx.db);
  return [...rows, ...above.flat()];
}
