import { graphOf, type SopGraph, type SopWritten } from "@shuke/contract";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { SopRow } from "./types.ts";

export type ReadSop = SopRow & { playbook: string | null; draft: SopWritten | null };
type Stored = Omit<ReadSop, "definition"> & { definition: SopWritten };

const SOP = sql`s.id, s.key, s.name, s.subject, s.state, s.version, s.resumed_at as "resumedAt", s.playbook, s.draft,
  s.revision, s.saved_by as "savedBy", s.saved_at as "savedAt",
  case when s.move_to is not null then jsonb_build_object('version', s.move_to, 'done', s.move_done, 'total', s.move_total) end as moving`;

/** All published SOPs with the version that newcomers get. */
export async function readSops(db: Db, corpId: string): Promise<ReadSop[]> {
  const { rows } = await sql<Stored>`select ${SOP}, v.definition
    from sop s join sop_version v on v.corp_id = s.corp_id and v.sop_id = s.id and v.version = s.version
    where s.corp_id = ${corpId} order by s.created_at, s.key`.execute(db);
  return rows.map((row) => ({ ...row, definition: graphOf(row.definition) }));
}

/** SOPs that were never published, as they are being written. */
export async function readDrafts(db: Db, corpId: string): Promise<ReadSop[]> {
  const { rows } = await sql<Stored>`select ${SOP}, s.draft as definition from sop s
    where s.corp_id = ${corpId} and s.state = 'draft' and s.draft is not null order by s.created_at, s.key`.execute(db);
  return rows.map((row) => ({ ...row, definition: graphOf(row.definition) }));
}

/** One SOP, also one that was never published: its definition is then the draft. `lock`: nobody else changes it meanwhile. */
export async function readSop(db: Db, corpId: string, sopId: string, lock = false): Promise<(ReadSop & { written: SopWritten }) | null> {
  const { rows } = await sql<Stored>`select ${SOP}, coalesce(v.definition, s.draft) as definition
    from sop s left join sop_version v on v.corp_id = s.corp_id and v.sop_id = s.id and v.version = s.version
    where s.corp_id = ${corpId} and s.id = ${sopId} ${lock ? sql`for update of s` : sql``}`.execute(db);
  const [row] = rows;
  return row ? { ...row, definition: graphOf(row.definition), written: row.definition } : null;
}

/** Definitions of all versions of these SOPs, by `sopId/version`. */
export async function readVersions(db: Db, corpId: string, wanted: ReadonlyArray<{ sopId: string }>): Promise<Map<string, SopGraph>> {
  const { rows } = await sql<{ sop_id: string; version: number; definition: SopWritten }>`
    select sop_id, version, definition from sop_version where corp_id = ${corpId}
      and sop_id = any(${[...new Set(wanted.map((one) => one.sopId))]})`.execute(db);
  return new Map(rows.map((row) => [`${row.sop_id}/${row.version}`, graphOf(row.definition)]));
}
