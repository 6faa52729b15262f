import { randomBytes } from "node:crypto";
import { customerId } from "#kit/ids";
import { laneOf } from "#kit/people-lanes";

/** Shorter ones (a membership number "12") stand in other words by chance: they are replaced only where they are the whole of a key. */
const LONG = 6;

/** What somebody is called in the rows, and what stands there afterwards. */
export type Pseudonyms = {
  /** Names that are searched for in texts. */
  readonly long: ReadonlyArray<readonly [from: string, to: string]>;
  /** All of them, for columns that hold one key. */
  readonly all: ReadonlyArray<readonly [from: string, to: string]>;
  names(text: string): boolean;
  replace(text: string): string;
  /** For a text that is one key as a whole. */
  exactly(text: string): string;
};

export type Names = {
  readonly externalUserId: string;
  /** Her other contacts at WeCom, that were merged into one person. */
  readonly otherExternalIds?: readonly string[];
  /** Other ids of hers: buyers that were merged into her. */
  readonly personIds: readonly string[];
  /** Phone, unionid, membership numbers. */
  readonly keys: readonly string[];
};

/**
 * A pseudonym for each name of hers, by chance, so that nothing leads back. Her customer id is made of the new external id as it
 * was of the old one, and she stays in her half of the people: projections rebuild to the rows that are there.
 */
export function makePseudonyms(corpId: string, names: Names): Pseudonyms {
  const externals = [names.externalUserId, ...(names.otherExternalIds ?? [])];
  const contacts = externals.flatMap((external) => {
    const old = customerId(corpId, external);
    let fresh: string;
    do fresh = chance("gone");
    while (laneOf(customerId(corpId, fresh)) !== laneOf(old));
    return [
      [external, fresh],
      [old, customerId(corpId, fresh)],
    ] as const;
  });
  const known = new Set(contacts.map(([from]) => from));
  const persons = names.personIds.filter((id) => !known.has(id)).map((id) => [id, chance(id.split("_")[0] ?? "per")] as const);
  const keys = names.keys.filter((key) => key !== "" && !known.has(key)).map((key) => [key, chance("gone")] as const);
  return pseudonymsOf([...contacts, ...persons, ...keys]);
}

const chance = (prefix: string) => `${prefix}_${randomBytes(12).toString("hex")}`;

export function pseudonymsOf(pairs: ReadonlyArray<readonly [string, string]>): Pseudonyms {
  // The longest first: a name may be part of another.
  const all = pairs.toSorted(([a], [b]) => b.length - a.length);
  const long = all.filter(([from]) => from.length >= LONG);
  const whole = new Map(all);
  const replace = (text: string) => long.reduce((done, [from, to]) => done.replaceAll(from, to), text);
  return {
    long,
    all,
    names: (text) => long.some(([from]) => text.includes(from)),
    replace,
    exactly: (text) => whole.get(text) ?? replace(text),
  };
}
