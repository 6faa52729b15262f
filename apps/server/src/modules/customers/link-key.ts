import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { holdIdentity, noteDecision, subjectOf } from "./identity.ts";
import { readFacets, readKnown } from "./identity-known.ts";
import { cleanKeys, isCustomer, keyOf, type Keys, mayMeet, rootOf } from "./identity-rules.ts";
import { findPerson } from "./identity-screens.ts";

/** Somebody says whose key this is. A buyer who had it becomes one with the person; another customer's key is a conflict. */
export async function linkKey(ctx: Ctx, input: ParsedInputOf<typeof api.people.link>): Promise<OutputOf<typeof api.people.link>> {
  return withUnit(ctx, async (unit) => {
    await holdIdentity(unit.db, unit.corpId, unit.now);
    const person = await findPerson(unit, input.personId);
    const value = cleanKeys({ [input.kind]: input.value })[input.kind];
    if (value === undefined) throw new Problem("invalidInput", { issues: "value" });
    const result = await joinKey(unit, person.id, input.kind, value);
    await unit.audit("people.link", subjectOf(person.id), { kind: input.kind, value, ...result });
    return result;
  });
}

async function joinKey(unit: Unit, personId: string, kind: string, value: string): Promise<{ linked: boolean; merged: number }> {
  const known = await readKnown(unit.db, unit.corpId, [{ [kind]: value }]);
  const holder = known.holders.get(keyOf(kind, value));
  if (holder === undefined) {
    tellLink(unit, kind, value, personId, "operator");
    return { linked: true, merged: 0 };
  }
  const other = rootOf(known, holder);
  if (other === personId) return { linked: false, merged: 0 };
  await readFacets(unit.db, known, [personId, other]);
  if (!mayMeet(known, personId, other)) {
    throw new Problem("personKeyTaken", { kind, value, holder: (await findPerson(unit, other)).name ?? other }, 409);
  }
  const [from, into] = isCustomer(other) ? [personId, other] : [other, personId];
  noteDecision(unit, { merges: [{ from, into, kind, value }], conflicts: [] }, "operator");
  return { linked: false, merged: 1 };
}

export function tellLink(unit: Unit, kind: string, value: string, personId: string, why: string): void {
  unit.fact({ type: "person.linked", subject: subjectOf(personId), occurredAt: unit.now, data: { kind, value, personId, why } });
}

/** Keys of one person that a file names together, decided as an order's are; answers what followed. */
export function linkTogether(
  unit: Unit,
  keys: Keys,
  decision: { keyPersonId: string | null; fresh: readonly string[] },
  why: string,
): number {
  let linked = 0;
  for (const kind of decision.fresh) {
    const value = keys[kind];
    if (decision.keyPersonId === null || value === undefined) continue;
    tellLink(unit, kind, value, decision.keyPersonId, why);
    linked += 1;
  }
  return linked;
}
