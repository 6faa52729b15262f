import type { ErrorClass } from "./errcodes.ts";
import { errcodeInfo } from "./errcodes.ts";

/** Why we cannot know whether WeCom carried out a call that was sent. */
export type UnknownReason = "reset" | "timeout" | "aborted" | "half_body" | "bad_json" | "http_status";

/** Why a call surely never reached WeCom's logic. */
export type NotSentReason = "connect" | "dns" | "timeout" | "aborted" | "governor" | "token" | "refused" | "closed";

/**
 * WeCom answered and said no: the call was not carried out.
 * `retryAfterMs` (milliseconds) is set where WeCom's rules say when to come back (45009, 41063, …).
 */
export class WecomError extends Error {
  override readonly name = "WecomError";
  readonly outcome = "refused";
  readonly errcode: number;
  readonly errmsg: string;
  readonly path: string;
  readonly errorClass: ErrorClass;
  readonly retryAfterMs: number | undefined;
  /** The whole answer as received; some errors carry useful fields beside errcode. */
  readonly response: unknown;

  constructor(input: { errcode: number; errmsg: string; path: string; retryAfterMs?: number | undefined; response?: unknown }) {
    const info = errcodeInfo(input.errcode);
    super(`WeCom answered ${input.errcode} on ${input.path}: ${info.meaning.en}`);
    this.errcode = input.errcode;
    this.errmsg = input.errmsg;
    this.path = input.path;
    this.errorClass = info.class;
    this.retryAfterMs = input.retryAfterMs ?? info.retryAfterMs;
    this.response = input.response;
  }
}

/** The request left this machine but no complete answer came back: it may have been carried out. Never repeat a write blindly. */
export class WecomUnknownOutcome extends Error {
  override readonly name = "WecomUnknownOutcome";
  readonly outcome = "unknown";
  readonly path: string;
  readonly reason: UnknownReason;
  readonly status: number | undefined;

  constructor(input: { path: string; reason: UnknownReason; status?: number | undefined; cause?: unknown }) {
    super(`No usable answer on ${input.path} (${input.reason}); it may have been carried out`, {
      cause: input.cause,
    });
    this.path = input.path;
    this.reason = input.reason;
    this.status = input.status;
  }
}

/** The call surely did not happen: no connection, no name, no token, no room in our own quota. Safe to repeat. */
export class WecomNotSent extends Error {
  override readonly name = "WecomNotSent";
  readonly outcome = "not_sent";
  readonly path: string;
  readonly reason: NotSentReason;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(input: {
    path: string;
    reason: NotSentReason;
    retryAfterMs?: number | undefined;
    status?: number | undefined;
    cause?: unknown;
  }) {
    super(`Not sent: ${input.path} (${input.reason})`, { cause: input.cause });
    this.path = input.path;
    this.reason = input.reason;
    this.retryAfterMs = input.retryAfterMs;
    this.status = input.status;
  }
}

/** Paging cannot be trusted (a cursor came twice, the page limit was passed): the list so far must not be used as complete. */
export class WecomPagingError extends Error {
  override readonly name = "WecomPagingError";
  readonly cursor: string;
  readonly pages: number;

  constructor(message: string, input: { cursor: string; pages: number }) {
    super(message);
    this.cursor = input.cursor;
    this.pages = input.pages;
  }
}

export type CallbackRefusal = "signature" | "decrypt" | "receiveid" | "xml" | "too_large" | "missing_field";

/** A callback that must not be believed (signature, receiveid) or cannot be read (decrypt, xml, missing_field). */
export class CallbackError extends Error {
  override readonly name = "CallbackError";
  readonly reason: CallbackRefusal;

  constructor(reason: CallbackRefusal, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}
