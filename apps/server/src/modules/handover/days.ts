import { addDays } from "#kit/tz";
import type { Dated, Given, ItemKind } from "./types.ts";

/** What WeCom allows (wecom-api §4.7). */
export const WECOM = {
  /** Customers or groups in one call. */
  perCall: 100,
  /** Groups of one owner a day, by API. */
  groupsPerDay: 300,
  /** Moves of one customer or group in service … */
  moves: 2,
  /** … in so many natural days. */
  movesDays: 90,
  /** Hours in which a customer may refuse. */
  waitHours: 24,
} as const;

export type DayLimits = {
  /** Customers whom one taker gets a day: everyone of them is to be greeted. Ours, not WeCom's. */
  customersPerTaker: number;
  groupsPerOwner: number;
};

/** What is taken up on a day already, by `kind taker` and, for all groups of the owner together, by `group`. */
export type Taken = Map<string, number>;

const keyOf = (day: string, slot: string) => `${day} ${slot}`;

/** The first day, from `from` on, on which there is room. */
function firstFree(from: string, slot: string, limit: number, taken: Taken): string {
  let day = from;
  while ((taken.get(keyOf(day, slot)) ?? 0) >= limit) day = addDays(day, 1);
  return day;
}

/**
 * Puts each thing on its day, in the order given: never more customers for one taker, nor more groups of this owner, than a day
 * bears, and nothing before WeCom lets it be moved again.
 */
export function spread(
  given: readonly Given[],
  options: { first: string; limits: DayLimits; taken?: Taken; notBefore?: ReadonlyMap<string, string> },
): Dated[] {
  const { first, limits, notBefore } = options;
  const taken: Taken = new Map(options.taken);
  return given.map((one) => {
    const slot = slotOf(one.kind, one.to);
    const limit = one.kind === "group" ? limits.groupsPerOwner : limits.customersPerTaker;
    const earliest = notBefore?.get(`${one.kind} ${one.key}`) ?? first;
    const day = firstFree(earliest > first ? earliest : first, slot, limit, taken);
    taken.set(keyOf(day, slot), (taken.get(keyOf(day, slot)) ?? 0) + 1);
    return { ...one, day };
  });
}

/** Groups share the owner's day, whoever takes them. */
export const slotOf = (kind: ItemKind, to: string): string => (kind === "group" ? "group" : `customer ${to}`);

/** The local day from which something may be moved again, by the days of its moves so far; null: at once. */
export function movableFrom(moves: readonly string[], today: string): string | null {
  const recent = moves.filter((day) => addDays(day, WECOM.movesDays) > today).sort();
  const last = recent.at(-WECOM.moves);
  return last === undefined ? null : addDays(last, WECOM.movesDays);
}
