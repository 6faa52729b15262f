import { ControlError } from "./kit/errors.ts";
import { isBody } from "./kit/params.ts";
import { LIMIT_KEYS } from "./limits/limits.ts";
import type { LimitKey } from "./limits/limits.ts";

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
  /** customers that one member can have; transfers to a full member fail */
  customersPerMember: number;
  /** a finished transfer made by API emits del_external_contact and add_external_contact */
  transferEvents: boolean;
  /** remark, description and tags of a transferred customer go along to the new member */
  transferKeepsNotes: boolean;
  /** virtual seconds during which a group that is taken over from somebody who left is "on its way" (status 2) */
  groupInheritSeconds: number;
  /** virtual seconds in which a message can be taken back in the client */
  recallSeconds: number;
  /** remarks of codes that hold this word are refused (85002); "" = none, since WeCom's list is not published */
  forbiddenWord: string;
  /** batch/get_by_user leaves members without a licence out and names them in fail_info */
  licenceFailInfo: boolean;
  /** virtual seconds that the job behind a company's moment takes */
  momentJobSeconds: number;
  /** such jobs that may run at once (41078 above); 0 = no limit, since no number is published */
  momentJobs: number;
  /** moments that a member can publish a day; 0 = no limit, since no number is published */
  momentsPerDay: number;
  /** answer API calls only after their latency in real time, scaled by speed (free running only) */
  realLatency: boolean;
  /** the JS-SDK stand-in checks signatures and trusted domains, as the real one does */
  jssdkSignatures: boolean;
  /** the corp is verified: 5 000 kf accounts instead of 10 */
  corpVerified: boolean;
  /** uses of acquisition links that a new corp has */
  acquisitionUses: number;
  /** ChangeType of the event that a member received several messages; it is not in any text that was read */
  severalMessagesEvent: string;
  /** virtual seconds that a job of media/upload_by_url takes */
  uploadJobSeconds: number;
  /** the corp is older than 2023-12-01: the secrets of 客户联系 and 微信客服 themselves still work */
  systemSecrets: boolean;
  /** messages of a group that phones keep; the oldest go */
  groupMessagesKept: number;
  /** rate limits are enforced */
  quotas: boolean;
  /** numbers of docs/wecom-limits.md that are to be others here, by key */
  limits: Partial<Record<LimitKey, number>>;
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
  customersPerMember: 20_000,
  transferEvents: true,
  transferKeepsNotes: true,
  groupInheritSeconds: 0,
  recallSeconds: 120,
  forbiddenWord: "",
  licenceFailInfo: false,
  momentJobSeconds: 5,
  momentJobs: 0,
  momentsPerDay: 0,
  realLatency: false,
  jssdkSignatures: false,
  corpVerified: true,
  acquisitionUses: 1000,
  severalMessagesEvent: "customer_several_messages",
  uploadJobSeconds: 2,
  systemSecrets: false,
  groupMessagesKept: 200,
  quotas: true,
  limits: {},
};

/** Keys and numbers of `limits`; what is not named stays as it is, null takes a number back. */
function mergeLimits(base: Settings["limits"], patch: unknown): Settings["limits"] {
  if (!isBody(patch)) throw new ControlError('limits must be an object such as {"tag.relation": 100}');
  const next = { ...base };
  for (const [name, value] of Object.entries(patch)) {
    const key = LIMIT_KEYS.find((known) => known === name);
    if (!key) throw new ControlError(`unknown limit ${name}; docs/wecom-limits.md lists them`);
    if (value === null) delete next[key];
    else if (typeof value === "number" && Number.isFinite(value) && value >= 0) next[key] = value;
    else throw new ControlError(`limit ${name} must be a number ≥ 0, or null for WeCom's own`);
  }
  return next;
}

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
    if (name === "limits") continue;
    if (!sameKind(value, example[1])) {
      throw new ControlError(`setting ${name} must look like ${JSON.stringify(example[1])}`);
    }
    if (name === "receptionCap" && value !== "month" && value !== "week" && value !== "day") {
      throw new ControlError("receptionCap must be month, week or day");
    }
  }
  return { ...base, ...patch, limits: patch.limits === undefined ? base.limits : mergeLimits(base.limits, patch.limits) };
}
