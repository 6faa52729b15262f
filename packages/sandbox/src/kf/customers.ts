import { family } from "../api/call.ts";
import type { ApiRoute } from "../api/call.ts";
import { avatarOf } from "../api/user-views.ts";
import { fail } from "../kit/errors.ts";
import { int, list, object, oneOf, text } from "../kit/fields.ts";
import type { JsonObject } from "../people-host.ts";
import { usersOf } from "../world/org.ts";
import type { World } from "../world/world.ts";
import { CHAT, CHAT_ERRORS, chatNamed } from "./service-state.ts";
import type { KfSession } from "./tables.ts";

const { get, post } = family("kf", "kf");

const HOUR_MS = 3_600_000;

/** Members and groups that the console lets servicers recommend. */
export interface UpgradeConfig {
  [field: string]: string[] | number[];
  users: string[];
  departments: number[];
  chatIds: string[];
}

export function upgradeConfig(world: World): UpgradeConfig {
  return world.cell<UpgradeConfig>("kf-upgrade", { users: [], departments: [], chatIds: [] });
}

/** The entry of the last 48 hours, as `need_enter_session_context` asks for it. */
function contextOf(world: World, who: string): JsonObject {
  let last: KfSession | undefined;
  for (const session of world.kf.sessions.values()) {
    if (session.who === who && session.enteredAt > (last?.enteredAt ?? 0)) last = session;
  }
  if (!last || !world.limits.allows("kf.context", (world.now() - last.enteredAt) / HOUR_MS)) return {};
  return { enter_session_context: { scene: last.scene, scene_param: last.sceneParam } };
}

export const kfCustomerRoutes: ApiRoute[] = [
  post(
    "kf/customer/batchget",
    {
      body: {
        external_userid_list: list(text({ required: 41035 }), { required: 41035, max: "kf.customers" }),
        need_enter_session_context: oneOf([0, 1], { fallback: 0 }),
      },
      answer: {
        customer_list: list(
          object({
            external_userid: text({ required: 0 }),
            nickname: text({ required: 0 }),
            avatar: text(),
            gender: int({ required: 0 }),
            unionid: text(),
            enter_session_context: object({ scene: text(), scene_param: text() }),
          }),
          { required: 0 },
        ),
        invalid_external_userid: list(text(), { required: 0 }),
      },
      limits: ["kf.context"],
      leftOut: ["enter_session_context.wechat_channels"],
    },
    (call) => {
      const { world, body } = call;
      const known = new Set([...world.kf.sessions.values()].map(({ who }) => who));
      const people = body.external_userid_list.map((id) => {
        const who = world.byExternal.get(id) ?? "";
        return { id, person: known.has(who) ? world.persons.get(who) : undefined };
      });
      return {
        customer_list: people.flatMap(({ person }) =>
          person
            ? [
                {
                  external_userid: person.externalUserId,
                  nickname: person.name,
                  avatar: avatarOf(world, person.who),
                  gender: person.gender,
                  ...(world.settings.developerBound ? { unionid: person.unionid } : {}),
                  ...(body.need_enter_session_context === 1 ? contextOf(world, person.who) : {}),
                },
              ]
            : [],
        ),
        invalid_external_userid: people.flatMap(({ id, person }) => (person ? [] : [id])),
      };
    },
  ),
  get(
    "kf/customer/get_upgrade_service_config",
    {
      answer: {
        member_range: object(
          { userid_list: list(text(), { required: 0 }), department_id_list: list(int(), { required: 0 }) },
          { required: 0 },
        ),
        groupchat_range: object({ chat_id_list: list(text(), { required: 0 }) }, { required: 0 }),
      },
    },
    (call) => {
      const { users, departments, chatIds } = upgradeConfig(call.world);
      return { member_range: { userid_list: users, department_id_list: departments }, groupchat_range: { chat_id_list: chatIds } };
    },
  ),
  post(
    "kf/customer/upgrade_service",
    {
      body: {
        ...CHAT,
        type: oneOf([1, 2], { required: 40058 }),
        member: object({ userid: text({ required: 41009 }), wording: text({ fallback: "" }) }),
        groupchat: object({ chat_id: text({ required: 40050 }), wording: text({ fallback: "" }) }),
      },
      answer: {},
      errors: [...CHAT_ERRORS, 40058, 95021],
    },
    (call) => {
      const { world, body } = call;
      const { session } = chatNamed(call, body);
      const { users, departments, chatIds } = upgradeConfig(world);
      const { member, groupchat } = body;
      if (body.type === 1) {
        if (!member) throw fail(40058, "missing member");
        const allowed = users.includes(member.userid) || usersOf(world, departments).some(({ userid }) => userid === member.userid);
        if (!allowed) throw fail(95021, "the member is not set up for upgrades");
        session.upgrade = { type: 1, target: member.userid, wording: member.wording };
      } else {
        if (!groupchat) throw fail(40058, "missing groupchat");
        if (!chatIds.includes(groupchat.chat_id)) throw fail(95021, "the group is not set up for upgrades");
        session.upgrade = { type: 2, target: groupchat.chat_id, wording: groupchat.wording };
      }
      world.kf.sessions.touch(session);
      return {};
    },
  ),
  post("kf/customer/cancel_upgrade_service", { body: CHAT, answer: {}, errors: CHAT_ERRORS }, (call) => {
    const { session } = chatNamed(call, call.body);
    session.upgrade = null;
    call.world.kf.sessions.touch(session);
    return {};
  }),
];
