import type { Dispatcher } from "undici";
import { readBinary, readJson } from "./answer.ts";
import type { Envelope } from "./answer.ts";
import { WecomError, WecomNotSent, WecomUnknownOutcome } from "./errors.ts";
import type { Clock, GateOutcome, PathGate, Sleep } from "./gate.ts";
import { pauseBefore, policyOf } from "./retry.ts";
import type { Failure, RetryPolicy } from "./retry.ts";
import type { TokenSource } from "./token.ts";
import { send } from "./transport.ts";
import type { HttpAnswer, HttpRequest } from "./transport.ts";

export type CallOptions = {
  /** "never": no pause and no repeat (a fresh token after 40014/42001 excepted); the caller decides by itself. */
  retry?: "never" | Partial<RetryPolicy>;
  signal?: AbortSignal;
  timeoutMs?: number;
};

export type QueryValue = string | number | boolean | undefined;

export type CallInput = {
  query?: Record<string, QueryValue>;
  /** JSON body; its presence makes the call a POST. */
  body?: object;
  /** A ready body with its content type (multipart). */
  raw?: { body: Buffer; contentType: string };
  headers?: Record<string, string>;
  /** true for reads only: after an unknown outcome the client may ask again. Writes are never repeated then. */
  idempotent: boolean;
  /** false: no access token in the query (gettoken). */
  auth?: boolean;
  timeoutMs?: number;
};

export type LogEntry = {
  at: number;
  path: string;
  attempt: number;
  durationMs: number;
  outcome: "ok" | "refused" | "unknown" | "not_sent";
  errcode?: number;
  reason?: string;
};

export type UnknownOutcomeEntry = {
  path: string;
  error: WecomUnknownOutcome;
  body: object | undefined;
};

export type CallerContext = {
  dispatcher: Pick<Dispatcher, "dispatch">;
  /** Path prefix of the base URL, without a slash at the end. */
  prefix: string;
  clock: Clock;
  sleep: Sleep;
  retry: "never" | RetryPolicy;
  timeoutMs: number;
  gateOf: (path: string) => PathGate;
  token: () => TokenSource;
  log: ((entry: LogEntry) => void) | undefined;
  onUnknownOutcome: ((entry: UnknownOutcomeEntry) => void) | undefined;
  strain: Strain | undefined;
};

/** Looks at each answer before the caller does: gives it on, less of it, or throws what WeCom might have answered. */
export type Strain = (path: string, answer: Envelope) => Promise<Envelope>;

export type Caller = {
  /** One API call: quota, token, bounded repeats. Throws WecomError, WecomUnknownOutcome or WecomNotSent. */
  call: <T extends Envelope>(path: string, input: CallInput, options?: CallOptions) => Promise<T>;
  /** The same for answers that are not JSON (media/get). */
  callBinary: (path: string, input: CallInput, options?: CallOptions) => Promise<HttpAnswer>;
};

const JSON_HEADERS = { "content-type": "application/json" };

export function createCaller(context: CallerContext): Caller {
  const run = async <T>(
    path: string,
    input: CallInput,
    options: CallOptions,
    read: (path: string, answer: HttpAnswer) => T,
  ): Promise<T> => {
    const policy = policyOf(context.retry, options.retry);
    let renewed = false;
    for (let attempt = 0; ;) {
      const tried = await attemptOnce(context, { path, input, options, policy, attempt, read });
      if (!("failure" in tried)) return tried.value;
      const { failure, token } = tried;
      if (failure instanceof WecomError && failure.errorClass === "token" && token !== undefined && !renewed) {
        renewed = true;
        context.token().invalidate(token);
        continue;
      }
      const pause = pauseBefore(failure, attempt, policy, input.idempotent);
      if (pause === undefined || options.signal?.aborted) {
        if (failure instanceof WecomUnknownOutcome && !input.idempotent) {
          context.onUnknownOutcome?.({ path, error: failure, body: input.body });
        }
        throw failure;
      }
      if (pause > 0) await context.sleep(pause);
      attempt += 1;
    }
  };
  return {
    call: async <T extends Envelope>(path: string, input: CallInput, options: CallOptions = {}) => {
      const answer = await run<T>(path, input, options, readJson);
      if (context.strain === undefined || input.auth === false) return answer;
      // A strainer leaves things out of lists; what is left has the shape that it had.
      return (await context.strain(path, answer)) as T;
    },
    callBinary: (path, input, options = {}) => run(path, input, options, readBinary),
  };
}

type Attempt<T> = {
  path: string;
  input: CallInput;
  options: CallOptions;
  policy: RetryPolicy;
  attempt: number;
  read: (path: string, answer: HttpAnswer) => T;
};
type Tried<T> = { value: T } | { failure: Failure; token: string | undefined };

async function attemptOnce<T>(context: CallerContext, job: Attempt<T>): Promise<Tried<T>> {
  const { path, input, options, policy } = job;
  const startedAt = context.log ? performance.now() : 0;
  let token: string | undefined;
  let result: Tried<T>;
  try {
    token = input.auth === false ? undefined : await tokenFor(context, path);
    const gate = context.gateOf(path);
    if (!gate.tryEnter()) await gate.enter({ maxWaitMs: policy.maxQuotaWaitMs, signal: options.signal });
    result = { value: await through(context, gate, job, token) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    result = { failure: error, token };
  }
  if (context.log) context.log(logEntry(context, job, performance.now() - startedAt, result));
  return result;
}

async function tokenFor(context: CallerContext, path: string): Promise<string> {
  try {
    return await context.token().get();
  } catch (error) {
    // Whatever became of gettoken, the call itself was never made.
    if (error instanceof WecomUnknownOutcome || error instanceof WecomNotSent) {
      const retryAfterMs = error instanceof WecomNotSent ? error.retryAfterMs : undefined;
      throw new WecomNotSent({ path, reason: "token", cause: error, retryAfterMs });
    }
    throw error;
  }
}

async function through<T>(context: CallerContext, gate: PathGate, job: Attempt<T>, token: string | undefined): Promise<T> {
  let outcome: GateOutcome = "other";
  try {
    const value = job.read(job.path, await send(context.dispatcher, requestOf(context, job, token)));
    outcome = "ok";
    return value;
  } catch (error) {
    if (error instanceof WecomNotSent && error.reason !== "refused") outcome = "not_sent";
    if (error instanceof WecomError && error.errorClass === "concurrency") outcome = "concurrency";
    if (error instanceof WecomError && error.errorClass === "rate") {
      const { errcode, errmsg, path, response } = error;
      throw new WecomError({ errcode, errmsg, path, response, retryAfterMs: gate.block() });
    }
    throw error;
  } finally {
    gate.leave(outcome);
  }
}

function requestOf<T>(context: CallerContext, job: Attempt<T>, token: string | undefined): HttpRequest {
  const { input, options, path } = job;
  const body = input.raw?.body ?? (input.body === undefined ? undefined : JSON.stringify(input.body));
  const type = input.raw ? { "content-type": input.raw.contentType } : input.body ? JSON_HEADERS : undefined;
  return {
    method: body === undefined ? "GET" : "POST",
    path,
    target: context.prefix + path + queryString(input.query, token),
    timeoutMs: options.timeoutMs ?? input.timeoutMs ?? context.timeoutMs,
    signal: options.signal,
    ...(body === undefined ? {} : { body }),
    ...(type || input.headers ? { headers: { ...type, ...input.headers } } : {}),
  };
}

function queryString(query: Record<string, QueryValue> | undefined, token: string | undefined): string {
  let text = token === undefined ? "" : `?access_token=${encodeURIComponent(token)}`;
  if (!query) return text;
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    text += `${text === "" ? "?" : "&"}${name}=${encodeURIComponent(String(value))}`;
  }
  return text;
}

function isFailure(error: unknown): error is Failure {
  return error instanceof WecomError || error instanceof WecomUnknownOutcome || error instanceof WecomNotSent;
}

function logEntry<T>(context: CallerContext, job: Attempt<T>, durationMs: number, tried: Tried<T>): LogEntry {
  const entry = { at: context.clock.now(), path: job.path, attempt: job.attempt, durationMs };
  if (!("failure" in tried)) return { ...entry, outcome: "ok" };
  const { failure } = tried;
  if (failure instanceof WecomError) return { ...entry, outcome: failure.outcome, errcode: failure.errcode };
  return { ...entry, outcome: failure.outcome, reason: failure.reason };
}
