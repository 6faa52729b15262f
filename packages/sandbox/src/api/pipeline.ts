import type { Calls } from "../calls.ts";
import { WecomError } from "../kit/errors.ts";
import { hashHex } from "../kit/hash.ts";
import type { Body } from "../kit/params.ts";
import type { JsonObject } from "../people-host.ts";
import type { Quotas } from "../quotas.ts";
import type { Sim } from "../sim.ts";
import { appOfToken, revokeTokens } from "./auth.ts";
import type { ApiRoute, Binary, UploadedFile } from "./call.ts";
import { apiRoutes } from "./routes.ts";

export interface ApiRequest {
  path: string;
  method: string;
  query: Body;
  body: Body;
  file: UploadedFile | null;
  /** the body was no JSON object */
  malformed: boolean;
  /** calls of this path that are being worked on, this one included */
  inFlight: number;
}

export type ApiAnswer =
  | { kind: "json"; status: number; json: JsonObject; delayMs: number }
  | { kind: "binary"; value: Binary; delayMs: number }
  | { kind: "reset" };

const ATTEMPTS_KEPT = 20_000;

/** Everything that happens to a WeCom call: faults, token, quota, handler, record. */
export class Pipeline {
  readonly #sim: Sim;
  readonly #quotas: Quotas;
  readonly #calls: Calls;
  /** attempts per (path, subject), for chance that does not depend on arrival order */
  readonly #attempts = new Map<string, number>();

  constructor(sim: Sim, quotas: Quotas, calls: Calls) {
    this.#sim = sim;
    this.#quotas = quotas;
    this.#calls = calls;
  }

  run(request: ApiRequest): ApiAnswer {
    const { world, faults } = this.#sim;
    const { path } = request;
    const route = apiRoutes.get(path);
    const now = world.now();
    const at = new Date(now).toISOString();
    if (!route) {
      this.#calls.add({ path, subject: "", at, latencyMs: 0, errcode: 48005 });
      return { kind: "json", status: 404, delayMs: 0, json: answer(48005, `the sandbox does not play this API: ${path}`) };
    }
    const subject = subjectOf(route, request);
    const attempt = this.#attempt(path, subject);
    const [low, high] = world.settings.apiLatencyMs;
    const late = faults.none ? null : faults.strike(["delay"], path, subject, attempt);
    const latencyMs = world.randomInt(low, high, "api-latency", path, subject, attempt) + (late?.delaySeconds ?? 0) * 1000;
    const record = (errcode: number | null): void => this.#calls.add({ path, subject, at, latencyMs, errcode });
    const reset = faults.none ? null : faults.strike(["reset"], path, subject, attempt);
    if (reset?.phase === "before") {
      record(null);
      return { kind: "reset" };
    }
    let result: ApiAnswer;
    try {
      this.#planted(path, subject, attempt);
      const value = this.#handle(route, request, now, now + latencyMs);
      record(0);
      result = isBinary(value)
        ? { kind: "binary", value, delayMs: latencyMs }
        : { kind: "json", status: 200, delayMs: latencyMs, json: { ...answer(0, "ok"), ...value } };
    } catch (error) {
      if (!(error instanceof WecomError)) throw error;
      record(error.errcode);
      result = { kind: "json", status: 200, delayMs: latencyMs, json: answer(error.errcode, error.message) };
    }
    return reset ? { kind: "reset" } : result;
  }

  #planted(path: string, subject: string, attempt: number): void {
    const { faults, world } = this.#sim;
    if (faults.none) return;
    if (path !== "gettoken" && faults.strike(["revoke-token"], path, subject, attempt)) revokeTokens(world);
    const error = faults.strike(["error"], path, subject, attempt);
    if (error) throw new WecomError(error.errcode, "planted by the sandbox");
  }

  #handle(route: ApiRoute, request: ApiRequest, now: number, effectiveAt: number): JsonObject | Binary {
    const { world } = this.#sim;
    if (route.method !== "ANY" && route.method !== request.method) {
      throw new WecomError(40063, `${route.method} required`);
    }
    const token = request.query.access_token;
    const agentId = route.auth === false ? 0 : appOfToken(world, typeof token === "string" ? token : "");
    this.#quotas.take(route.path);
    if (route.path === "externalcontact/mark_tag" && request.inFlight > world.settings.markTagConcurrency) {
      throw new WecomError(45033, "api concurrent out of limit");
    }
    if (request.malformed) throw new WecomError(40058, "the body is not a JSON object");
    const { query, body, file } = request;
    return route.handle({ sim: this.#sim, world, query, body, file, now, effectiveAt, agentId });
  }

  #attempt(path: string, subject: string): number {
    const key = `${path} ${subject}`;
    const attempt = this.#attempts.get(key) ?? 0;
    this.#attempts.delete(key);
    this.#attempts.set(key, attempt + 1);
    if (this.#attempts.size > ATTEMPTS_KEPT) {
      const oldest = this.#attempts.keys().next();
      if (!oldest.done) this.#attempts.delete(oldest.value);
    }
    return attempt;
  }
}

function subjectOf(route: ApiRoute, { query, body }: ApiRequest): string {
  if (route.subject) return route.subject({ query, body });
  const { access_token: _token, ...rest } = query;
  return hashHex(JSON.stringify([rest, body])).slice(0, 16);
}

function answer(errcode: number, errmsg: string): JsonObject {
  return { errcode, errmsg };
}

function isBinary(value: JsonObject | Binary): value is Binary {
  return Buffer.isBuffer(value.binary);
}
