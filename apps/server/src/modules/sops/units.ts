import { isDeepStrictEqual } from "node:util";
import type { api, OutputOf, SopGraph } from "@shuke/contract";
import { isFew, shortOf } from "./board-rules.ts";
import { shareOf } from "./board-steps.ts";
import type { Counts } from "./count-steps.ts";
import { judge, rateOf } from "./rules.ts";

/** Steps of one store, group or member, counted. */
export type UnitCount = { key: string; step: string } & Pick<Counts, "done" | "missed" | "refused" | "word_only">;
export type Unit = { key: string; short: number; decided: number; cells: OutputOf<typeof api.sops.breakdown>["items"][number]["cells"] };

/** Kept as long as the counts are: looking at thousands of stores anew for each page of them costs more than the page. */
const made = new WeakMap<readonly UnitCount[], { definition: SopGraph; units: readonly Unit[] }>();

/** Whoever is furthest from the targets first: by how many are missing over all steps, then by how many were decided. */
export function unitsOf(definition: SopGraph, counts: readonly UnitCount[]): readonly Unit[] {
  const known = made.get(counts);
  if (known && isDeepStrictEqual(known.definition, definition)) return known.units;
  const units = [...Map.groupBy(counts, ({ key }) => key)].map(([key, rows]) => unitOf(definition, key, rows));
  units.sort((a, b) => b.short - a.short || b.decided - a.decided || (a.key < b.key ? -1 : 1));
  made.set(counts, { definition, units });
  return units;
}

function unitOf(definition: SopGraph, key: string, rows: readonly UnitCount[]): Unit {
  const cells = definition.steps.map((step) => {
    const share = shareOf(rows.find((row) => row.step === step.key));
    const target = step.target ?? 0;
    const rate = rateOf(share.done, share.decided);
    const short = shortOf(share, target);
    return { key: step.key, ...share, rate, status: judge(rate, target, share.decided), short, isFew: isFew(share) };
  });
  const sum = (of: (one: (typeof cells)[number]) => number) => cells.reduce((all, one) => all + of(one), 0);
  return { key, short: sum(({ short }) => short), decided: sum(({ decided }) => decided), cells };
}
