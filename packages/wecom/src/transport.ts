import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { WecomNotSent, WecomUnknownOutcome } from "./errors.ts";
import type { NotSentReason, UnknownReason } from "./errors.ts";

export type HttpRequest = {
  method: "GET" | "POST";
  /** Path without query, for errors and logs: the query carries the token. */
  path: string;
  target: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
};

export type HttpAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/**
 * Sends one request, once. Rejects with WecomNotSent if not one byte was written,
 * with WecomUnknownOutcome if it was and no complete answer came.
 */
export function send(dispatcher: Pick<Dispatcher, "dispatch">, request: HttpRequest): Promise<HttpAnswer> {
  const { path, signal } = request;
  if (signal?.aborted) return Promise.reject(new WecomNotSent({ path, reason: "aborted" }));
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    const abort = (): void => {
      if (controller) controller.abort(new Error("aborted by the caller"));
      else settle(() => reject(new WecomNotSent({ path, reason: "aborted" })));
    };
    const settle = (finish: () => void): void => {
      signal?.removeEventListener("abort", abort);
      finish();
    };
    const fail = (error: Error): void => {
      const failure = controller ? unknownOutcome(path, error, status, signal) : notSent(path, error, signal);
      settle(() => reject(failure));
    };
    signal?.addEventListener("abort", abort, { once: true });
    const handler: Dispatcher.DispatchHandler = {
      // undici calls this right before it writes: the border between "not sent" and "unknown".
      onRequestStart(started) {
        if (signal?.aborted) started.abort(new Error("aborted by the caller"));
        else if (controller) started.abort(new Error("would be sent a second time"));
        else controller = started;
      },
      onResponseStart(_controller, statusCode, received) {
        status = statusCode;
        headers = received;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
        settle(() => resolve({ status, headers, body }));
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    };
    const { method, target, body, timeoutMs } = request;
    const options = { method, path: target, headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
    dispatcher.dispatch({ ...options, headers: request.headers ?? null, body: body ?? null }, handler);
  });
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

function notSent(path: string, error: Error, signal: AbortSignal | undefined): WecomNotSent {
  const reason = (): NotSentReason => {
    if (signal?.aborted) return "aborted";
    const code = codeOf(error);
    if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "dns";
    if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") return "timeout";
    return code === "UND_ERR_CLOSED" || code === "UND_ERR_DESTROYED" ? "closed" : "connect";
  };
  return new WecomNotSent({ path, reason: reason(), cause: error });
}

function unknownOutcome(path: string, error: Error, status: number, signal: AbortSignal | undefined): WecomUnknownOutcome {
  const reason = (): UnknownReason => {
    if (signal?.aborted) return "aborted";
    if (codeOf(error).endsWith("_TIMEOUT")) return "timeout";
    return status > 0 ? "half_body" : "reset";
  };
  return new WecomUnknownOutcome({
    path,
    reason: reason(),
    status: status || undefined,
    cause: error,
  });
}
