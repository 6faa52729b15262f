import type { Calls } from "../calls.ts";
import type { FaultKind, FaultRule } from "../faults.ts";
import { fail, WecomError } from "../kit/errors.ts";
import { hashHex } from "../kit/hash.ts";
import type { Body } from "../kit/params.ts";
import type { Quotas } from "../quotas.ts";
import type { Sim } from "../sim.ts";
import { appOf, appOfSecret } from "../world/apps.ts";
import type { World } from "../world/world.ts";
import { admit } from "./admission.ts";
import type { Arrival } from "./admission.ts";
import { revokeTokens } from "./tokens.ts";
import { Written } from "./call.ts";
import type { ApiRoute, Binary, Given, UploadedFile } from "./call.ts";
import { apiRoutes } from "./routes.ts";

export interface ApiRequest extends Arrival {
  path: string;
  body: Body;
  file: UploadedFile | null;
  headers: Readonly<Record<string, string | undefined>>;
  /** the body was no JSON object */
  malformed: boolean;
}

export type ApiAnswer =
  /** `date`: virtual ms that the answer claims (planted) */
  | { kind: "json"; status: number; json: Given; delayMs: number; date?: number }
  | { kind: "written"; json: Buffer; delayMs: number; date?: number }
  | { kind: "binary"; value: Binary; delayMs: number }
  /** a planted trouble: text that is no answer of WeCom's; `half` cuts the connection in its middle */
  | { kind: "spoiled"; status: number; contentType: string; text: string; half: boolean; delayMs: number }
  | { kind: "reset" };

/** Troubles that spoil the answer; those that strike before the call took effect keep it from happening. */
const SPOILING = ["reset", "half-body", "invalid-json", "bad-gateway"] as const;

/** Who looks on while calls are answered: the tests' evidence. */
export type AnswerWitness = (route: ApiRoute, errcode: number, answer: Given | Binary) => void;

let witness: AnswerWitness | null = null;

export function watchAnswers(next: AnswerWitness | null): void {
  witness = next;
}

/** At least as many are kept, at most twice as many. */
const ATTEMPTS_KEPT = 20_000;

/** Everything that happens to a WeCom call: faults, token, quota, validation, handler, record. */
export class Pipeline {
  readonly #sim: Sim;
  readonly #quotas: Quotas;
  readonly #calls: Calls;
  /** attempts per (path, subject), for chance that does not depend on arrival order */
  #attempts = new Map<string, number>();
  /** Those before them. One by one the oldest would be searched for behind the holes of all that were taken out before it. */
  #earlier = new Map<string, number>();

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
      const errmsg = `the sandbox does not play this API: ${path}`;
      this.#calls.add({ path, subject: "", at, latencyMs: 0, errcode: 48005, errmsg, app: "", fault: null });
      return { kind: "json", status: 404, delayMs: 0, json: answer(48005, errmsg) };
    }
    const subject = subjectOf(route, request);
    const attempt = this.#attempt(path, subject);
    const [low, high] = world.settings.apiLatencyMs;
    const late = faults.none ? null : faults.strike(["delay"], path, subject, attempt);
    const latencyMs = world.randomInt(low, high, "api-latency", path, subject, attempt) + (late?.delaySeconds ?? 0) * 1000;
    const app = callerOf(world, request);
    const record = (errcode: number | null, errmsg: string, fault: FaultKind | null): void =>
      this.#calls.add({ path, subject, at, latencyMs, errcode, errmsg, app, fault });
    const spoil = faults.none ? null : faults.strike(SPOILING, path, subject, attempt);
    if (spoil?.phase === "before") {
      record(null, "", spoil.kind);
      return spoiled(spoil, JSON.stringify(answer(0, "ok")), latencyMs);
    }
    let planted: FaultKind | null = spoil?.kind ?? (late ? "delay" : null);
    let result: ApiAnswer;
    try {
      planted = this.#planted(path, subject, attempt) ?? planted;
      const value = this.#handle(route, request, now, now + latencyMs);
      record(0, "", planted);
      witness?.(route, 0, value instanceof Written ? value.given : value);
      if (value instanceof Written) result = { kind: "written", json: value.json, delayMs: latencyMs };
      else if (isBinary(value)) result = { kind: "binary", value, delayMs: latencyMs };
      else result = { kind: "json", status: 200, delayMs: latencyMs, json: { ...answer(0, "ok"), ...value } };
    } catch (error) {
      if (!(error instanceof WecomError)) throw error;
      record(error.errcode, error.message, error.fault ?? planted);
      if (error.fault === null) witness?.(route, error.errcode, {});
      result = { kind: "json", status: 200, delayMs: latencyMs, json: answer(error.errcode, hinted(error, request, now)) };
    }
    const skew = faults.none ? null : faults.strike(["clock-skew"], path, subject, attempt);
    if (skew && (result.kind === "json" || result.kind === "written")) result.date = now + skew.skewSeconds * 1000;
    return spoil ? spoiled(spoil, textOf(result), latencyMs) : result;
  }

  /** The trouble that changes the world; those that answer by themselves throw. */
  #planted(path: string, subject: string, attempt: number): FaultKind | null {
    const { faults, world } = this.#sim;
    if (faults.none) return null;
    const revoke = path === "gettoken" ? null : faults.strike(["revoke-token"], path, subject, attempt);
    if (revoke) revokeTokens(world);
    if (faults.strike(["untrusted-ip"], path, subject, attempt)) {
      throw new WecomError(60020, "not allow to access from your ip, planted by the sandbox", "untrusted-ip");
    }
    const error = faults.strike(["error"], path, subject, attempt);
    if (error) throw new WecomError(error.errcode, "planted by the sandbox", "error");
    return revoke?.kind ?? null;
  }

  #handle(route: ApiRoute, request: ApiRequest, now: number, effectiveAt: number): Given | Written | Binary {
    const { world } = this.#sim;
    const agentId = admit(world, this.#quotas, route, request);
    if (request.malformed) throw fail(40058, "the body is not a JSON object");
    const { query, body, file, headers, ip } = request;
    return route.run({ sim: this.#sim, world, query, body, raw: body, file, headers, ip, now, effectiveAt, agentId });
  }

  #attempt(path: string, subject: string): number {
    const key = `${path} ${subject}`;
    const attempt = this.#attempts.get(key) ?? this.#earlier.get(key) ?? 0;
    if (this.#attempts.size >= ATTEMPTS_KEPT) [this.#earlier, this.#attempts] = [this.#attempts, new Map()];
    this.#attempts.set(key, attempt + 1);
    return attempt;
  }
}

/** The app behind token or secret. */
function callerOf(world: World, { query }: ApiRequest): string {
  const { access_token: token, corpsecret: secret } = query;
  if (typeof secret === "string") return appOfSecret(world, secret)?.name ?? "";
  const agentId = typeof token === "string" ? world.tokens.get(token)?.agentId : undefined;
  return agentId === undefined ? "" : (appOf(world, agentId)?.name ?? "");
}

function subjectOf(route: ApiRoute, { query, body }: ApiRequest): string {
  if (route.spec.subject) return route.spec.subject({ query, body });
  const { access_token: _token, ...rest } = query;
  return hashHex(JSON.stringify([rest, body])).slice(0, 16);
}

/** What arrives instead of the answer. */
function spoiled(rule: FaultRule, text: string, delayMs: number): ApiAnswer {
  const base = { kind: "spoiled", status: 200, contentType: "application/json; charset=UTF-8", half: false, delayMs } as const;
  switch (rule.kind) {
    case "half-body":
      return { ...base, text, half: true };
    case "invalid-json":
      // Whole by its length, cut off as JSON.
      return { ...base, text: text.slice(0, Math.ceil(text.length / 2)) };
    case "bad-gateway":
      return { ...base, status: 502, contentType: "text/html", text: "<html><head><title>502 Bad Gateway</title></head></html>" };
    default:
      return { kind: "reset" };
  }
}

function textOf(result: ApiAnswer): string {
  return result.kind === "written" ? result.json.toString() : JSON.stringify(result.kind === "json" ? result.json : {});
}

function answer(errcode: number, errmsg: string): Given {
  return { errcode, errmsg };
}

/** Error texts carry a trace, the caller's address and a link, so that nobody gets used to parsing them. */
function hinted(error: WecomError, request: ApiRequest, now: number): string {
  const trace = `${Math.floor(now / 1000)}_${hashHex(request.path, now).slice(0, 16)}`;
  return `${error.message}, hint: [${trace}], from ip: ${request.ip}, more info at https://open.work.weixin.qq.com/devtool/query?e=${error.errcode}`;
}

function isBinary(value: Given | Binary): value is Binary {
  return Buffer.isBuffer(value.binary);
}
