import type { GoalMetric, GoalUnit } from "@shuke/contract";
import { goalMetrics } from "@shuke/contract/board-words";
import type { Language } from "../../i18n.ts";
import { countWords, rateWords, yuanWords } from "../../kit/format.ts";

/** A goal's figure in its unit: a count, money, a share. */
export function goalWords(value: number, unit: GoalUnit, language: Language): string {
  if (unit === "fen") return value < 0 ? `−${yuanWords(-value)}` : yuanWords(value);
  return unit === "share" ? rateWords(value) : countWords(Math.round(value * 10) / 10, language);
}

export const shares: ReadonlySet<GoalMetric> = new Set(["repurchase-rate", "step-rate", "evidence-rate", "group-churn"]);
export const monies: ReadonlySet<GoalMetric> = new Set(["member-revenue", "break-even"]);
export const choices = goalMetrics;

/** What somebody types: per cent, yuan, or a count; the API wants shares and fen. */
export const typed = (metric: GoalMetric, value: number): number =>
  shares.has(metric) ? value / 100 : monies.has(metric) ? Math.round(value * 100) : value;
export const shownAs = (metric: GoalMetric, value: number): number =>
  shares.has(metric) ? Math.round(value * 10_000) / 100 : monies.has(metric) ? value / 100 : value;
