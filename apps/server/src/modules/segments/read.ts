import { sql } from "kysely";
import type { SegmentTree } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Db } from "#db/connect";
import { localDay } from "#kit/tz";
import type { Frame, SegmentRow } from "./types.ts";

export async function frameAt(db: Db, corpId: string, now: Date): Promise<Frame> {
  const { timeZone } = await gateSettings(db, corpId);
  return { corpId, zone: timeZone, today: localDay(now, timeZone) };
}

export const SEGMENT = sql`id, name, description, state, version, tree, depends, families, members, computed_version as "computedVersion",
  computed_at as "computedAt", took_ms as "tookMs", wanted, computing_since as "computingSince", last_error as "lastError",
  retry_at as "retryAt", created_at as "createdAt", updated_at as "updatedAt"`;

/** Those that are kept up to date, each after those it stands on. */
export async function activeSegments(db: Db, corpId: string): Promise<SegmentRow[]> {
  const { rows } = await sql<SegmentRow>`select ${SEGMENT} from segment
    where corp_id = ${corpId} and state = 'active' order by id`.execute(db);
  return inDependencyOrder(rows);
}

export async function readSegment(db: Db, corpId: string, id: string): Promise<SegmentRow | null> {
  const { rows } = await sql<SegmentRow>`select ${SEGMENT} from segment where corp_id = ${corpId} and id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** Each after those it depends on. Verbs refuse cycles; should there be one, its segments keep their places. */
export function inDependencyOrder<T extends { id: string; depends: readonly string[] }>(segments: readonly T[]): T[] {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  const ordered = new Set<T>();
  const under = new Set<string>();
  const visit = (segment: T) => {
    if (ordered.has(segment) || under.has(segment.id)) return;
    under.add(segment.id);
    for (const id of segment.depends) {
      const below = byId.get(id);
      if (below) visit(below);
    }
    under.delete(segment.id);
    ordered.add(segment);
  };
  for (const segment of segments) visit(segment);
  return [...ordered];
}

export const treeOf = (segment: { tree: SegmentTree }) => segment.tree.root;
