import { WecomError, WecomNotSent, WecomUnknownOutcome } from "./errors.ts";
import type { HttpAnswer } from "./transport.ts";

/** What every answer carries; fields that we do not know are kept as received. */
export type Envelope = { errcode: number; errmsg: string };

/** The JSON answer, whole and unchanged; errcode ≠ 0 throws WecomError. */
export function readJson<T extends Envelope>(path: string, answer: HttpAnswer): T {
  refuseStatus(path, answer.status);
  const parsed = parse(path, answer.body);
  if (!isEnvelope(parsed)) throw new WecomUnknownOutcome({ path, reason: "bad_json", status: answer.status });
  if (parsed.errcode !== 0) throw toError(path, parsed);
  return parsed as T;
}

/** A file as received, or the refusal that came in its place. */
export function readBinary(path: string, answer: HttpAnswer): HttpAnswer {
  if (answer.status !== 206) refuseStatus(path, answer.status);
  // A file comes with content-disposition, even when the file itself is JSON; a refusal comes without.
  const isFile = answer.headers["content-disposition"] !== undefined;
  if (isFile || !/json|text\/plain/.test(answer.headers["content-type"] ?? "")) return answer;
  const parsed = parse(path, answer.body);
  if (isEnvelope(parsed) && parsed.errcode !== 0) throw toError(path, parsed);
  return answer;
}

/** WeCom answers everything with 200. 4xx comes from something in between that refused; 5xx may have been passed on before it failed. */
function refuseStatus(path: string, status: number): void {
  if (status === 200) return;
  const refused = status >= 400 && status < 500 && status !== 408 && status !== 499;
  if (refused) throw new WecomNotSent({ path, reason: "refused", status });
  throw new WecomUnknownOutcome({ path, reason: "http_status", status });
}

function parse(path: string, body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new WecomUnknownOutcome({ path, reason: "bad_json", status: 200, cause });
  }
}

function isEnvelope(value: unknown): value is Envelope {
  return typeof value === "object" && value !== null && "errcode" in value && typeof value.errcode === "number";
}

function toError(path: string, answer: Envelope): WecomError {
  return new WecomError({
    path,
    errcode: answer.errcode,
    errmsg: String(answer.errmsg ?? ""),
    response: answer,
  });
}
