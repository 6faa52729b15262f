import type { FaultKind } from "../faults.ts";

/** An answer with one of WeCom's own error codes (wecom-api §11.2). */
export class WecomError extends Error {
  readonly errcode: number;
  /** the planted trouble that asked for it; then it says nothing about the API */
  readonly fault: FaultKind | null;
  constructor(errcode: number, message: string, fault: FaultKind | null = null) {
    super(message);
    this.errcode = errcode;
    this.fault = fault;
  }
}

/** Refuses a WeCom call: `throw fail(40058, "…")` reads better than a constructor in every handler. */
export function fail(errcode: number, message: string): WecomError {
  return new WecomError(errcode, message);
}

/** A control-plane request that makes no sense; becomes HTTP 400 with the words. */
export class ControlError extends Error {
  readonly status: number;
  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}
