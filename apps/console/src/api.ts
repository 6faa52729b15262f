import type { api, InputOf, OutputOf, ProblemBody } from "@shuke/contract";
import { noteAge } from "./kit/figures-age.ts";

type Api = typeof api;
type Noun = keyof Api;

/** `noun.verb` of every endpoint in the contract. Only types are imported: zod stays on the server. */
export type Name = { [N in Noun]: `${N}.${keyof Api[N] & string}` }[Noun];
type EndpointOf<K extends Name> = K extends `${infer N extends Noun}.${infer V}` ? (V extends keyof Api[N] ? Api[N][V] : never) : never;
export type Input<K extends Name> = InputOf<EndpointOf<K>>;
export type Output<K extends Name> = OutputOf<EndpointOf<K>>;

/** A refusal in the wire's own shape; status 0 means that no answer came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;
  constructor(status: number, body: ProblemBody) {
    super(body.message);
    this.name = "ApiError";
    this.status = status;
    this.code = body.code;
    this.details = body.details ?? {};
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function problemOf(body: unknown, status: number): ProblemBody {
  if (!isRecord(body) || typeof body["code"] !== "string") return { code: "internal", message: `HTTP ${status}` };
  return {
    code: body["code"],
    message: typeof body["message"] === "string" ? body["message"] : "",
    ...(isRecord(body["details"]) ? { details: body["details"] } : {}),
  };
}

/** POSTs JSON with the session cookie; anything but 2xx, and no answer at all, becomes an `ApiError`. */
export async function post(path: string, body: unknown, signal?: AbortSignal): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method: "POST",
      credentials: "include",
      // The language of the page, not of the browser: texts of definitions and refusals come in it.
      headers: { "content-type": "application/json", "accept-language": document.documentElement.lang || "zh-CN" },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, { code: "offline", message: "offline" });
  }
  const text = await answer.text();
  let parsed: unknown;
  try {
    parsed = text === "" ? null : JSON.parse(text);
  } catch {
    parsed = null;
  }
  if (!answer.ok) throw new ApiError(answer.status, problemOf(parsed, answer.status));
  noteAge(path.slice("/api/".length), answer.headers.get("age"));
  return parsed;
}

/** One call of the contract. */
export async function call<K extends Name>(name: K, input: Input<K>, signal?: AbortSignal): Promise<Output<K>> {
  return (await post(`/api/${name}`, input, signal)) as Output<K>;
}
