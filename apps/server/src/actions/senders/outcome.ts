import { WecomError, WecomNotSent, WecomUnknownOutcome } from "@shuke/wecom";
import type { Outcome } from "../types.ts";

/** Later tries of a call that was refused for a passing reason: 5 s, 30 s, 2 min, then every 10 min. */
const PAUSES_S = [5, 30, 120, 600];

/**
 * What an error of the client means for an action. Refused for good → failed; refused for now or surely not sent → later;
 * sent without an answer → unknown. Anything else is a defect of ours and stays unknown, so that nothing is sent twice.
 */
export function outcomeOf(error: unknown, at: { now: Date; attempts: number }): Outcome {
  if (error instanceof WecomUnknownOutcome) return { status: "unknown", error: `${error.reason}: ${error.message}` };
  if (error instanceof WecomNotSent) return later(at, error.message, error.retryAfterMs);
  if (!(error instanceof WecomError)) return { status: "unknown", error: error instanceof Error ? error.message : String(error) };
  const passing = ["retry", "rate", "concurrency", "token"].includes(error.errorClass);
  if (passing && at.attempts < 20) {
    const outcome = later(at, error.errmsg, error.retryAfterMs);
    return error.errorClass === "rate" ? { ...outcome, laneBlocked: true } : outcome;
  }
  return { status: "failed", error: `${error.errcode} ${error.errmsg}`.slice(0, 500), errcode: error.errcode };
}

function later(at: { now: Date; attempts: number }, error: string, waitMs?: number) {
  const pause = waitMs ?? (PAUSES_S[Math.min(at.attempts, PAUSES_S.length) - 1] ?? 5) * 1000;
  return { status: "retry" as const, at: new Date(at.now.getTime() + Math.max(1000, pause)), error: error.slice(0, 500) };
}
