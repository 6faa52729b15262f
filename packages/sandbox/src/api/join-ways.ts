import { fail } from "../kit/errors.ts";
import { chars, intOf, textOf, textsOf } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";
import type { JsonObject } from "../people-host.ts";
import type { JoinWay } from "../world/types.ts";
import { livingGroup } from "../world/groups.ts";
import { qrUrl, WAY_GROUPS } from "../world/ways.ts";
import type { World } from "../world/world.ts";
import { post } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";
import { newConfigId } from "./contact-ways.ts";

const PATH = "externalcontact/groupchat";

/** Everything of a way but its id and counters; both add and update take (and overwrite) all of it. */
function fieldsOf(world: World, body: Body): Omit<JoinWay, "configId" | "nextRoom"> {
  const scene = intOf(body, "scene");
  if (scene === undefined) throw fail(41038, "missing scene");
  if (scene !== 1 && scene !== 2) throw fail(41040, "invalid scene");
  const auto = intOf(body, "auto_create_room") ?? 1;
  if (auto !== 0 && auto !== 1) throw fail(40058, "auto_create_room must be 0 or 1");
  const chatIds = textsOf(body, "chat_id_list", WAY_GROUPS, 41091);
  if (chatIds.length === 0) throw fail(40058, "missing chat_id_list");
  if (new Set(chatIds).size !== chatIds.length) throw fail(40058, "chat_id_list has duplicates");
  for (const chatId of chatIds) {
    if (!world.groups.has(chatId)) throw fail(40050, `chatid does not exist: ${chatId}`);
    if (!livingGroup(world, chatId)) throw fail(49008, `group dissolved: ${chatId}`);
  }
  const remark = textOf(body, "remark");
  return {
    scene,
    // Documented as cut, not refused.
    remark: chars(remark) > 30 ? [...remark].slice(0, 30).join("") : remark,
    autoCreateRoom: auto === 1,
    roomBaseName: textOf(body, "room_base_name", { maxChars: 40 }),
    roomBaseId: intOf(body, "room_base_id") ?? null,
    chatIds,
    state: textOf(body, "state", { maxChars: 30 }),
  };
}

function found(call: Call): JoinWay {
  const way = call.world.joinWays.get(textOf(call.body, "config_id", { required: 41043 }));
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
  post(`${PATH}/add_join_way`, (call) => {
    const fields = fieldsOf(call.world, call.body);
    const configId = newConfigId(call.world, "join", call.body);
    call.world.joinWays.put({ ...fields, configId, nextRoom: fields.roomBaseId ?? 1 });
    return { config_id: configId };
  }),
  post(`${PATH}/get_join_way`, (call) => ({ join_way: view(call.world, found(call)) })),
  post(`${PATH}/update_join_way`, (call) => {
    const way = found(call);
    const fields = fieldsOf(call.world, call.body);
    const renumbered = fields.roomBaseId !== null && fields.roomBaseId !== way.roomBaseId;
    Object.assign(way, fields, renumbered ? { nextRoom: fields.roomBaseId } : {});
    call.world.joinWays.touch(way);
    return {};
  }),
  post(`${PATH}/del_join_way`, (call) => {
    call.world.joinWays.delete(found(call).configId);
    return {};
  }),
];
