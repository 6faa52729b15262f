import { agreementOf } from "../archive/agreements.ts";
import { archiveRobots, isEnabled, permitted } from "../archive/config.ts";
import { fail } from "../kit/errors.ts";
import { int, list, object, oneOf, text } from "../kit/fields.ts";
import type { JsonObject } from "../people-host.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";

const { get, post } = family("archive", "archive");

const AGREED = {
  status_change_time: int({ required: 0 }),
  exteranalopenid: text({ required: 0 }),
  agree_status: text({ required: 0 }),
};
const OF_PAIRS = { agreeinfo: list(object({ ...AGREED, userid: text({ required: 0 }) }), { required: 0 }) };
const OF_ROOM = { agreeinfo: list(object(AGREED), { required: 0 }) };

function enabled(world: World): void {
  if (!isEnabled(world)) throw fail(301053, "the archive is not enabled");
}

function agreement(world: World, withId: string, who: string): JsonObject {
  const { status, changedAt } = agreementOf(world, withId, who);
  return { status_change_time: changedAt, agree_status: status };
}

export const msgauditRoutes: ApiRoute[] = [
  post(
    "msgaudit/get_permit_user_list",
    { body: { type: oneOf([1, 2, 3]) }, answer: { ids: list(text({ required: 0 }), { required: 0 }) }, errors: [301053] },
    ({ world, body }) => {
      enabled(world);
      return { ids: permitted(world, body.type) };
    },
  ),
  post(
    "msgaudit/check_single_agree",
    {
      body: {
        info: list(object({ userid: text({ required: 40058 }), exteranalopenid: text({ required: 40058 }) }, { required: 40058 }), {
          required: 40058,
          max: "archive.agree",
          tooMany: 301060,
        }),
      },
      answer: OF_PAIRS,
      errors: [301053, 301061],
    },
    ({ world, body }) => {
      enabled(world);
      const kept = new Set(permitted(world));
      return {
        agreeinfo: body.info.map(({ userid, exteranalopenid }) => {
          const who = world.byExternal.get(exteranalopenid);
          if (!kept.has(userid) || who === undefined) throw fail(301061, `unknown id: ${userid} or ${exteranalopenid}`);
          return { ...agreement(world, userid, who), userid, exteranalopenid };
        }),
      };
    },
  ),
  post(
    "msgaudit/check_room_agree",
    { body: { roomid: text({ required: 40058 }) }, answer: OF_ROOM, errors: [301053, 301061] },
    ({ world, body }) => {
      enabled(world);
      const group = world.groups.get(body.roomid);
      if (!group || group.dismissed) throw fail(301061, `unknown roomid: ${body.roomid}`);
      const outside = [...world.membersOf.of(body.roomid)].flatMap((who) => world.persons.get(who) ?? []);
      return {
        agreeinfo: outside.map((person) => ({
          ...agreement(world, body.roomid, person.who),
          exteranalopenid: person.externalUserId,
        })),
      };
    },
  ),
  post(
    "msgaudit/groupchat/get",
    {
      body: { roomid: text({ required: 40058 }) },
      answer: {
        roomname: text({ required: 0 }),
        creator: text({ required: 0 }),
        room_create_time: int({ required: 0 }),
        notice: text({ required: 0 }),
        members: list(object({ memberid: text({ required: 0 }), jointime: int({ required: 0 }) }), { required: 0 }),
      },
      errors: [301053, 301059, 301061],
    },
    ({ world, body }) => {
      enabled(world);
      if (world.groups.has(body.roomid)) throw fail(301059, "not an internal group");
      const room = world.rooms.get(body.roomid);
      if (!room) throw fail(301061, `unknown roomid: ${body.roomid}`);
      return {
        roomname: room.name,
        creator: room.creator,
        room_create_time: room.createTime,
        notice: room.notice,
        members: room.members.map(({ userid, joinTime }) => ({ memberid: userid, jointime: joinTime })),
      };
    },
  ),
  get(
    "msgaudit/get_robot_info",
    {
      query: { robot_id: text({ required: 40058 }) },
      answer: { data: object({ robot_id: text({ required: 0 }), name: text({ required: 0 }), creator_userid: text({ required: 0 }) }) },
      errors: [301053, 301061],
    },
    ({ world, query }) => {
      enabled(world);
      const robot = archiveRobots(world).find(({ id }) => id === query.robot_id);
      if (!robot) throw fail(301061, `unknown robot_id: ${query.robot_id}`);
      return { data: { robot_id: robot.id, name: robot.name, creator_userid: robot.creator } };
    },
  ),
];
