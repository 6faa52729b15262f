import type { FunnelStep } from "@shuke/contract";
import { ratio } from "../../kit/format.ts";

export type FunnelRow = FunnelStep & {
  /** Share of the first step's people who did this step, 0 … 1: the width of its bar. */
  share: number;
  /** How many came here and did not do it. */
  dropped: number;
  dropRate: number | null;
  worst: boolean;
};

/** A funnel's rows with their drop-offs; the largest loss of people is marked. */
export function funnelRows(steps: readonly FunnelStep[]): FunnelRow[] {
  const top = Math.max(0, ...steps.map((step) => Math.max(step.entered, step.done)));
  const dropped = steps.map((step) => Math.max(0, step.entered - step.done));
  const most = Math.max(0, ...dropped);
  const worst = most > 0 ? dropped.indexOf(most) : -1;
  return steps.map((step, index) => ({
    ...step,
    share: top === 0 ? 0 : step.done / top,
    dropped: dropped[index] ?? 0,
    dropRate: ratio(dropped[index] ?? 0, step.entered),
    worst: index === worst,
  }));
}
