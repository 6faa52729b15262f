import { type api, graphOf, type OutputOf, type ParsedInputOf, type SopGraph } from "@shuke/contract";
import { sql } from "kysely";
import { gateSettings, type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { readSop } from "./definitions.ts";
import { refuseUnfinished } from "./findings.ts";
import { moveOf, readMovable } from "./movable.ts";
import { asHeldPlanner } from "./planner.ts";
import { writeVersion } from "./save-sop.ts";
import { refuseUnseen } from "./saved.ts";

/** Moves in one fact, and people read at once. */
const TOGETHER = 1_000;

/**
 * Makes the draft the version that newcomers get. People under way keep theirs, or, when that is wanted, are moved: their waiting steps
 * follow the new version, what was begun or done stays.
 */
export async function publishSop(
  ctx: Ctx,
  { sopId, move, revision }: ParsedInputOf<typeof api.sops.publish>,
): Promise<OutputOf<typeof api.sops.publish>> {
  return withUnit(ctx, async (unit) => {
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
    const moved = move ? await moveEverybody(unit, sopId, version, draft === null ? sop.definition : graphOf(draft)) : 0;
    await unit.audit("sops.publish", `sop:${sopId}`, { version, moved });
    return { version, moved, revision: draft === null ? sop.revision : sop.revision + 1 };
  });
}

async function moveEverybody(unit: Unit, sopId: string, version: number, graph: SopGraph): Promise<number> {
  // Decided on rows that the projection has brought up to date, and before anything else is planned.
  if (!(await asHeldPlanner(unit.db, unit.corpId))) throw new Problem("sopBusy", {}, 409);
  const settings = await gateSettings(unit.db, unit.corpId);
  let moved = 0;
  for (let after: string | undefined = ""; after !== undefined;) {
    const people = await readMovable(unit.db, unit.corpId, { sopId, to: version, after, limit: TOGETHER });
    const moves = people.map((one) => ({ enrolmentId: one.enrolmentId, ...moveOf(graph, sopId, one, settings, unit.now) }));
    if (moves.length > 0) {
      unit.fact({ type: "sop.version-moved", subject: `sop:${sopId}`, occurredAt: unit.now, data: { sopId, version, moves } });
    }
    moved += moves.length;
    after = people.length === TOGETHER ? people.at(-1)?.enrolmentId : undefined;
  }
  return moved;
}
