/**
 * What somebody asked for, as the record of changes names it. It travels with the call, so that the unit of work that changes something
 * can write its record in the same transaction, also where the verb has nothing of its own to say.
 */
export type Deed = {
  readonly verb: string;
  readonly subject: string;
  readonly data: Record<string, unknown>;
  /** How many records this call has left so far. */
  traces: number;
};

const MOST_TEXT = 200;
const MOST_ITEMS = 50;
const MOST_DEPTH = 4;
const isSecret = (key: string) => /password|secret|token|apikey/i.test(key);

/** An input as a record may keep it: no secrets, no files, no lists without end. */
export function recordable(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return value.length > MOST_TEXT ? `${value.slice(0, MOST_TEXT)}… (${value.length})` : value;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MOST_DEPTH) return "…";
  if (Array.isArray(value)) {
    const kept = value.slice(0, MOST_ITEMS).map((one) => recordable(one, depth + 1));
    return value.length > MOST_ITEMS ? [...kept, `… (${value.length})`] : kept;
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, isSecret(key) ? "…" : recordable(one, depth + 1)]));
}

/** Names in an input that say what a verb is about, the surest first; null: whatever its noun is. */
const NAMES: ReadonlyArray<readonly [field: string, subject: string | null]> = [
  ["customerId", "customer"],
  ["personId", "person"],
  ["externalUserId", "external"],
  ["taskId", "task"],
  ["talkId", "talk"],
  ["sopId", "sop"],
  ["segmentId", "segment"],
  ["orderNo", "order"],
  ["id", null],
  ["key", null],
  ["userId", "staff"],
];

/** `noun:id` from the input where it names something, else the noun alone. */
export function deedOf(name: string, input: unknown): Deed {
  const noun = name.split(".")[0] ?? name;
  const fields: Record<string, unknown> = typeof input === "object" && input !== null ? { ...input } : {};
  const [subject, given] =
    NAMES.flatMap(([field, kind]): Array<[string, string]> => {
      const value = fields[field];
      return typeof value === "string" || typeof value === "number" ? [[kind ?? noun, String(value)]] : [];
    })[0] ?? [];
  const data = recordable(fields);
  return {
    verb: name,
    subject: given === undefined ? noun : `${given.startsWith("cus_") ? "customer" : subject}:${given}`,
    data: typeof data === "object" && data !== null ? { ...data } : {},
    traces: 0,
  };
}
