export { createWecomClient } from "./client.ts";
export type { WecomClient, WecomClientOptions } from "./client.ts";
export { DEFAULT_RETRY, isRetryable } from "./call.ts";
export type {
  CallInput,
  CallOptions,
  Caller,
  LogEntry,
  QueryValue,
  RetryPolicy,
  UnknownOutcomeEntry,
} from "./call.ts";
export type { Envelope } from "./answer.ts";
export { CallbackError, WecomError, WecomNotSent, WecomPagingError, WecomUnknownOutcome } from "./errors.ts";
export type { CallbackRefusal, NotSentReason, UnknownReason } from "./errors.ts";
export { errcodeInfo, ERRCODES, ERRCODES_AS_OF } from "./errcodes.ts";
export type { Bilingual, ErrcodeInfo, ErrorClass } from "./errcodes.ts";
export { CONCURRENCY_LIMITS, EXEMPT_PATHS, pathMatches, RATE_LIMITS, SIZES, WINDOW_MS } from "./limits.ts";
export type { ConcurrencyLimit, LimitPer, LimitScope, LimitUnit, RateLimit } from "./limits.ts";
export { createGovernor } from "./governor.ts";
export type { GateKey, Governor, GovernorOptions, QuotaUse } from "./governor.ts";
export type { Clock, EnterOptions, GateOutcome, PathGate, Sleep } from "./gate.ts";
export { createTokenSource } from "./token.ts";
export type { TokenAnswer, TokenSource, TokenSourceOptions } from "./token.ts";
export { collect, pages } from "./paging.ts";
export type { CursorPage } from "./paging.ts";
export { createCallbackCodec } from "./callback/codec.ts";
export type { CallbackCodec, CallbackConfig, CallbackQuery, ReplyStamp } from "./callback/codec.ts";
export { parseEvent } from "./callback/events.ts";
export type {
  CallbackEvent,
  ContactEvent,
  CustomerEvent,
  CustomerPair,
  GroupEvent,
  OtherEvent,
  TagEvent,
} from "./callback/events.ts";
export { identifyingFields } from "./callback/identify.ts";
export type { Fields, FieldValue } from "./callback/xml.ts";
export type * from "./api/shared.ts";
export type * from "./api/contact-way.ts";
export type * from "./api/external-contact.ts";
export type * from "./api/group-chat.ts";
export type * from "./api/group-welcome.ts";
export type * from "./api/join-way.ts";
export type * from "./api/mass-message.ts";
export type * from "./api/media.ts";
export type * from "./api/message.ts";
export type * from "./api/moments.ts";
export type * from "./api/oauth.ts";
export type * from "./api/org.ts";
export type * from "./api/statistics.ts";
export type * from "./api/tags.ts";
export type * from "./api/ticket.ts";
export type * from "./api/transfer.ts";
