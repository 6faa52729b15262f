import { sql } from "kysely";
import { graphOf, isGraph } from "@shuke/contract";
import { gateSettings, type Unit } from "#actions";
import { refuseUnfinished } from "./findings.ts";
import { nextRound } from "./rounds.ts";
import { asSavedBy } from "./saved.ts";
import { actorName } from "#kit/actor";
import { derivedId } from "#kit/ids";
import { type SopDefinition, sopDefinition } from "./types.ts";

export const sopIdOf = (corpId: string, key: string) => derivedId("sop", corpId, key);

/**
 * Creates an SOP or gives it a new version when its definition changed. People under way keep their version. Runs in the
 * caller's unit (a playbook installs many things at once). Returns what happened.
 */
export async function saveSop(
  unit: Unit,
  input: { definition: SopDefinition; playbook: string | null },
): Promise<{ id: string; outcome: "created" | "changed" | "same" }> {
  const definition = sopDefinition.parse(input.definition);
  // A list of days can only be written right; a graph may lead nowhere.
  if (isGraph(definition)) await refuseUnfinished(unit, definition);
  const id = sopIdOf(unit.corpId, definition.key);
  const { rows } = await sql<{
    version: number;
    same: boolean;
  }>`select s.version, coalesce(v.definition = ${JSON.stringify(definition)}::jsonb, false) as same
    from sop s left join sop_version v on v.corp_id = s.corp_id and v.sop_id = s.id and v.version = s.version
    where s.corp_id = ${unit.corpId} and s.id = ${id} for update of s`.execute(unit.db);
  const known = rows[0];
  if (known?.same) return { id, outcome: "same" };
  await writeVersion(unit, { id, definition, version: (known?.version ?? 0) + 1, playbook: input.playbook });
  await unit.audit("sops.save", `sop:${id}`, { version: (known?.version ?? 0) + 1, key: definition.key });
  return { id, outcome: known ? "changed" : "created" };
}

type Version = { id: string; definition: SopDefinition; version: number; playbook: string | null };

/** From now on newcomers get it. What was a draft until now begins to run; what rests goes on resting. */
export async function writeVersion(unit: Unit, { id, definition, version, playbook }: Version): Promise<void> {
  const { timeZone } = await gateSettings(unit.db, unit.corpId);
  const next = nextRound(graphOf(definition), unit.now, timeZone);
  await sql`insert into sop (corp_id, id, key, name, subject, state, version, playbook, created_at, next_round_at,
      revision, saved_by, saved_at)
    values (${unit.corpId}, ${id}, ${definition.key}, ${JSON.stringify(definition.name)}, ${definition.subject}, 'active',
      ${version}, ${playbook}, ${unit.now}, ${next}, 1, ${actorName(unit.actor)}, ${unit.now})
    on conflict (corp_id, id) do update set name = excluded.name, version = excluded.version, subject = excluded.subject,
      next_round_at = excluded.next_round_at, round_after = '', ${asSavedBy(unit)},
      state = case when sop.state = 'draft' then 'active' else sop.state end`.execute(unit.db);
  await sql`insert into sop_version (corp_id, sop_id, version, definition, created_at)
    values (${unit.corpId}, ${id}, ${version}, ${JSON.stringify(definition)}, ${unit.now})`.execute(unit.db);
}
