import type { Unit } from "#actions";
import type { Db } from "#db/connect";
import { forgottenNames, nameOf } from "#kit/forgotten";
import { derivedId } from "#kit/ids";
import { catchUp } from "#log";
import { readKnown } from "./identity-known.ts";
import { identityHandler } from "./identity-project.ts";
import { decide, type Decision, isCustomer, type Keys } from "./identity-rules.ts";

/** Everything that was decided about persons before is in the tables, and nobody else decides until the transaction ends. */
export const holdIdentity = (tx: Db, corpId: string, now: Date) => catchUp(tx, corpId, identityHandler, now);

/**
 * Whose each set of keys is, in their order: what one teaches is known to the next. Merges and conflicts become facts of the
 * unit; the new keys (`fresh`) are for the caller, whose own facts carry them. The unit must hold the identity.
 */
export async function decidePeople(unit: Unit, all: readonly Keys[], why: (n: number) => string): Promise<Decision[]> {
  const known = await readKnown(unit.db, unit.corpId, all);
  return all.map((keys, n) => {
    const decision = decide(known, keys);
    noteDecision(unit, decision, why(n));
    return decision;
  });
}

/**
 * The same sets of keys, empty where one of them belongs to somebody who is forgotten: a phone number that came with it would bring her
 * back by another name.
 */
export async function keysWithoutForgotten({ db, corpId }: Pick<Unit, "db" | "corpId">, all: readonly Keys[]): Promise<Keys[]> {
  const names = (keys: Keys) => Object.entries(keys).map(([kind, value]) => nameOf(kind, value));
  const gone = await forgottenNames(db, corpId, all.flatMap(names));
  return gone.size === 0 ? [...all] : all.map((keys) => (names(keys).some((name) => gone.has(name)) ? {} : keys));
}

/** What follows from a decision besides its new keys. */
export function noteDecision(unit: Unit, { merges, conflicts }: Pick<Decision, "merges" | "conflicts">, why: string): void {
  for (const { from, into } of merges) {
    unit.fact({ type: "person.merged", subject: subjectOf(into), occurredAt: unit.now, data: { from, into, why } });
  }
  for (const { kind, value, holderId, claimantId } of conflicts) {
    const conflictId = derivedId("cfl", unit.corpId, kind, value, ...[holderId, claimantId].toSorted());
    const data = { conflictId, kind, value, holderId, claimantId, why };
    // The same two about the same key are one question, however many orders raise it.
    const sourceKey = `conflict:${conflictId}`;
    unit.fact({ type: "person.conflicted", subject: subjectOf(claimantId), occurredAt: unit.now, data, sourceKey });
  }
}

export const subjectOf = (personId: string) => `${isCustomer(personId) ? "customer" : "person"}:${personId}`;
