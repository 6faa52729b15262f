import { fail } from "../kit/errors.ts";
import { int, list, object, oneOf, pageSize, text } from "../kit/fields.ts";
import { endOfNaturalDay, naturalDay, seconds } from "../kit/time.ts";
import type { LimitKey } from "../limits/limits.ts";
import type { JsonObject } from "../people-host.ts";
import { subtree, usersOf } from "../world/org.ts";
import { ownerFigures, userFigures } from "../world/statistics.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { memberNamed, sees } from "./scope.ts";
import type { Eyes } from "./scope.ts";

const { post } = family("statistics", "customers");

const DAY_MS = 86_400_000;

/** Virtual ms at which the natural day of a Unix time begins. */
function dayStart(unix: number): number {
  return endOfNaturalDay(unix * 1000) - DAY_MS;
}

/** Beginnings of the days from one to another, both included. */
function daysBetween(from: number, to: number): number[] {
  const days: number[] = [];
  for (let at = from; at <= to; at += DAY_MS) days.push(at);
  return days;
}

/** The asked days, as beginnings in ms: at most so many, none today or later, none too long ago. Figures are there a day later. */
function span(world: World, begin: number, end: number, keys: { span: LimitKey; back: LimitKey }): number[] {
  const from = dayStart(begin);
  const to = dayStart(end);
  const today = endOfNaturalDay(world.now()) - DAY_MS;
  if (from > to) throw fail(40058, "the span ends before it begins");
  if (from >= today) throw fail(40058, "figures of a day are there on the next");
  if (!world.limits.allows(keys.span, (to - from) / DAY_MS + 1)) throw fail(40058, "the span is too long");
  if (!world.limits.allows(keys.back, (today - from) / DAY_MS)) throw fail(40058, "the span lies too far back");
  return daysBetween(from, Math.min(to, today - DAY_MS));
}

const FIGURES = {
  new_chat_cnt: int({ required: 0 }),
  chat_total: int({ required: 0 }),
  chat_has_msg: int({ required: 0 }),
  new_member_cnt: int({ required: 0 }),
  member_total: int({ required: 0 }),
  member_has_msg: int({ required: 0 }),
  msg_total: int({ required: 0 }),
  migrate_trainee_chat_cnt: int({ required: 0 }),
};
const DATA = object(FIGURES, { required: 0 });

const GROUP_SPAN = { span: "group-statistic.span", back: "group-statistic.back" } as const;

const PERIOD = {
  day_begin_time: int({ required: 40058 }),
  day_end_time: int(),
  owner_filter: object(
    { userid_list: list(text({ required: 40058 }), { required: 40058, max: "group-statistic.owners" }) },
    { required: 40058 },
  ),
};

function owners(eyes: Eyes, userids: string[]): string[] {
  for (const userid of userids) if (!eyes.world.users.has(userid) || !sees(eyes, userid)) throw fail(40003, `invalid userid: ${userid}`);
  return [...new Set(userids)];
}

/** Figures of one owner; those of today come off the present totals. */
function figures(world: World, owner: string, days: number[]): ReturnType<typeof ownerFigures> {
  const last = days.at(-1) ?? world.now();
  return ownerFigures(world, owner, days.map(naturalDay), daysBetween(last + DAY_MS, world.now()).map(naturalDay));
}

const ORDER = { 1: "new_chat_cnt", 2: "chat_total", 3: "new_member_cnt", 4: "member_total" } as const;

export const statisticRoutes: ApiRoute[] = [
  post(
    "externalcontact/get_user_behavior_data",
    {
      body: {
        userid: list(text({ required: 40058 }), { fallback: [], max: "behaviour.users" }),
        partyid: list(int({ required: 40058 }), { fallback: [], max: "behaviour.parties" }),
        start_time: int({ required: 40058 }),
        end_time: int({ required: 40058 }),
      },
      answer: {
        behavior_data: list(
          object({
            stat_time: int({ required: 0 }),
            chat_cnt: int({ required: 0 }),
            message_cnt: int({ required: 0 }),
            reply_percentage: { ...int(), type: "number", read: Number },
            avg_reply_time: int(),
            negative_feedback_cnt: int({ required: 0 }),
            new_apply_cnt: int({ required: 0 }),
            new_contact_cnt: int({ required: 0 }),
          }),
          { required: 0 },
        ),
      },
      errors: [40058, 60003, 60111],
      limits: ["behaviour.span", "behaviour.back"],
    },
    (call) => {
      const { world, body } = call;
      const { userid, partyid } = body;
      if (userid.length === 0 && partyid.length === 0) throw fail(40058, "userid and partyid are both empty");
      for (const id of partyid) if (!world.departments.has(String(id))) throw fail(60003, `department not found: ${id}`);
      const named = userid.map((id) => memberNamed(call, id).userid);
      const parties = partyid.flatMap((id) => subtree(world, id));
      const inside = usersOf(world, parties).filter((user) => sees(call, user.userid));
      const all = [...new Set([...named, ...inside.map((user) => user.userid)])];
      const days = span(world, body.start_time, body.end_time, { span: "behaviour.span", back: "behaviour.back" });
      const rows = days.map((at): JsonObject => ({ stat_time: seconds(at), ...userFigures(world, all, naturalDay(at)) }));
      return { behavior_data: rows };
    },
  ),
  post(
    "externalcontact/groupchat/statistic",
    {
      body: {
        ...PERIOD,
        order_by: oneOf([1, 2, 3, 4], { fallback: 1 }),
        order_asc: oneOf([0, 1], { fallback: 0 }),
        offset: int({ fallback: 0, min: 0 }),
        limit: pageSize({ fallback: "group-statistic.page-default", max: "group-statistic.page" }),
      },
      answer: {
        total: int({ required: 0 }),
        next_offset: int({ required: 0 }),
        items: list(object({ owner: text({ required: 0 }), data: DATA }), { required: 0 }),
      },
      errors: [40003, 40058],
      limits: ["group-statistic.span", "group-statistic.back"],
    },
    (call) => {
      const { world, body } = call;
      const { day_begin_time: begin, offset, limit } = body;
      const days = span(world, begin, body.day_end_time ?? begin, GROUP_SPAN);
      const key = ORDER[body.order_by];
      const sign = body.order_asc === 1 ? 1 : -1;
      const items = owners(call, body.owner_filter.userid_list)
        .map((owner) => ({ owner, data: figures(world, owner, days) }))
        .sort((a, b) => sign * (a.data[key] - b.data[key]) || (a.owner < b.owner ? -1 : 1));
      const shown = items.slice(offset, offset + limit);
      return {
        total: items.length,
        next_offset: Math.min(items.length, offset + shown.length),
        items: shown.map(({ owner, data }) => ({ owner, data: { ...data } })),
      };
    },
  ),
  post(
    "externalcontact/groupchat/statistic_group_by_day",
    {
      body: PERIOD,
      answer: { items: list(object({ stat_time: int({ required: 0 }), data: DATA }), { required: 0 }) },
      errors: [40003, 40058],
      limits: ["group-statistic.span", "group-statistic.back"],
    },
    (call) => {
      const { world, body } = call;
      const { day_begin_time: begin } = body;
      const days = span(world, begin, body.day_end_time ?? begin, GROUP_SPAN);
      const all = owners(call, body.owner_filter.userid_list);
      const items = days.map((at): JsonObject => {
        const data: Record<string, number> = Object.fromEntries(Object.keys(FIGURES).map((name) => [name, 0]));
        for (const owner of all) {
          for (const [name, value] of Object.entries(figures(world, owner, [at]))) data[name] = (data[name] ?? 0) + Number(value);
        }
        return { stat_time: seconds(at), data };
      });
      return { items };
    },
  ),
];
