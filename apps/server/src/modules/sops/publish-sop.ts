import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { readSop } from "./definitions.ts";
import { refuseUnfinished } from "./findings.ts";
import { moveAll } from "./move-people.ts";
import { asHeldPlanner } from "./planner.ts";
import { writeVersion } from "./save-sop.ts";
import { refuseUnseen } from "./saved.ts";

/**
 * Makes the draft the version that newcomers get. People under way keep theirs, or, when that is wanted, are moved: their waiting steps
 * follow the new version, what was begun or done stays.
 */
export async function publishSop(
  ctx: Ctx,
  { sopId, move, revision }: ParsedInputOf<typeof api.sops.publish>,
): Promise<OutputOf<typeof api.sops.publish>> {
  return withUnit(ctx, async (unit) => {
    // Planners hold one another off before they hold an SOP: the other way round, two would wait for each other.
    const mayPlan = move && (await asHeldPlanner(unit.db, unit.corpId));
    const sop = await readSop(unit.db, unit.corpId, sopId, true);
    if (!sop) throw new Problem("sopUnknown", {}, 404);
    if (sop.state === "stopped") throw new Problem("sopStopped", {}, 409);
    await refuseUnseen(unit, sop, revision);
    const { draft } = sop;
    const version = draft === null ? sop.version : sop.version + 1;
    if (draft !== null) {
      await refuseUnfinished(unit, draft);
      await writeVersion(unit, { id: sopId, definition: draft, version, playbook: sop.playbook });
      await sql`update sop set draft = null where corp_id = ${unit.corpId} and id = ${sopId}`.execute(unit.db);
    }
    const moved = move ? await moveAll(unit, sopId, version, { mayPlan }) : 0;
    await unit.audit("sops.publish", `sop:${sopId}`, { version, moved });
    return { version, moved, revision: draft === null ? sop.revision : sop.revision + 1 };
  });
}
