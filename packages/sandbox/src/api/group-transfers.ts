import { fail, WecomError } from "../kit/errors.ts";
import { int, list, object, text } from "../kit/fields.ts";
import type { JsonObject } from "../people-host.ts";
import { groupMoves, groupStatus, handedOnToday, handOnGroup, inheritGroup } from "../world/group-moves.ts";
import type { Group, User } from "../world/types.ts";
import { family } from "./call.ts";
import type { ApiRoute, CallOf } from "./call.ts";
import { sees } from "./scope.ts";
import type { Eyes } from "./scope.ts";

const { post } = family("transfers", "customers");

const SPEC = {
  body: {
    chat_id_list: list(text({ required: 40058 }), { required: 40058, max: "group-transfer.batch" }),
    new_owner: text({ required: 41009 }),
  },
  answer: {
    failed_chat_list: list(
      object({ chat_id: text({ required: 0 }), errcode: int({ required: 0 }), errmsg: text({ required: 0 }) }, { required: 0 }),
      { required: 0 },
    ),
  },
} as const;

type Moving = CallOf<typeof SPEC>;

/** A group of the call, and what both ways of handing it on refuse. */
function groupNamed(eyes: Eyes, chatId: string, next: User): Group {
  const { world } = eyes;
  const group = world.groups.get(chatId);
  if (!group || !sees(eyes, group.owner)) throw fail(40050, "chatid does not exist");
  if (group.dismissed) throw fail(49008, "group dissolved");
  if (group.owner === next.userid) throw fail(90504, "owner unchanged");
  // No code is documented for this one; a limit of a day answers like the others.
  if (!world.limits.allows("group-transfer.owner-day", handedOnToday(world, group.owner) + 1)) {
    throw fail(45009, `too many groups of ${group.owner} today`);
  }
  return group;
}

function inherit(call: Moving, chatId: string, next: User): void {
  const { world, sim } = call;
  const group = groupNamed(call, chatId, next);
  const status = groupStatus(world, group);
  if (status === 2) throw fail(90507, "inheritance in progress");
  if (status === 3) throw fail(90508, "inheritance done");
  if (status === 0) throw fail(90500, "the owner has not left");
  inheritGroup(sim, group, next.userid);
}

function handOn(call: Moving, chatId: string, next: User): void {
  const { world, sim } = call;
  const group = groupNamed(call, chatId, next);
  if (world.users.get(group.owner)?.status === 5) throw fail(90502, "the owner has left");
  if (!world.limits.allows("group-transfer.times", groupMoves(world, group).length + 1)) {
    throw fail(40128, "transferred too often within 90 days");
  }
  handOnGroup(sim, group, next.userid);
}

/** Each group by itself: what fails is listed, the rest goes through. */
function each(call: Moving, work: (call: Moving, chatId: string, next: User) => void): JsonObject {
  const { world, body } = call;
  const next = world.users.get(body.new_owner);
  if (next?.status !== 1 || !sees(call, next.userid)) throw fail(40003, `invalid userid: ${body.new_owner}`);
  if (!next.contact) throw fail(84074, `no external-contact permission: ${body.new_owner}`);
  const failed: JsonObject[] = [];
  for (const chatId of body.chat_id_list) {
    try {
      work(call, chatId, next);
    } catch (error) {
      if (!(error instanceof WecomError)) throw error;
      failed.push({ chat_id: chatId, errcode: error.errcode, errmsg: error.message });
    }
  }
  return { failed_chat_list: failed };
}

export const groupTransferRoutes: ApiRoute[] = [
  post(
    "externalcontact/groupchat/transfer",
    {
      ...SPEC,
      errors: [40003, 40050, 45009, 49008, 84074, 90500, 90504, 90507, 90508],
      limits: ["group-transfer.owner-day"],
    },
    (call) => each(call, inherit),
  ),
  post(
    "externalcontact/groupchat/onjob_transfer",
    {
      ...SPEC,
      errors: [40003, 40050, 40128, 45009, 49008, 84074, 90502, 90504],
      limits: ["group-transfer.owner-day", "group-transfer.times"],
    },
    (call) => each(call, handOn),
  ),
];
