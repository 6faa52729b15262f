import { sql } from "kysely";
import type { api, ParsedInputOf } from "@shuke/contract";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { holdIdentity, subjectOf } from "./identity.ts";
import { findPerson } from "./identity-screens.ts";
import { tellLink } from "./link-key.ts";
import { mergeHeld } from "./merge-people.ts";

/** A person answers: they are one; or the key is the claimant's from now on; or everything stays as it is. */
export async function settleConflict(ctx: Ctx, input: ParsedInputOf<typeof api.people.settle>): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    await holdIdentity(unit.db, unit.corpId, unit.now);
    const { rows } = await sql<{ kind: string; value: string; holder_id: string; claimant_id: string; state: string }>`
      select kind, value, holder_id, claimant_id, state from person_conflict
      where corp_id = ${unit.corpId} and id = ${input.id}`.execute(unit.db);
    const [conflict] = rows;
    if (!conflict) throw notFound("conflict", input.id);
    if (conflict.state === "settled") throw new Problem("conflictSettled", {}, 409);
    const { kind, value, holder_id: holder, claimant_id: claimant } = conflict;
    if (input.how === "merged") {
      const both = [await findPerson(unit, holder), await findPerson(unit, claimant)];
      if (both[0]?.id !== both[1]?.id) await mergeHeld(unit, claimant, holder, `conflict:${input.id}`);
    }
    if (input.how === "moved") tellLink(unit, kind, value, claimant, `conflict:${input.id}`);
    const data = { conflictId: input.id, how: input.how };
    unit.fact({ type: "person.settled", subject: subjectOf(claimant), occurredAt: unit.now, data });
    await unit.audit("people.settle", subjectOf(claimant), { ...data, kind, value, holder, claimant });
    return { ok: true };
  });
}
