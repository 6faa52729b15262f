import { fail } from "../kit/errors.ts";
import { int, list, object, oneOf, pageSize, text } from "../kit/fields.ts";
import { pageOf } from "../kit/paging.ts";
import { seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import { audience, momentPart } from "../world/moments.ts";
import { publicId } from "../world/persons.ts";
import type { Moment, MomentPart, MomentReaction } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";

const { post } = family("moments", "customers");

const DAY_S = 86_400;

/** The moment that a call names: 41059 missing, 41060 unknown, 41079 not on the phones yet. */
export function momentNamed(world: World, momentId: string): Moment {
  const moment = world.moments.get(momentId);
  if (!moment || moment.readyAt > world.now()) throw fail(41060, "invalid moment_id");
  if (moment.dispatchAt > world.now()) throw fail(41079, "the moment is still being dispatched");
  return moment;
}

function partNamed(world: World, moment: Moment, userid: string): MomentPart {
  const part = momentPart(world, moment.momentId, userid);
  if (!part) throw fail(41061, `not a moment of ${userid}`);
  return part;
}

function published(world: World, { moment_id, userid }: { moment_id: string; userid: string }): MomentPart {
  const part = partNamed(world, momentNamed(world, moment_id), userid);
  if (part.status === 0) throw fail(41062, "not published yet");
  return part;
}

function contentView(moment: Moment): JsonObject {
  const parts = (kind: string): JsonObject[] =>
    moment.attachments.flatMap((item) => {
      const part = item.msgtype === kind ? item[kind] : null;
      return part !== null && typeof part === "object" && !Array.isArray(part) ? [part] : [];
    });
  const [video] = parts("video");
  const [link] = parts("link");
  return {
    ...(moment.text === "" ? {} : { text: { content: moment.text } }),
    ...(parts("image").length === 0 ? {} : { image: parts("image") }),
    ...(video ? { video: { ...video, thumb_media_id: "" } } : {}),
    ...(link ? { link: { title: link.title ?? "", url: link.url ?? "" } } : {}),
    ...(moment.location ? { location: moment.location } : {}),
  };
}

function momentView(moment: Moment): JsonObject {
  return {
    moment_id: moment.momentId,
    ...(moment.creator === "" ? {} : { creator: moment.creator }),
    create_time: seconds(moment.createdAt),
    create_type: moment.creator === "" ? 0 : 1,
    visible_type: moment.tags.length > 0 ? 0 : 1,
    ...contentView(moment),
  };
}

function reactionView(world: World, { who, at }: MomentReaction): JsonObject {
  const person = world.persons.get(who);
  return { ...(person ? { external_userid: person.externalUserId } : { userid: who }), create_time: seconds(at) };
}

const CURSOR = { cursor: text({ fallback: "" }) };
const NEXT = { next_cursor: text() };
const MOMENT = { moment_id: text({ required: 41059 }) };
const OF_MEMBER = { ...MOMENT, userid: text({ required: 41009 }) };
const LIST_LIMIT = pageSize({ fallback: "moment-result.page-default", max: "moment-result.page" });
const SENT_LIMIT = pageSize({ fallback: "moment-sent.page-default", max: "moment-sent.page" });
const REACTIONS = list(object({ external_userid: text(), userid: text(), create_time: int({ required: 0 }) }), { required: 0 });

/** A page of what WeCom pages by cursor; `size` was read by a rule. */
function page<T>(rows: readonly T[], body: { cursor: string; limit: number }, scope: string): { items: T[]; next: JsonObject } {
  const { items, next } = pageOf(rows, body, scope);
  return { items, next: next === "" ? {} : { next_cursor: next } };
}

export const momentListRoutes: ApiRoute[] = [
  post(
    "externalcontact/get_moment_list",
    {
      body: {
        start_time: int({ required: 40058 }),
        end_time: int({ required: 40058 }),
        creator: text({ fallback: "" }),
        filter_type: oneOf([0, 1, 2], { fallback: 2 }),
        ...CURSOR,
        limit: pageSize({ fallback: "moment-list.page", max: "moment-list.page" }),
      },
      answer: {
        moment_list: list(
          object({
            moment_id: text({ required: 0 }),
            creator: text(),
            create_time: int({ required: 0 }),
            create_type: int({ required: 0 }),
            visible_type: int({ required: 0 }),
            text: object({ content: text() }),
            image: list(object({ media_id: text() })),
            video: object({ media_id: text(), thumb_media_id: text() }),
            link: object({ title: text(), url: text() }),
            location: object({ latitude: text(), longitude: text(), name: text() }),
          }),
          { required: 0 },
        ),
        ...NEXT,
      },
      errors: [40058, 50100],
      limits: ["moment-list.span"],
    },
    ({ world, body, now }) => {
      const { start_time: from, end_time: to, creator, filter_type: kind } = body;
      if (from > to || !world.limits.allows("moment-list.span", (to - from) / DAY_S))
        throw fail(40058, "start_time and end_time are too far apart");
      const rows = [...world.moments.values()].filter((moment) => {
        const created = seconds(moment.createdAt);
        const own = moment.creator === "" ? 0 : 1;
        const wanted = (kind === 2 || kind === own) && (creator === "" || creator === moment.creator);
        return wanted && moment.readyAt <= now && created >= from && created <= to;
      });
      const { items, next } = page(rows, body, `moments:${kind}:${creator}:${from}:${to}`);
      return { moment_list: items.map(momentView), ...next };
    },
  ),
  post(
    "externalcontact/get_moment_task",
    {
      body: { ...MOMENT, ...CURSOR, limit: LIST_LIMIT },
      answer: {
        task_list: list(object({ userid: text({ required: 0 }), publish_status: int({ required: 0 }) }), { required: 0 }),
        ...NEXT,
      },
      errors: [41060, 41067, 41079, 50100],
    },
    ({ world, body }) => {
      const moment = momentNamed(world, body.moment_id);
      if (moment.creator !== "") throw fail(41067, "not a moment of the company");
      // Who was spared by a cancellation is no longer asked for.
      const left = moment.senders.filter((userid) => !moment.cancelled || momentPart(world, moment.momentId, userid)?.status === 1);
      const { items, next } = page(left, body, `moment-task:${moment.momentId}`);
      const status = (userid: string): number => momentPart(world, moment.momentId, userid)?.status ?? 0;
      return { task_list: items.map((userid) => ({ userid, publish_status: status(userid) })), ...next };
    },
  ),
  post(
    "externalcontact/get_moment_customer_list",
    {
      body: { ...OF_MEMBER, ...CURSOR, limit: LIST_LIMIT },
      answer: {
        customer_list: list(object({ userid: text({ required: 0 }), external_userid: text({ required: 0 }) }), { required: 0 }),
        ...NEXT,
      },
      errors: [41060, 41061, 41079, 50100],
    },
    ({ world, body }) => {
      const moment = momentNamed(world, body.moment_id);
      const part = partNamed(world, moment, body.userid);
      const chosen = part.status === 1 ? part.visible : audience(world, moment, body.userid);
      const { items, next } = page(chosen, body, `moment-customers:${moment.momentId}:${body.userid}`);
      return { customer_list: items.map((who) => ({ userid: body.userid, external_userid: publicId(world, who) })), ...next };
    },
  ),
  post(
    "externalcontact/get_moment_send_result",
    {
      body: { ...OF_MEMBER, ...CURSOR, limit: SENT_LIMIT },
      answer: { customer_list: list(object({ external_userid: text({ required: 0 }) }), { required: 0 }), ...NEXT },
      errors: [41060, 41061, 41062, 41079, 50100],
    },
    ({ world, body }) => {
      const part = published(world, body);
      const { items, next } = page(part.visible, body, `moment-sent:${part.momentId}:${part.userid}`);
      return { customer_list: items.map((who) => ({ external_userid: publicId(world, who) })), ...next };
    },
  ),
  post(
    "externalcontact/get_moment_comments",
    {
      body: OF_MEMBER,
      answer: { comment_list: REACTIONS, like_list: REACTIONS },
      errors: [41060, 41061, 41062, 41079],
    },
    ({ world, body }) => {
      const { comments, likes } = published(world, body);
      return {
        comment_list: comments.map((row) => reactionView(world, row)),
        like_list: likes.map((row) => reactionView(world, row)),
      };
    },
  ),
];
