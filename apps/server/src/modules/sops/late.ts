import type { LatePolicy } from "@shuke/contract";
import type { DueStep } from "./types.ts";

/** Hours by which a step may be late before its policy is asked: the house itself needs a moment, too. */
const GRACE_HOURS = 6;

export type Verdict =
  | { verdict: "do" }
  | { verdict: "hold" }
  | { verdict: "skip"; reason: "late" | "overtaken" | "not-answered" }
  | { verdict: "refuse"; reason: "content-gone" };

type Row = Pick<DueStep, "dueAt" | "until" | "held" | "stopped" | "overtaken" | "resumedAt">;

/** Whether a due step has missed its hour: by the clock, or because the SOP rested over it. */
export function isLate({ dueAt, resumedAt }: Pick<Row, "dueAt" | "resumedAt">, windowHours: number, now: Date): boolean {
  const hours = (now.getTime() - dueAt.getTime()) / 3_600_000;
  return hours > Math.min(GRACE_HOURS, windowHours) || (resumedAt !== null && dueAt < resumedAt);
}

/**
 * What becomes of a due step. Never a backlog: whoever has several late steps gets the last of them at most, and a step whose window
 * is over is left out whatever was wanted.
 */
export function verdictOf(row: Row, step: { late: LatePolicy; windowHours: number }, now: Date): Verdict {
  if (row.held) return { verdict: "skip", reason: "not-answered" };
  if (row.until <= now) return row.stopped ? { verdict: "refuse", reason: "content-gone" } : { verdict: "skip", reason: "late" };
  if (!isLate(row, step.windowHours, now)) return { verdict: "do" };
  if (step.late === "skip") return { verdict: "skip", reason: "late" };
  if (row.overtaken) return { verdict: "skip", reason: "overtaken" };
  return { verdict: step.late === "do" ? "do" : "hold" };
}
