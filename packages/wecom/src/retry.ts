import { WecomError, WecomNotSent, WecomUnknownOutcome } from "./errors.ts";

/** The three ways in which a call can fail. */
export type Failure = WecomError | WecomUnknownOutcome | WecomNotSent;

export type RetryPolicy = {
  /** Repeats after the first try. */
  times: number;
  /** First pause in ms; doubles each time up to maxMs. A code's own pause is used where it is longer. */
  baseMs: number;
  maxMs: number;
  /** Longest wait for quota (governor, 45009) in ms before giving the call back with retryAfterMs. */
  maxQuotaWaitMs: number;
};

export const DEFAULT_RETRY: RetryPolicy = {
  times: 3,
  baseMs: 500,
  maxMs: 8_000,
  maxQuotaWaitMs: 90_000,
};
const NO_RETRY: RetryPolicy = { times: 0, baseMs: 0, maxMs: 0, maxQuotaWaitMs: 0 };
/** The bounds for one call: its own wish over the client's. */
export function policyOf(ofClient: "never" | RetryPolicy, ofCall: "never" | Partial<RetryPolicy> | undefined): RetryPolicy {
  const chosen = ofCall ?? ofClient;
  if (chosen === "never") return NO_RETRY;
  return { ...(ofClient === "never" ? DEFAULT_RETRY : ofClient), ...chosen };
}

/** Milliseconds before a repeat, or undefined if this failure is final. */
export function pauseBefore(failure: Failure, attempt: number, policy: RetryPolicy, idempotent: boolean): number | undefined {
  if (attempt >= policy.times) return undefined;
  const backOff = Math.min(policy.maxMs, policy.baseMs * 2 ** attempt);
  if (failure instanceof WecomUnknownOutcome) return idempotent && failure.reason !== "aborted" ? backOff : undefined;
  if (failure instanceof WecomNotSent) {
    return failure.reason === "connect" || failure.reason === "dns" || failure.reason === "timeout" ? backOff : undefined;
  }
  if (failure.errorClass === "rate") {
    // The gate itself holds the repeat back until the window's end.
    return failure.retryAfterMs !== undefined && failure.retryAfterMs <= policy.maxQuotaWaitMs ? 0 : undefined;
  }
  if (failure.errorClass !== "retry" && failure.errorClass !== "concurrency") return undefined;
  const own = failure.retryAfterMs ?? 0;
  return own > policy.maxMs ? undefined : Math.max(backOff, own);
}

/** True where the call surely did not happen and repeating it later may help; for dispatchers that repeat by themselves. */
export function isRetryable(error: unknown): boolean {
  // Something in between that refuses (403, 404) will refuse again; 429 will not.
  if (error instanceof WecomNotSent) return error.reason !== "refused" || error.status === 429;
  if (!(error instanceof WecomError)) return false;
  const { errorClass } = error;
  return errorClass === "retry" || errorClass === "rate" || errorClass === "concurrency" || errorClass === "token";
}
