import { family } from "../api/call.ts";
import type { ApiRoute, Call } from "../api/call.ts";
import { fail } from "../kit/errors.ts";
import { decimal, int, list, object, text } from "../kit/fields.ts";
import { naturalDay } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import type { World } from "../world/world.ts";
import { ACCOUNT_ERRORS, accountNamed, OPEN_KFID } from "./accounts.ts";
import type { KfInvite, KfVisit } from "./tables.ts";

const { post } = family("kf", "kf");

const DAY_S = 86_400;
const CST_S = 8 * 3600;

const PERIOD = { open_kfid: OPEN_KFID, start_time: int({ required: 40058 }), end_time: int({ required: 40058 }) };
const LIMITS = ["kf.statistic-span", "kf.statistic-back"] as const;

/** Midnights (Unix seconds, in China) from the first day to the last, yesterday at the latest. */
function daysOf(call: Call<object, { start_time: number; end_time: number }>): number[] {
  const { world, body } = call;
  const floor = (seconds: number): number => Math.floor((seconds + CST_S) / DAY_S) * DAY_S - CST_S;
  const [from, to, today] = [floor(body.start_time), floor(body.end_time), floor(call.now / 1000)];
  if (from > to || to >= today) throw fail(40058, "the period must end yesterday at the latest");
  // Both ends belong to the period.
  if (!world.limits.allows("kf.statistic-span", (to - from) / DAY_S + 1)) throw fail(40058, "the period is too long");
  if (!world.limits.allows("kf.statistic-back", (today - from) / DAY_S)) throw fail(40058, "too far back");
  return Array.from({ length: (to - from) / DAY_S + 1 }, (_, n) => from + n * DAY_S);
}

interface Day {
  visits: KfVisit[];
  invites: KfInvite[];
  done: KfInvite[];
}

function dayOf(world: World, openKfId: string, servicer: string, stat: number): Day {
  const day = naturalDay(stat * 1000);
  const mine = (row: { openKfId: string; servicer: string }): boolean =>
    row.openKfId === openKfId && (servicer === "" || row.servicer === servicer);
  const invites = [...world.kf.invites.values()].filter(mine);
  return {
    visits: [...world.kf.visits.values()].filter((row) => mine(row) && row.day === day),
    invites: invites.filter((row) => naturalDay(row.invitedAt) === day),
    done: invites.filter((row) => row.doneAt > 0 && naturalDay(row.doneAt) === day),
  };
}

function people(rows: readonly { who: string }[]): number {
  return new Set(rows.map(({ who }) => who)).size;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}

/** Of an account: what customers asked, of people or of the assistant. */
function corpDay({ visits, done }: Day): JsonObject | null {
  if (visits.length === 0 && done.length === 0) return null;
  const asked = visits.filter((row) => row.aiAsked);
  return {
    session_cnt: visits.filter((row) => row.ai || row.servicer !== "").length,
    customer_cnt: people(visits.filter((row) => row.messages > 0)),
    customer_msg_cnt: sum(visits.map((row) => row.messages)),
    upgrade_service_customer_cnt: people(done),
    ai_session_reply_cnt: visits.filter((row) => row.ai).length,
    ...(asked.length > 0 ? { ai_transfer_rate: share(asked.filter((row) => row.aiTransferred).length, asked.length) } : {}),
    msg_rejected_customer_cnt: people(visits.filter((row) => row.rejected)),
  };
}

/** Of the people who serve. With sessions in the hands of an API the client asks nobody for satisfaction. */
function servicerDay({ visits: all, invites, done }: Day): JsonObject | null {
  const visits = all.filter((row) => row.servicer !== "");
  if (visits.length === 0 && invites.length === 0 && done.length === 0) return null;
  const asked = visits.filter((row) => row.askedAt > 0);
  const answered = asked.filter((row) => row.answeredAt > 0);
  const waits = answered.map((row) => (row.answeredAt - row.askedAt) / 1000);
  const of = (rows: KfInvite[], type: 1 | 2): KfInvite[] => rows.filter((row) => row.type === type);
  return {
    session_cnt: visits.length,
    customer_cnt: people(visits.filter((row) => row.messages > 0)),
    customer_msg_cnt: sum(visits.map((row) => row.messages)),
    ...(asked.length > 0 ? { reply_rate: share(answered.length, asked.length) } : {}),
    ...(answered.length > 0 ? { first_reply_average_sec: share(sum(waits), waits.length) } : {}),
    satisfaction_investgate_cnt: 0,
    upgrade_service_customer_cnt: people(done),
    upgrade_service_member_invite_cnt: of(invites, 1).length,
    upgrade_service_member_customer_cnt: people(of(done, 1)),
    upgrade_service_groupchat_invite_cnt: of(invites, 2).length,
    upgrade_service_groupchat_customer_cnt: people(of(done, 2)),
    msg_rejected_customer_cnt: people(visits.filter((row) => row.rejected)),
  };
}

const COUNT = int({ required: 0 });

export const kfStatisticRoutes: ApiRoute[] = [
  post(
    "kf/get_corp_statistic",
    {
      body: PERIOD,
      answer: {
        statistic_list: list(
          object({
            stat_time: COUNT,
            statistic: object({
              session_cnt: COUNT,
              customer_cnt: COUNT,
              customer_msg_cnt: COUNT,
              upgrade_service_customer_cnt: COUNT,
              ai_session_reply_cnt: COUNT,
              ai_transfer_rate: decimal(),
              msg_rejected_customer_cnt: COUNT,
            }),
          }),
          { required: 0 },
        ),
      },
      errors: [...ACCOUNT_ERRORS, 40058],
      limits: LIMITS,
      leftOut: ["ai_knowledge_hit_rate: only where the corp's own assistant answers, not where an API does"],
    },
    (call) => {
      const { openKfId } = accountNamed(call, call.body.open_kfid);
      return {
        statistic_list: daysOf(call).map((stat) => {
          const statistic = corpDay(dayOf(call.world, openKfId, "", stat));
          return { stat_time: stat, ...(statistic ? { statistic } : {}) };
        }),
      };
    },
  ),
  post(
    "kf/get_servicer_statistic",
    {
      body: { ...PERIOD, servicer_userid: text({ fallback: "" }) },
      answer: {
        statistic_list: list(
          object({
            stat_time: COUNT,
            statistic: object({
              session_cnt: COUNT,
              customer_cnt: COUNT,
              customer_msg_cnt: COUNT,
              reply_rate: decimal(),
              first_reply_average_sec: decimal(),
              satisfaction_investgate_cnt: COUNT,
              upgrade_service_customer_cnt: COUNT,
              upgrade_service_member_invite_cnt: COUNT,
              upgrade_service_member_customer_cnt: COUNT,
              upgrade_service_groupchat_invite_cnt: COUNT,
              upgrade_service_groupchat_customer_cnt: COUNT,
              msg_rejected_customer_cnt: COUNT,
            }),
          }),
          { required: 0 },
        ),
      },
      errors: [...ACCOUNT_ERRORS, 40003, 40058],
      limits: LIMITS,
    },
    (call) => {
      const { world, body } = call;
      const { openKfId } = accountNamed(call, body.open_kfid);
      if (body.servicer_userid !== "" && !world.users.has(body.servicer_userid)) throw fail(40003, "invalid userid");
      return {
        statistic_list: daysOf(call).map((stat) => {
          const statistic = servicerDay(dayOf(world, openKfId, body.servicer_userid, stat));
          return { stat_time: stat, ...(statistic ? { statistic } : {}) };
        }),
      };
    },
  ),
];
