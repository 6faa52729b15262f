import { sql } from "kysely";
import type { Unit } from "#actions";
import { derivedId } from "#kit/ids";
import { type SopDefinition, sopDefinition } from "./types.ts";

/**
 * Creates an SOP or gives it a new version when its definition changed. People under way keep their version. Runs in the
 * caller's unit (a playbook installs many things at once). Returns what happened.
 */
export async function saveSop(
  unit: Unit,
  input: { definition: SopDefinition; playbook: string | null },
): Promise<{ id: string; outcome: "created" | "changed" | "same" }> {
  const definition = sopDefinition.parse(input.definition);
  const id = derivedId("sop", unit.corpId, definition.key);
  const { rows } = await sql<{
    version: number;
    same: boolean;
  }>`select s.version, v.definition = ${JSON.stringify(definition)}::jsonb as same
    from sop s join sop_version v on v.corp_id = s.corp_id and v.sop_id = s.id and v.version = s.version
    where s.corp_id = ${unit.corpId} and s.id = ${id} for update of s`.execute(unit.db);
  const known = rows[0];
  if (known?.same) return { id, outcome: "same" };
  const version = (known?.version ?? 0) + 1;
  await sql`insert into sop (corp_id, id, key, name, subject, state, version, playbook, created_at)
    values (${unit.corpId}, ${id}, ${definition.key}, ${JSON.stringify(definition.name)}, ${definition.subject}, 'active',
      ${version}, ${input.playbook}, ${unit.now})
    on conflict (corp_id, id) do update set name = excluded.name, version = excluded.version`.execute(unit.db);
  await sql`insert into sop_version (corp_id, sop_id, version, definition, created_at)
    values (${unit.corpId}, ${id}, ${version}, ${JSON.stringify(definition)}, ${unit.now})`.execute(unit.db);
  await unit.audit("sops.save", `sop:${id}`, { version, key: definition.key });
  return { id, outcome: known ? "changed" : "created" };
}
