import { fail } from "../kit/errors.ts";
import { int, list, object, oneOf, text } from "../kit/fields.ts";
import { pageOf } from "../kit/paging.ts";
import type { Body } from "../kit/params.ts";
import { groupStatus } from "../world/group-moves.ts";
import { groupView } from "../world/group-view.ts";
import type { Group } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { sees, visibleUsers } from "./scope.ts";
import type { Eyes } from "./scope.ts";

const { post } = family("groups", "customers");

/** `group_chat` of groupchat/get. */
const GROUP = object({
  chat_id: text({ required: 0 }),
  name: text(),
  owner: text({ required: 0 }),
  create_time: int({ required: 0 }),
  notice: text(),
  member_list: list(
    object({
      userid: text({ required: 0 }),
      type: int({ required: 0 }),
      unionid: text(),
      join_time: int({ required: 0 }),
      join_scene: int({ required: 0 }),
      invitor: object({ userid: text({ required: 0 }) }),
      group_nickname: text(),
      name: text(),
      state: text(),
    }),
    { required: 0 },
  ),
  admin_list: list(object({ userid: text({ required: 0 }) })),
  member_version: text({ required: 0 }),
});

/** The group that a call names; 40050, 49008 when it was dissolved, 60011 when the app does not see the owner. */
export function groupNamed(eyes: Eyes, chatId: string): Group {
  const group = eyes.world.groups.get(chatId);
  if (!group) throw fail(40050, "chatid does not exist");
  if (group.dismissed) throw fail(49008, "group dissolved");
  if (!sees(eyes, group.owner)) throw fail(60011, "no privilege to access this group");
  return group;
}

/** Groups of these owners, or of all that the app sees; the owners' own lists are short. */
function groupsOf(eyes: Eyes, owners: string[]): Group[] {
  const { world } = eyes;
  if (owners.length === 0) return [...world.groups.values()].filter((group) => !group.dismissed && sees(eyes, group.owner));
  return owners.flatMap((owner) => [...world.groupsOwned.of(owner)].flatMap((chatId) => world.groups.get(chatId) ?? []));
}

/** What a cursor belongs to. */
function scopeOf(status: number, owners: string[]): string {
  return `groups:${status}:${owners.toSorted().join(",")}`.slice(0, 200);
}

/** The older way of paging. */
function slice(world: World, groups: Group[], offset: number, limit: number): { items: Group[]; next: string } {
  if (!world.limits.allows("group-list.offset", offset + limit)) throw fail(40058, "offset + limit is too large: use cursor");
  return { items: groups.slice(offset, offset + limit), next: "" };
}

export const groupRoutes: ApiRoute[] = [
  post(
    "externalcontact/groupchat/list",
    {
      body: {
        limit: int({ required: 40058, min: 1, max: "group-list.page" }),
        status_filter: oneOf([0, 1, 2, 3], { fallback: 0 }),
        owner_filter: object({ userid_list: list(text({ required: 40058 }), { fallback: [], max: "group-list.owners" }) }),
        cursor: text({ fallback: "" }),
        offset: int({ min: 0, note: "deprecated" }),
      },
      answer: {
        group_chat_list: list(object({ chat_id: text({ required: 0 }), status: int({ required: 0 }) }), { required: 0 }),
        next_cursor: text(),
      },
      errors: [40003, 40058, 50100, 81017],
      limits: ["group-list.visible", "group-list.offset"],
    },
    (call) => {
      const { world, body } = call;
      const { status_filter: status } = body;
      const owners = body.owner_filter?.userid_list ?? [];
      for (const userid of owners) {
        if (world.users.get(userid)?.status !== 1 || !sees(call, userid)) throw fail(40003, `invalid userid: ${userid}`);
      }
      if (owners.length === 0 && !world.limits.allows("group-list.visible", visibleUsers(call, false).length)) {
        throw fail(81017, "too many visible members: use owner_filter");
      }
      const groups = groupsOf(call, [...new Set(owners)]).filter((group) => status === 0 || groupStatus(world, group) === status);
      const page =
        body.offset === undefined ? pageOf(groups, body, scopeOf(status, owners)) : slice(world, groups, body.offset, body.limit);
      return {
        group_chat_list: page.items.map((group) => ({ chat_id: group.chatId, status: groupStatus(world, group) })),
        ...(page.next === "" ? {} : { next_cursor: page.next }),
      };
    },
  ),
  post(
    "externalcontact/groupchat/get",
    {
      body: { chat_id: text({ required: 40050 }), need_name: oneOf([0, 1], { fallback: 0 }) },
      answer: { group_chat: GROUP },
      errors: [40050, 49008, 60011],
      subject: ({ body }: { body: Body }) => String(body.chat_id),
    },
    (call) => ({ group_chat: groupView(call.world, groupNamed(call, call.body.chat_id), call.body.need_name === 1) }),
  ),
  post(
    "externalcontact/opengid_to_chatid",
    { body: { opengid: text({ required: 40058 }) }, answer: { chat_id: text({ required: 0 }) }, errors: [90511] },
    (call) => {
      const { opengid } = call.body;
      // Mini programs see the group as `og` + its chat id.
      const group = call.world.groups.get(opengid.replace(/^og/, ""));
      if (!opengid.startsWith("og") || !group || !sees(call, group.owner)) throw fail(90511, "unknown opengid");
      return { chat_id: group.chatId };
    },
  ),
];
