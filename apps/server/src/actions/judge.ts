import type { Ledger, Overspent, Spent } from "./budget.ts";

export type Refusal = Overspent | "preference" | "quiet-hours" | "duplicate";

/** `wish`: which part of the budget the recipient lets us use (preference.ts). */
export type Circumstances = { ledger: Ledger; isQuiet: boolean; wish: number };

/** Why a contact that nobody asked for may not be made; null when it may. What she said goes before what we allow ourselves. */
export function judge(spent: Spent, { ledger, isQuiet, wish }: Circumstances): Refusal | null {
  if (wish === 0) return "preference";
  if (isQuiet) return "quiet-hours";
  const over = ledger.refusal(spent);
  if (over !== null) return over;
  // There is room in the house's budget, but not in the part of it that she wants.
  return wish < 1 && ledger.refusal(spent, wish) !== null ? "preference" : null;
}
