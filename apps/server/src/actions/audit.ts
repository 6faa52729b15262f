import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import { newId } from "#kit/ids";

export type AuditRecord = {
  corpId: string;
  actor: Actor;
  verb: string;
  subject: string;
  data: Record<string, unknown>;
  at: Date;
  kind: "change" | "view" | "export";
};

/** An export names itself by its verb. */
export const kindOf = (verb: string): "change" | "export" => (verb.endsWith(".export") ? "export" : "change");

/** Writes records, in one statement however many they are. */
export async function writeAudit(db: Db, records: readonly AuditRecord[]): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ corpId, at, ...rest }) => ({ ...rest, corp_id: corpId, at, id: newId("aud", at) }));
  await sql`insert into audit (corp_id, id, actor, verb, subject, data, at, kind)
    select corp_id, id, actor, verb, subject, data, at, kind from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(corp_id text, id text, actor jsonb, verb text, subject text, data jsonb, at timestamptz, kind text)`.execute(db);
}
