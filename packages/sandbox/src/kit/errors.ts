/** An answer with one of WeCom's own error codes (wecom-api §11.2). */
export class WecomError extends Error {
  readonly errcode: number;
  constructor(errcode: number, message: string) {
    super(message);
    this.errcode = errcode;
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
