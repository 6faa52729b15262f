import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import { actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { readSop } from "./definitions.ts";
import { findingsOf, shown } from "./findings.ts";
import { asSavedBy, refuseUnseen } from "./saved.ts";
import { sopIdOf } from "./save-sop.ts";

type Written = OutputOf<typeof api.sops.create>;

/** A draft may be unfinished; what is to be mended comes back with it. Its key is its identity. */
export async function createSop(ctx: Ctx, { definition }: ParsedInputOf<typeof api.sops.create>): Promise<Written> {
  const sopId = sopIdOf(ctx.corpId, definition.key);
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql`insert into sop (corp_id, id, key, name, subject, state, version, draft, created_at, revision, saved_by,
        saved_at)
      values (${unit.corpId}, ${sopId}, ${definition.key}, ${JSON.stringify(definition.name)}, ${definition.subject}, 'draft', 0,
        ${JSON.stringify(definition)}, ${unit.now}, 1, ${actorName(unit.actor)}, ${unit.now})
      on conflict do nothing returning id`.execute(unit.db);
    if (rows.length === 0) throw new Problem("sopKeyTaken", { key: definition.key }, 409);
    await unit.audit("sops.create", `sop:${sopId}`, { key: definition.key });
    return { sopId, revision: 1, findings: shown(await findingsOf(unit, definition)) };
  });
}

/** What runs stays as it is. A draft that says the same as the newest version is no draft any more. */
export async function updateSop(ctx: Ctx, { sopId, definition, revision }: ParsedInputOf<typeof api.sops.update>): Promise<Written> {
  return withUnit(ctx, async (unit) => {
    const sop = await readSop(unit.db, unit.corpId, sopId, true);
    if (!sop) throw new Problem("sopUnknown", {}, 404);
    if (sop.state === "stopped") throw new Problem("sopStopped", {}, 409);
    // People, links and boards know it by its key, and nobody's steps can become a group's.
    if (sop.key !== definition.key) throw new Problem("sopKeyFixed", { key: sop.key });
    if (sop.version > 0 && sop.subject !== definition.subject) throw new Problem("sopSubjectFixed", {});
    const json = JSON.stringify(definition);
    // Saved once more because no answer came: it is what it is.
    const { rows: same } = await sql`select from sop where corp_id = ${unit.corpId} and id = ${sopId} and draft = ${json}::jsonb`.execute(
      unit.db,
    );
    if (same.length > 0) return { sopId, revision: sop.revision, findings: shown(await findingsOf(unit, definition)) };
    await refuseUnseen(unit, sop, revision);
    await sql`update sop set ${asSavedBy(unit)}, draft = case when exists (select from sop_version v where v.corp_id = sop.corp_id and v.sop_id = sop.id
        and v.version = sop.version and v.definition = ${json}::jsonb) then null else ${json}::jsonb end,
      name = case when sop.version = 0 then ${JSON.stringify(definition.name)}::jsonb else sop.name end,
      subject = case when sop.version = 0 then ${definition.subject} else sop.subject end
      where sop.corp_id = ${unit.corpId} and sop.id = ${sopId}`.execute(unit.db);
    await unit.audit("sops.update", `sop:${sopId}`, {});
    return { sopId, revision: sop.revision + 1, findings: shown(await findingsOf(unit, definition)) };
  });
}
