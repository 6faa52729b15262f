import type { Unit } from "#actions";
import { storesByIds } from "#modules/org";
import type { DueStep, StepDefinition } from "./types.ts";

/** Who does each step: as a rule the one she knows; the store's manager where the step says so and the store has one. */
export async function withActors(
  unit: Unit,
  rows: readonly DueStep[],
  stepOf: (row: DueStep) => StepDefinition,
): Promise<readonly DueStep[]> {
  const wanted = rows.filter((row) => row.storeId !== null && stepOf(row).actor === "store-manager");
  if (wanted.length === 0) return rows;
  const stores = await storesByIds(unit, [...new Set(wanted.flatMap((row) => row.storeId ?? []))]);
  return rows.map((row) => {
    const manager = row.storeId !== null && stepOf(row).actor === "store-manager" ? stores.get(row.storeId)?.managerUserId : null;
    return manager ? { ...row, sender: manager } : row;
  });
}
