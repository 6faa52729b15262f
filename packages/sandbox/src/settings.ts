import { ControlError } from "./kit/errors.ts";
import { isBody } from "./kit/params.ts";

/** Switches for what the sources leave open, and for the pace of the world (README, "Switches"). */
export interface Settings {
  /** API writes emit callbacks too (officially not: O-96361) */
  apiEcho: boolean;
  /** group QR codes stop at this many members (vendors: 200) */
  qrJoinLimit: number;
  /** hard size of a customer group */
  groupLimit: number;
  /** corp tags per corp (3 000 or 10 000) */
  corpTagCap: number;
  /** mass messages a customer or group may get */
  receptionCap: "month" | "week" | "day";
  /** virtual seconds during which a new mass task answers 41063 */
  dispatchSeconds: number;
  /** friends one member can gain by codes in a natural day; further scans go to others */
  addsPerDay: number;
  /** joins of one second come in one add_member event */
  mergeJoins: boolean;
  /** the corp bound a WeChat developer account: unionid is shown */
  developerBound: boolean;
  /** virtual latency of API calls, ms */
  apiLatencyMs: [number, number];
  /** virtual seconds between an event and its callback; one in `slowCallbackEvery` takes up to `slowCallbackSeconds` */
  callbackSeconds: [number, number];
  slowCallbackEvery: number;
  slowCallbackSeconds: number;
  /** virtual seconds by which `groupchat/get` lags behind the event */
  groupDetailLagSeconds: [number, number];
  /** number of concurrent mark_tag calls before 45033 */
  markTagConcurrency: number;
  /** answer API calls only after their latency in real time, scaled by speed (free running only) */
  realLatency: boolean;
  /** rate limits are enforced */
  quotas: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  apiEcho: false,
  qrJoinLimit: 200,
  groupLimit: 500,
  corpTagCap: 10_000,
  receptionCap: "month",
  dispatchSeconds: 3,
  addsPerDay: 500,
  mergeJoins: true,
  developerBound: true,
  apiLatencyMs: [50, 400],
  callbackSeconds: [1, 3],
  slowCallbackEvery: 50,
  slowCallbackSeconds: 8,
  groupDetailLagSeconds: [1, 2],
  markTagConcurrency: 5,
  realLatency: false,
  quotas: true,
};

function sameKind(value: unknown, example: unknown): boolean {
  if (Array.isArray(example)) {
    return Array.isArray(value) && value.length === 2 && value.every((item) => typeof item === "number" && item >= 0);
  }
  if (typeof example === "number") return typeof value === "number" && Number.isFinite(value) && value >= 0;
  return typeof value === typeof example;
}

/** Merges a patch into the settings; throws ControlError on an unknown name or a value of the wrong kind. */
export function mergeSettings(base: Settings, patch: unknown): Settings {
  if (patch === undefined) return base;
  if (!isBody(patch)) throw new ControlError("settings must be an object");
  for (const [name, value] of Object.entries(patch)) {
    const example = Object.entries(base).find(([known]) => known === name);
    if (!example) throw new ControlError(`unknown setting ${name}; known: ${Object.keys(base).join(", ")}`);
    if (!sameKind(value, example[1])) {
      throw new ControlError(`setting ${name} must look like ${JSON.stringify(example[1])}`);
    }
    if (name === "receptionCap" && value !== "month" && value !== "week" && value !== "day") {
      throw new ControlError("receptionCap must be month, week or day");
    }
  }
  return { ...base, ...patch };
}
