import { sql } from "kysely";
import type { api, ParsedInputOf } from "@shuke/contract";
import { type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { holdIdentity, subjectOf } from "./identity.ts";
import { isCustomer } from "./identity-rules.ts";
import { findPerson } from "./identity-screens.ts";

/** Somebody says that two persons are one. A customer is never merged into a buyer whom WeCom does not know. */
export async function mergePeople(ctx: Ctx, input: ParsedInputOf<typeof api.people.merge>): Promise<{ into: string }> {
  return withUnit(ctx, async (unit) => {
    await holdIdentity(unit.db, unit.corpId, unit.now);
    const into = await mergeHeld(unit, input.fromId, input.intoId, "operator");
    await unit.audit("people.merge", subjectOf(into), { ...input, into });
    return { into };
  });
}

/** The same for whoever holds the identity already. Answers the person that both are now. */
export async function mergeHeld(unit: Unit, fromId: string, intoId: string, why: string): Promise<string> {
  const [a, b] = [await findPerson(unit, fromId), await findPerson(unit, intoId)];
  if (a.id === b.id) throw new Problem("personSame", {}, 409);
  const [from, into] = isCustomer(a.id) && !isCustomer(b.id) ? [b.id, a.id] : [a.id, b.id];
  unit.fact({ type: "person.merged", subject: subjectOf(into), occurredAt: unit.now, data: { from, into, why } });
  return into;
}

/** Takes a merged person out again, with whoever had been merged into her: each gets back what was hers. */
export async function splitPerson(ctx: Ctx, input: ParsedInputOf<typeof api.people.split>): Promise<{ ok: true }> {
  return withUnit(ctx, async (unit) => {
    await holdIdentity(unit.db, unit.corpId, unit.now);
    const { rows } = await sql<{ into_id: string; members: string[] }>`
      with recursive below as (
        select person_id from person_alias where corp_id = ${unit.corpId} and person_id = ${input.personId}
        union select a.person_id from below b join person_alias a on a.corp_id = ${unit.corpId} and a.via_id = b.person_id)
      select a.into_id, (select array_agg(person_id order by person_id) from below) as members
      from person_alias a where a.corp_id = ${unit.corpId} and a.person_id = ${input.personId}`.execute(unit.db);
    const [merged] = rows;
    if (!merged) throw new Problem("personNotMerged", {}, 409);
    const data = { from: input.personId, into: merged.into_id, members: merged.members, why: "operator" };
    unit.fact({ type: "person.split", subject: subjectOf(merged.into_id), occurredAt: unit.now, data });
    await unit.audit("people.split", subjectOf(merged.into_id), data);
    return { ok: true };
  });
}

/**
 * WeCom gives everybody new external_userids when a corp is upgraded (conversion of ids): the old customer lives on in the
 * new one, with keys, orders and all. Pairs that are known already change nothing.
 */
export async function convertExternalIds(ctx: Ctx, pairs: ReadonlyArray<{ old: string; new: string }>): Promise<number> {
  return withUnit(ctx, async (unit) => {
    await holdIdentity(unit.db, unit.corpId, unit.now);
    const ids = pairs.map((pair) => ({ from: customerId(unit.corpId, pair.old), into: customerId(unit.corpId, pair.new) }));
    const { rows } = await sql<{ person_id: string }>`select person_id from person_alias
      where corp_id = ${unit.corpId} and person_id = any(${ids.map(({ from }) => from)})`.execute(unit.db);
    const known = new Set(rows.map(({ person_id }) => person_id));
    const fresh = ids.filter(({ from, into }) => from !== into && !known.has(from));
    for (const { from, into } of fresh) {
      const data = { from, into, why: "converted" };
      unit.fact({ type: "person.merged", subject: subjectOf(into), occurredAt: unit.now, data });
    }
    return fresh.length;
  });
}
