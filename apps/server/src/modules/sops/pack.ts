import type { DueStep, StepDefinition } from "./types.ts";

export type Pack = {
  sopId: string;
  step: string;
  version: number;
  sender: string;
  definition: StepDefinition;
  rows: DueStep[];
};

/** WeCom takes at most this many recipients in one task (wecom-api §6.2). */
const LIMIT = { "mass-send": 10_000, "group-post": 2_000, "staff-task": 1 } as const;

/**
 * Groups due rows by what one confirmation can carry: the same step of the same version through the same member of staff.
 * A step by hand is one task per recipient.
 */
export function packDue(due: readonly DueStep[], stepOf: (row: DueStep) => StepDefinition): Pack[] {
  const groups = Map.groupBy(due, (row) => [row.sopId, row.version, row.step, row.sender].join("\u0000"));
  return [...groups.values()].flatMap((rows) => {
    const first = rows[0];
    if (!first) return [];
    const definition = stepOf(first);
    const { sopId, step, version, sender } = first;
    return chunks(rows, LIMIT[definition.kind]).map((some) => ({ sopId, step, version, sender, definition, rows: some }));
  });
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
