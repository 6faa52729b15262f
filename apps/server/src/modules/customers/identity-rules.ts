import { derivedId } from "#kit/ids";

/**
 * Kinds of keys, the strongest first: an order that carries several belongs to whoever holds the strongest. WeCom has changed
 * its ids before (external_userid after a corp's upgrade), so a further id space is one more entry; `unique` kinds are held
 * once per person: two different values mean two persons.
 */
export type IdSpace = { kind: string; unique: boolean };
export const idSpaces: readonly IdSpace[] = [
  { kind: "external", unique: true },
  { kind: "unionid", unique: true },
  { kind: "member", unique: true },
  { kind: "phone", unique: false },
];

export type Keys = Readonly<Record<string, string>>;

/** What is known of the keys and persons that a batch is about; `decide` writes what it decides into it. */
export type Known = {
  corpId: string;
  spaces: readonly IdSpace[];
  /** Who holds a key, before merges; by `keyOf`. */
  holders: Map<string, string>;
  /** Where merged persons are today; who is absent is herself. */
  roots: Map<string, string>;
  /** Unique keys that each person of today holds, by kind. */
  facets: Map<string, Map<string, Set<string>>>;
  /** Pairs that somebody took apart, as `pairOf`. */
  apart: Set<string>;
};

export type Conflict = { kind: string; value: string; holderId: string; claimantId: string };

export type Decision = {
  /** Today's person; null without any key. */
  personId: string | null;
  keyPersonId: string | null;
  /** Kinds whose keys nobody held: they are `keyPersonId`'s now. */
  fresh: string[];
  merges: Array<{ from: string; into: string; kind: string; value: string }>;
  conflicts: Conflict[];
};

export const keyOf = (kind: string, value: string) => `${kind}\u0000${value}`;
export const pairOf = (a: string, b: string) => (a < b ? `${a} ${b}` : `${b} ${a}`);
export const isCustomer = (personId: string) => personId.startsWith("cus_");
/** The person of a key that nobody held: always the same for the same key. */
export const personOfKey = (corpId: string, kind: string, value: string) =>
  kind === "external" ? derivedId("cus", corpId, value) : derivedId("per", corpId, kind, value);

/** Follows merges to today's person. */
export function rootOf({ roots }: Pick<Known, "roots">, personId: string): string {
  let root = personId;
  for (let next = roots.get(root); next !== undefined && next !== root; next = roots.get(root)) root = next;
  return root;
}

/**
 * Whose keys these are. The strongest key decides; keys that nobody held join it; keys of somebody else make one person of
 * the two where nothing speaks against it, and otherwise a conflict for a person to settle (never a silent merge of two
 * customers, of two unionids or two member cards, or of a pair that was taken apart).
 */
export function decide(known: Known, keys: Keys): Decision {
  const mine = known.spaces.flatMap(({ kind }) => {
    const value = keys[kind];
    return value === undefined || value === "" ? [] : [{ kind, value, holder: holderOf(known, kind, value) }];
  });
  const [strongest] = mine;
  if (!strongest) return { personId: null, keyPersonId: null, fresh: [], merges: [], conflicts: [] };
  const held = mine.findIndex(({ holder }) => holder !== null);
  const holder = mine[held]?.holder ?? null;
  // A stronger key that is new and speaks against the holder of a weaker one makes a person of its own.
  const isOther = holder !== null && mine.slice(0, held).some(({ kind, value }) => contradicts(known, rootOf(known, holder), kind, value));
  const keyPersonId = holder !== null && !isOther ? holder : personOfKey(known.corpId, strongest.kind, strongest.value);
  const decision: Decision = { personId: rootOf(known, keyPersonId), keyPersonId, fresh: [], merges: [], conflicts: [] };
  for (const { kind, value, holder: holds } of mine) {
    const person = rootOf(known, keyPersonId);
    if (holds === null) {
      if (contradicts(known, person, kind, value)) continue;
      take(known, person, keyPersonId, kind, value);
      decision.fresh.push(kind);
      continue;
    }
    const other = rootOf(known, holds);
    if (other === person) continue;
    if (!mayMeet(known, person, other)) {
      decision.conflicts.push({ kind, value, holderId: other, claimantId: person });
      continue;
    }
    const [from, into] = isCustomer(other) ? [person, other] : [other, person];
    join(known, from, into);
    decision.merges.push({ from, into, kind, value });
  }
  decision.personId = rootOf(known, keyPersonId);
  return decision;
}

/** A customer's external_userid is hers without being written anywhere. */
function holderOf(known: Known, kind: string, value: string): string | null {
  const holder = known.holders.get(keyOf(kind, value));
  if (holder !== undefined) return holder;
  return kind === "external" ? personOfKey(known.corpId, kind, value) : null;
}

/** A person with another card or unionid than this one. Such a key stays nobody's, the order goes by the stronger key. */
function contradicts(known: Known, person: string, kind: string, value: string): boolean {
  const values = known.facets.get(person)?.get(kind);
  return known.spaces.some((space) => space.kind === kind && space.unique) && values !== undefined && !values.has(value);
}

function take(known: Known, person: string, base: string, kind: string, value: string): void {
  known.holders.set(keyOf(kind, value), base);
  const facets = known.facets.get(person) ?? new Map<string, Set<string>>();
  facets.set(kind, new Set([...(facets.get(kind) ?? []), value]));
  known.facets.set(person, facets);
}

/** Whether a machine may take two persons for one. */
export function mayMeet(known: Known, a: string, b: string): boolean {
  if (isCustomer(a) && isCustomer(b)) return false;
  if (known.apart.has(pairOf(a, b))) return false;
  const [facetsA, facetsB] = [known.facets.get(a), known.facets.get(b)];
  return known.spaces
    .filter(({ unique }) => unique)
    .every(({ kind }) => new Set([...(facetsA?.get(kind) ?? []), ...(facetsB?.get(kind) ?? [])]).size <= 1);
}

function join(known: Known, from: string, into: string): void {
  known.roots.set(from, into);
  const target = known.facets.get(into) ?? new Map<string, Set<string>>();
  for (const [kind, values] of known.facets.get(from) ?? []) target.set(kind, new Set([...(target.get(kind) ?? []), ...values]));
  known.facets.set(into, target);
}

/** Mobile numbers as one form: digits only, China's country code off. What is no number stays as it was written. */
export function normalizePhone(text: string): string {
  const digits = text.replaceAll(/[\s().-]/gu, "");
  const [, national] = /^(?:\+|00)?86(1\d{10})$/u.exec(digits) ?? [];
  return national ?? digits;
}

/** Keys without the empty ones, each in its one form. */
export function cleanKeys(keys: Readonly<Record<string, string | undefined | null>>): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [kind, value] of Object.entries(keys)) {
    const text = value?.trim() ?? "";
    if (text !== "") clean[kind] = kind === "phone" ? normalizePhone(text) : text;
  }
  return clean;
}
