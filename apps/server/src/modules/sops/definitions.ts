import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { SopDefinition, SopRow } from "./types.ts";

type Row = Omit<SopRow, "definition"> & { definition: SopDefinition; playbook: string | null };

/** All SOPs with the version that newcomers get. */
export async function readSops(db: Db, corpId: string): Promise<Row[]> {
  const { rows } = await sql<Row>`select s.id, s.key, s.name, s.subject, s.state, s.version, s.playbook, v.definition
    from sop s join sop_version v on v.corp_id = s.corp_id and v.sop_id = s.id and v.version = s.version
    where s.corp_id = ${corpId} order by s.created_at, s.key`.execute(db);
  return rows;
}

/** Definitions of exactly these versions, by `sopId/version`. */
export async function readVersions(
  db: Db,
  corpId: string,
  wanted: ReadonlyArray<{ sopId: string; version: number }>,
): Promise<Map<string, SopDefinition>> {
  const { rows } = await sql<{ sop_id: string; version: number; definition: SopDefinition }>`
    select sop_id, version, definition from sop_version where corp_id = ${corpId}
      and sop_id = any(${[...new Set(wanted.map((one) => one.sopId))]})`.execute(db);
  return new Map(rows.map((row) => [`${row.sop_id}/${row.version}`, row.definition]));
}
