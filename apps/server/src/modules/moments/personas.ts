import type { MomentPersona } from "@shuke/contract";
import { MOMENT_PLAN } from "@shuke/contract/moment-words";

const WEEKS = MOMENT_PLAN.days / 7;

/** A post of the last four weeks, the oldest first. */
export type Posted = { selling: boolean };
export type Breach = "selling-much" | "selling-again" | "too-often";

/** Whose plan a member of staff follows: that which names her position, else the one that names none. */
export function personaOf(personas: readonly MomentPersona[], position: string): MomentPersona | null {
  return personas.find(({ positions }) => positions.includes(position)) ?? personas.find(({ positions }) => positions.length === 0) ?? null;
}

/** How many posts of four weeks may sell. One always may: whoever plans a shelf means to sell something. */
export const sellingAllowed = ({ perWeek, sellingPercent }: MomentPersona): number =>
  sellingPercent === 0 ? 0 : Math.max(1, Math.floor((perWeek * WEEKS * sellingPercent) / 100));

/** What one post more would break of her plan, the gravest first; null: nothing. */
export function breachOf(persona: MomentPersona, history: readonly Posted[], next: Posted): Breach | null {
  if (next.selling && history.filter(({ selling }) => selling).length + 1 > sellingAllowed(persona)) return "selling-much";
  if (next.selling && history.at(-1)?.selling === true) return "selling-again";
  return history.length + 1 > persona.perWeek * WEEKS ? "too-often" : null;
}
