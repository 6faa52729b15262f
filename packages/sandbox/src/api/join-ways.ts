import { fail } from "../kit/errors.ts";
import { bool, int, list, object, oneOf, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import type { JsonObject } from "../people-host.ts";
import { livingGroup } from "../world/groups.ts";
import type { JoinWay } from "../world/types.ts";
import { qrUrl } from "../world/ways.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { checkWords, newConfigId } from "./contact-ways.ts";
import { sees } from "./scope.ts";
import type { Eyes } from "./scope.ts";

const { post } = family("groups", "customers");

const PATH = "externalcontact/groupchat";

/** Both add and update take (and overwrite) all of it. */
const FIELDS = {
  scene: oneOf([1, 2], { required: 41038, code: 41040 }),
  // Documented as cut, not refused.
  remark: text({ fallback: "", cutChars: "way.remark" }),
  auto_create_room: oneOf([0, 1], { fallback: 1 }),
  room_base_name: text({ fallback: "", maxChars: "join-way.base-name" }),
  room_base_id: int(),
  chat_id_list: list(text({ required: 40058 }), { required: 40058, max: "join-way.groups", tooMany: 41091 }),
  state: text({ fallback: "", maxChars: "way.state" }),
  mark_source: bool({ note: "only for 营销获客 apps" }),
};

const NAMED = { config_id: text({ required: 41043 }) };
const ERRORS = [40050, 40058, 49008, 85002] as const;

function fieldsOf(eyes: Eyes, body: Values<typeof FIELDS>): Omit<JoinWay, "configId" | "nextRoom"> {
  const { world } = eyes;
  const chatIds = body.chat_id_list;
  checkWords(world, body.remark);
  if (new Set(chatIds).size !== chatIds.length) throw fail(40058, "chat_id_list has duplicates");
  for (const chatId of chatIds) {
    const group = world.groups.get(chatId);
    if (!group || !sees(eyes, group.owner)) throw fail(40050, `chatid does not exist: ${chatId}`);
    if (!livingGroup(world, chatId)) throw fail(49008, `group dissolved: ${chatId}`);
  }
  return {
    scene: body.scene,
    remark: body.remark,
    autoCreateRoom: body.auto_create_room === 1,
    roomBaseName: body.room_base_name,
    roomBaseId: body.room_base_id ?? null,
    chatIds,
    state: body.state,
  };
}

function found(world: World, configId: string): JoinWay {
  const way = world.joinWays.get(configId);
  if (!way) throw fail(41044, "invalid config_id");
  return way;
}

function view(world: World, way: JoinWay): JsonObject {
  return {
    config_id: way.configId,
    scene: way.scene,
    remark: way.remark,
    auto_create_room: way.autoCreateRoom ? 1 : 0,
    room_base_name: way.roomBaseName,
    ...(way.roomBaseId === null ? {} : { room_base_id: way.roomBaseId }),
    chat_id_list: way.chatIds,
    ...(way.scene === 2 ? { qr_code: qrUrl(world, way.configId) } : {}),
    state: way.state,
  };
}

export const joinWayRoutes: ApiRoute[] = [
  post(
    `${PATH}/add_join_way`,
    {
      body: FIELDS,
      answer: { config_id: text({ required: 0 }) },
      errors: [...ERRORS, 41045],
      limits: ["ways.total", "group.qr-join"],
    },
    (call) => {
      const fields = fieldsOf(call, call.body);
      const configId = newConfigId(call.world, "join", call.raw);
      call.world.joinWays.put({ ...fields, configId, nextRoom: fields.roomBaseId ?? 1 });
      return { config_id: configId };
    },
  ),
  post(
    `${PATH}/get_join_way`,
    {
      body: NAMED,
      answer: {
        join_way: object({
          config_id: text({ required: 0 }),
          scene: int({ required: 0 }),
          remark: text(),
          auto_create_room: int({ required: 0 }),
          room_base_name: text(),
          room_base_id: int(),
          chat_id_list: list(text(), { required: 0 }),
          qr_code: text(),
          state: text(),
        }),
      },
      errors: [41044],
    },
    (call) => ({ join_way: view(call.world, found(call.world, call.body.config_id)) }),
  ),
  post(`${PATH}/update_join_way`, { body: { ...NAMED, ...FIELDS }, answer: {}, errors: [...ERRORS, 41044] }, (call) => {
    const way = found(call.world, call.body.config_id);
    const fields = fieldsOf(call, call.body);
    const renumbered = fields.roomBaseId !== null && fields.roomBaseId !== way.roomBaseId;
    Object.assign(way, fields, renumbered ? { nextRoom: fields.roomBaseId } : {});
    call.world.joinWays.touch(way);
    return {};
  }),
  post(`${PATH}/del_join_way`, { body: NAMED, answer: {}, errors: [41044] }, (call) => {
    call.world.joinWays.delete(found(call.world, call.body.config_id).configId);
    return {};
  }),
];
