import { fail } from "../kit/errors.ts";
import { boolOf, intOf, intsOf, objectOf, textOf, textsOf } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";
import { pageOf } from "../kit/paging.ts";
import { hashHex } from "../kit/hash.ts";
import { seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import { isServing, usersOf } from "../world/org.ts";
import type { ContactWay } from "../world/types.ts";
import { qrUrl } from "../world/ways.ts";
import type { World } from "../world/world.ts";
import { post } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";

const DAY = 86_400;
const WAY_CAP = 500_000;

/** Config ids and the 500 000 cap are shared by 「联系我」 and 「加入群聊」. */
export function newConfigId(world: World, kind: string, body: Body): string {
  if (world.contactWays.size + world.joinWays.size >= WAY_CAP) throw fail(41045, "too many ways");
  const content = hashHex(world.seed, kind, JSON.stringify(body));
  return hashHex(content, world.count(`way:${content}`)).slice(0, 32);
}

function membersFrom(world: World, body: Body, type: number): { user: string[]; party: number[] } {
  const user = textsOf(body, "user");
  const party = intsOf(body, "party");
  if (type === 1 && (user.length !== 1 || party.length > 0)) throw fail(40058, "type 1 takes exactly one user");
  if (user.length === 0 && party.length === 0) throw fail(40058, "user and party are both empty");
  for (const userid of user) {
    const member = world.users.get(userid);
    if (!member) throw fail(40003, `invalid userid: ${userid}`);
    if (member.status !== 1) throw fail(41054, `member not activated: ${userid}`);
    if (!isServing(member)) throw fail(84074, `no external-contact permission: ${userid}`);
  }
  for (const id of party) if (!world.departments.has(String(id))) throw fail(60003, `department not found: ${id}`);
  const all = new Set([...user, ...usersOf(world, party).map((member) => member.userid)]);
  if (all.size > 100) throw fail(41041, "more than 100 members");
  return { user, party };
}

function conclusionsOf(body: Body): JsonObject | null {
  const given = objectOf(body, "conclusions");
  if (!given) return null;
  const text = objectOf(given, "text");
  if (text) textOf(text, "content", { maxBytes: 4000 });
  return JSON.parse(JSON.stringify(given));
}

function seconds14d(body: Body, field: string, fallback: number): number {
  const value = intOf(body, field) ?? fallback;
  if (value < 1 || value > 14 * DAY) throw fail(40058, `${field} must be within 14 days`);
  return value;
}

function add(call: Call): JsonObject {
  const { world, body } = call;
  const type = intOf(body, "type");
  if (type === undefined) throw fail(41037, "missing type");
  if (type !== 1 && type !== 2) throw fail(41039, "invalid type");
  const scene = intOf(body, "scene");
  if (scene === undefined) throw fail(41038, "missing scene");
  if (scene !== 1 && scene !== 2) throw fail(41040, "invalid scene");
  const style = intOf(body, "style") ?? 0;
  if (style < 0 || style > (type === 1 ? 3 : 2)) throw fail(41042, "invalid style");
  const isTemp = boolOf(body, "is_temp", false);
  if (isTemp && type !== 1) throw fail(40058, "is_temp takes a single member");
  const expiresIn = seconds14d(body, "expires_in", 7 * DAY);
  const way: ContactWay = {
    type,
    scene,
    style,
    isTemp,
    expiresIn,
    remark: textOf(body, "remark", { maxChars: 30 }),
    skipVerify: boolOf(body, "skip_verify", true),
    state: textOf(body, "state", { maxChars: 30 }),
    ...membersFrom(world, body, type),
    isExclusive: boolOf(body, "is_exclusive", false),
    expiresAt: isTemp ? seconds(call.now) + expiresIn : 0,
    tempUsed: false,
    unionid: isTemp ? textOf(body, "unionid") : "",
    conclusions: isTemp ? conclusionsOf(body) : null,
    chatExpiresIn: seconds14d(body, "chat_expires_in", DAY),
    createTime: seconds(call.now),
    scans: 0,
    configId: newConfigId(world, "contact", body),
  };
  world.contactWays.put(way);
  return scene === 2 ? { config_id: way.configId, qr_code: qrUrl(world, way.configId) } : { config_id: way.configId };
}

function found(call: Call): ContactWay {
  const way = call.world.contactWays.get(textOf(call.body, "config_id", { required: 41043 }));
  if (!way) throw fail(41044, "invalid config_id");
  return way;
}

function view(world: World, way: ContactWay): JsonObject {
  return {
    config_id: way.configId,
    type: way.type,
    scene: way.scene,
    style: way.style,
    remark: way.remark,
    skip_verify: way.skipVerify,
    state: way.state,
    ...(way.scene === 2 ? { qr_code: qrUrl(world, way.configId) } : {}),
    user: way.user,
    party: way.party,
    is_temp: way.isTemp,
    ...(way.isTemp ? { expires_in: way.expiresIn, chat_expires_in: way.chatExpiresIn, unionid: way.unionid } : {}),
    ...(way.conclusions ? { conclusions: way.conclusions } : {}),
  };
}

function update(call: Call): JsonObject {
  const { world, body } = call;
  const way = found(call);
  if (way.isTemp && seconds(call.now) > way.expiresAt) throw fail(41044, "the temporary way has expired");
  const remark = body.remark === undefined ? way.remark : textOf(body, "remark", { maxChars: 30 });
  const state = body.state === undefined ? way.state : textOf(body, "state", { maxChars: 30 });
  const style = intOf(body, "style") ?? way.style;
  if (style < 0 || style > (way.type === 1 ? 3 : 2)) throw fail(41042, "invalid style");
  const skipVerify = boolOf(body, "skip_verify", way.skipVerify);
  const touchesMembers = body.user !== undefined || body.party !== undefined;
  const members = touchesMembers ? membersFrom(world, body, way.type) : { user: way.user, party: way.party };
  Object.assign(way, { remark, state, style, skipVerify, ...members });
  if (way.isTemp && body.expires_in !== undefined) {
    way.expiresIn = seconds14d(body, "expires_in", way.expiresIn);
    way.expiresAt = seconds(call.now) + way.expiresIn;
  }
  world.contactWays.touch(way);
  return {};
}

export const contactWayRoutes: ApiRoute[] = [
  post("externalcontact/add_contact_way", add),
  post("externalcontact/get_contact_way", (call) => ({ contact_way: view(call.world, found(call)) })),
  post("externalcontact/list_contact_way", (call) => {
    const now = seconds(call.now);
    const from = intOf(call.body, "start_time") ?? now - 90 * DAY;
    const to = intOf(call.body, "end_time") ?? now;
    if (from > to) throw fail(40058, "start_time is after end_time");
    const ways = [...call.world.contactWays.values()].filter((way) => !way.isTemp && way.createTime >= from && way.createTime <= to);
    const page = pageOf(ways, call.body, "contact_way", { fallback: 100, max: 1000 });
    return {
      contact_way: page.items.map((way) => ({ config_id: way.configId })),
      ...(page.next === "" ? {} : { next_cursor: page.next }),
    };
  }),
  post("externalcontact/update_contact_way", update),
  post("externalcontact/del_contact_way", (call) => {
    call.world.contactWays.delete(found(call).configId);
    return {};
  }),
];
