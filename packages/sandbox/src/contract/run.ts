import { createCaller, NoSecret, TooOften } from "./caller.ts";
import type { Target } from "./caller.ts";
import { factChecks } from "./facts.ts";
import { latencyCheck, openChecks } from "./open.ts";
import { shapeChecks } from "./shapes.ts";
import { tokenChecks } from "./tokens.ts";
import { Ground, NotAsked, Trial } from "./trial.ts";
import type { Check, Difference, Observation, Words } from "./trial.ts";
import { writingChecks } from "./writing.ts";

export const CHECKS: readonly Check[] = [...tokenChecks, ...shapeChecks, ...factChecks, ...writingChecks, ...openChecks, latencyCheck];

export interface Outcome {
  name: string;
  says: Words;
  source: string;
  result: "same" | "differs" | "observed" | "not asked";
  differences: Difference[];
  observations: Observation[];
  why?: Words;
}

export interface Report {
  live: boolean;
  calls: number;
  outcomes: Outcome[];
}

export interface Run {
  target: Target;
  /** the real service: only what reads, at a polite distance */
  live: boolean;
  /** the clock of the other side, ms */
  now: number;
  /** waits between calls */
  pause: () => Promise<void>;
  checks?: readonly Check[];
}

/** The corp gives no token: nothing can be asked. */
export class NoToken extends Error {
  readonly errcode: number;
  constructor(errcode: number) {
    super(`no token: ${errcode}`);
    this.errcode = errcode;
  }
}

/** Every path that may be asked of the real service. None of them changes anything but the age of a token. */
export const READING: ReadonlySet<string> = new Set([
  "gettoken",
  "getcallbackip",
  "get_api_domain_ip",
  "department/list",
  "department/simplelist",
  "user/simplelist",
  "user/list",
  "user/list_id",
  "user/get",
  "tag/list",
  "kf/account/list",
  "msgaudit/get_permit_user_list",
  ...[
    "get_follow_user_list",
    "list",
    "get",
    "batch/get_by_user",
    "contact_list",
    "get_corp_tag_list",
    "list_contact_way",
    "get_contact_way",
    "customer_strategy/list",
    "moment_strategy/list",
    "get_unassigned_list",
    "groupchat/list",
    "groupchat/get",
    "groupchat/statistic",
    "groupchat/statistic_group_by_day",
    "get_user_behavior_data",
    "get_groupmsg_list_v2",
    "get_groupmsg_task",
    "get_moment_list",
    "get_intercept_rule_list",
    "get_product_album_list",
    "customer_acquisition/list_link",
    "customer_acquisition_quota",
  ].map((name) => `externalcontact/${name}`),
]);

const STOPPED: Words = { zh: "企业微信说问得太多（45009），先停了", en: "WeCom says it is asked too often (45009), so we stopped" };

const missingSecret = (as: string): Words => ({ zh: `没给 ${as} 的 Secret`, en: `no secret for ${as}` });

/** Runs all checks one after the other; writing ones only where nothing can be harmed. */
export async function runContract({ target, live, now, pause, checks = CHECKS }: Run): Promise<Report> {
  const caller = createCaller(target, async (path) => {
    if (live && !READING.has(path)) throw new Error(`${path} is not for reading: the live service is never asked for it`);
    await pause();
  });
  const { errcode } = await caller.token();
  if (errcode !== 0) throw new NoToken(errcode);
  const ground = new Ground(caller);
  const outcomes: Outcome[] = [];
  let stopped = false;
  for (const check of checks) {
    if (live && check.writes) continue;
    const { name, says, source } = check;
    const trial = new Trial(caller, ground, now);
    const { differences, observations } = trial;
    const outcome = (result: Outcome["result"], why?: Words): void => {
      outcomes.push({ name, says, source, result, differences, observations, ...(why ? { why } : {}) });
    };
    if (stopped) {
      outcome("not asked", STOPPED);
      continue;
    }
    try {
      await check.run(trial);
      outcome(differences.length > 0 ? "differs" : observations.length > 0 ? "observed" : "same");
    } catch (error) {
      if (error instanceof NotAsked) outcome("not asked", error.why);
      else if (error instanceof NoSecret) outcome("not asked", missingSecret(error.message));
      else if (error instanceof TooOften) {
        stopped = true;
        outcome("not asked", STOPPED);
      } else throw error;
    }
  }
  return { live, calls: caller.calls, outcomes };
}
