import type { AuditItem } from "@shuke/contract";
import type { ConsolePhrases } from "../../i18n.ts";

/** What was done, in words; a deed that nobody has named is shown as it is recorded. */
export function deedWords(phrases: ConsolePhrases, verb: string): string {
  const [noun = "", rest = ""] = verb.split(".");
  const deeds: Readonly<Record<string, Readonly<Record<string, string>>>> = phrases.deeds;
  return deeds[noun]?.[rest] ?? verb;
}

/** Who did it: by name, else what kind of actor it was. */
export function actorWords(phrases: ConsolePhrases, { kind, name, id }: AuditItem["actor"]): string {
  const kinds: Readonly<Record<string, string>> = phrases.audit.actors;
  return name ?? [kinds[kind] ?? kind, kind === "system" ? null : id].filter(Boolean).join(" ");
}

export type Detail = { field: string; before: string | null; after: string | null };

/** The data of a record as rows: `a.b` and its value; `before` and `change` (or `after`) side by side, only what either names. */
export function detailsOf(data: AuditItem["data"]): { rows: Detail[]; hasBefore: boolean } {
  const { before, change, after, ...rest } = data;
  const next = change ?? after;
  if (!isRecord(before) || !isRecord(next)) {
    return { rows: [...leaves(data)].map(([field, value]) => ({ field, before: null, after: value })), hasBefore: false };
  }
  const was = new Map(leaves(before));
  const is = new Map([...leaves(next), ...leaves(rest)]);
  const rows = [...is].map(([field, value]) => ({ field, before: was.get(field) ?? null, after: value }));
  return { rows, hasBefore: true };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function leaves(value: unknown, path = ""): Array<[string, string]> {
  if (isRecord(value)) return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`));
  if (value === null || value === undefined || value === "") return [[path, "—"]];
  return [[path, typeof value === "string" ? value : JSON.stringify(value)]];
}
