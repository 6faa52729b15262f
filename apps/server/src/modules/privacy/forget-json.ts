import type { Pseudonyms } from "./pseudonyms.ts";

/** Fields in which somebody's own data stands, wherever in a fact, a plan or a record it is about her. */
const WORDS: ReadonlySet<string> = new Set(
  "name unionid avatar remark description text note body query answer question message phone mobile address email nickname".split(" "),
);

/** Places in the tuples of a told page (log/told.ts): name, unionid, avatar, remark, description; and name, unionid. */
const TUPLES: Readonly<Record<string, readonly number[]>> = { people: [1, 6, 7, 10, 11], members: [1, 5] };

/**
 * The same JSON without one person: her ids become her pseudonyms, and her words are emptied in every object that names her (in all of it where
 * `isHers`). What others said and did in the same fact stays as it is, and so do all keys, numbers and the order of lists.
 */
export function forgetJson(value: unknown, of: Pseudonyms, isHers = false): unknown {
  if (typeof value === "string") return of.replace(value);
  if (Array.isArray(value)) return value.map((item: unknown) => forgetJson(item, of, isHers));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const about = isHers || entries.some(([, item]) => typeof item === "string" && of.names(item));
  return Object.fromEntries(
    entries.map(([name, item]: [string, unknown]) => {
      const key = of.replace(name);
      const places = TUPLES[key];
      if (places && Array.isArray(item)) return [key, item.map((tuple: unknown) => forgetTuple(tuple, places, of))];
      // Keys of an order: by kind, each a word that may be as short as a membership number.
      if (key === "keys" && typeof item === "object" && !Array.isArray(item)) return [key, forgetKeys(item, of)];
      if (!about || typeof item !== "string") return [key, forgetJson(item, of, about)];
      if (WORDS.has(key) || isFreeField(value, key)) return [key, ""];
      return [key, key === "value" ? of.exactly(item) : of.replace(item)];
    }),
  );
}

/** What an operator wrote into a field of free text; a choice is one of a few and says nothing of who chose. */
const isFreeField = (of: object, key: string): boolean =>
  ("kind" in of && of.kind === "text" && (key === "value" || key === "before")) || isFreeWhy(of, key);

/** Why a case was moved or opened again, why somebody was marked or a field set: written by a colleague. Elsewhere it is a word of ours. */
const isFreeWhy = (of: object, key: string): boolean => key === "why" && ("round" in of || "mark" in of || "before" in of);

function forgetTuple(tuple: unknown, places: readonly number[], of: Pseudonyms): unknown {
  if (!Array.isArray(tuple)) return forgetJson(tuple, of);
  const [first] = tuple as unknown[];
  const isHers = typeof first === "string" && of.names(first);
  return tuple.map((item: unknown, i) => (isHers && places.includes(i) ? "" : forgetJson(item, of)));
}

const forgetKeys = (keys: object | null, of: Pseudonyms): unknown =>
  keys &&
  Object.fromEntries(
    Object.entries(keys).map(([kind, item]: [string, unknown]) => [kind, typeof item === "string" ? of.exactly(item) : item]),
  );
