import { fail } from "../kit/errors.ts";
import { bool, int, json, list, object, oneOf, pageSize, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import { hashHex } from "../kit/hash.ts";
import { pageOf } from "../kit/paging.ts";
import type { Body } from "../kit/params.ts";
import { naturalDay, seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import { isServing, usersOf } from "../world/org.ts";
import type { ContactWay } from "../world/types.ts";
import { qrUrl } from "../world/ways.ts";
import type { World } from "../world/world.ts";
import { checkMedia, PARTS } from "./attachments.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { sees } from "./scope.ts";
import type { Eyes } from "./scope.ts";

const { post } = family("contact-ways", "customers");

const DAY = 86_400;

/** Config ids and the cap are shared by 「联系我」 and 「加入群聊」. */
export function newConfigId(world: World, kind: string, body: Body): string {
  if (!world.limits.allows("ways.total", world.contactWays.size + world.joinWays.size + 1)) throw fail(41045, "too many ways");
  const content = hashHex(world.seed, kind, JSON.stringify(body));
  return hashHex(content, world.count(`way:${content}`)).slice(0, 32);
}

/** Temporary codes do not count in the cap of all ways, but so many a day can be made. */
function takeTempWay(world: World): void {
  const day = naturalDay(world.now());
  const kept = world.cell<{ day: string; count: number }>("temp-ways", { day, count: 0 });
  const count = (kept.day === day ? kept.count : 0) + 1;
  if (!world.limits.allows("temp-way.day", count)) throw fail(45009, "too many temporary ways today");
  world.keep("temp-ways", { day, count });
}

function checkMembers(eyes: Eyes, type: 1 | 2, user: string[], party: number[]): { user: string[]; party: number[] } {
  const { world } = eyes;
  if (type === 1 && (user.length !== 1 || party.length > 0)) throw fail(40058, "type 1 takes exactly one user");
  if (user.length === 0 && party.length === 0) throw fail(40058, "user and party are both empty");
  for (const userid of user) {
    const member = world.users.get(userid);
    if (!member || !sees(eyes, userid)) throw fail(40003, `invalid userid: ${userid}`);
    if (member.status !== 1) throw fail(41054, `member not activated: ${userid}`);
    if (!isServing(member)) throw fail(84074, `no external-contact permission: ${userid}`);
  }
  for (const id of party) if (!world.departments.has(String(id))) throw fail(60003, `department not found: ${id}`);
  const all = new Set([...user, ...usersOf(world, party).map((member) => member.userid)]);
  if (!world.limits.allows("way.members", all.size)) throw fail(41041, "too many members");
  return { user, party };
}

/** Words that may not stand in a remark: 85002. */
export function checkWords(world: World, remark = ""): void {
  const { forbiddenWord } = world.settings;
  if (forbiddenWord !== "" && remark.includes(forbiddenWord)) throw fail(85002, "forbidden word in remark");
}

function checkStyle(type: 1 | 2, style: number): number {
  if (style < 0 || style > (type === 1 ? 3 : 2)) throw fail(41042, "invalid style");
  return style;
}

const BLANK = { blank: true } as const;
const CONCLUSIONS = object(
  {
    text: object({ content: text({ maxBytes: "message.text" }) }, BLANK),
    image: object({ media_id: text({ required: 40007 }) }, BLANK),
    link: PARTS.link,
    miniprogram: PARTS.miniprogram,
  },
  BLANK,
);

const CHANGEABLE = {
  style: int(),
  remark: text({ maxChars: "way.remark" }),
  skip_verify: bool(),
  state: text({ maxChars: "way.state" }),
  user: list(text({ required: 40058 })),
  party: list(int({ required: 40058 })),
  expires_in: int({ min: 1, max: "temp-way.life", blank: true }),
  chat_expires_in: int({ min: 1, max: "temp-way.chat", blank: true }),
  unionid: text(),
  is_exclusive: bool(),
  mark_source: bool({ note: "only for 营销获客 apps" }),
  conclusions: CONCLUSIONS,
};

const MEMBER_ERRORS = [40003, 40058, 41041, 41042, 41054, 60003, 84074] as const;
const NAMED = { config_id: text({ required: 41043 }) };

function found(world: World, configId: string): ContactWay {
  const way = world.contactWays.get(configId);
  if (!way) throw fail(41044, "invalid config_id");
  return way;
}

/** Conclusions without the parts that were not given; their picture must be there. */
function conclusionsOf(world: World, given: Values<typeof CHANGEABLE>["conclusions"]): JsonObject | null {
  if (given?.image) checkMedia(world, given.image.media_id, ["image"]);
  return given === undefined ? null : JSON.parse(JSON.stringify(given));
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
    is_exclusive: way.isExclusive,
    ...(way.isTemp ? { expires_in: way.expiresIn, chat_expires_in: way.chatExpiresIn, unionid: way.unionid } : {}),
    ...(way.conclusions ? { conclusions: way.conclusions } : {}),
  };
}

const WAY = object({
  config_id: text({ required: 0 }),
  type: int({ required: 0 }),
  scene: int({ required: 0 }),
  style: int({ required: 0 }),
  remark: text(),
  skip_verify: bool({ required: 0 }),
  state: text(),
  qr_code: text(),
  user: list(text()),
  party: list(int()),
  is_temp: bool(),
  is_exclusive: bool(),
  expires_in: int(),
  chat_expires_in: int(),
  unionid: text(),
  conclusions: json(),
});

export const contactWayRoutes: ApiRoute[] = [
  post(
    "externalcontact/add_contact_way",
    {
      body: {
        type: oneOf([1, 2], { required: 41037, code: 41039 }),
        scene: oneOf([1, 2], { required: 41038, code: 41040 }),
        is_temp: bool({ fallback: false }),
        ...CHANGEABLE,
      },
      answer: { config_id: text({ required: 0 }), qr_code: text() },
      errors: [...MEMBER_ERRORS, 41045, 45009, 85002],
      limits: ["ways.total", "way.members", "temp-way.day", "temp-way.life-default", "temp-way.chat-default", "temp-way.adds"],
    },
    (call) => {
      const { world, body } = call;
      const { type, scene, is_temp: isTemp } = body;
      const style = checkStyle(type, body.style ?? 0);
      if (isTemp && type !== 1) throw fail(40058, "is_temp takes a single member");
      const members = checkMembers(call, type, body.user ?? [], body.party ?? []);
      checkWords(world, body.remark);
      if (isTemp) takeTempWay(world);
      const expiresIn = body.expires_in ?? world.limits.max("temp-way.life-default");
      const way: ContactWay = {
        type,
        scene,
        style,
        isTemp,
        expiresIn,
        remark: body.remark ?? "",
        skipVerify: body.skip_verify ?? true,
        state: body.state ?? "",
        ...members,
        isExclusive: body.is_exclusive ?? false,
        expiresAt: isTemp ? seconds(call.now) + expiresIn : 0,
        tempUsed: false,
        unionid: isTemp ? (body.unionid ?? "") : "",
        conclusions: isTemp ? conclusionsOf(world, body.conclusions) : null,
        chatExpiresIn: body.chat_expires_in ?? world.limits.max("temp-way.chat-default"),
        createTime: seconds(call.now),
        scans: 0,
        configId: newConfigId(world, "contact", call.raw),
      };
      world.contactWays.put(way);
      return scene === 2 ? { config_id: way.configId, qr_code: qrUrl(world, way.configId) } : { config_id: way.configId };
    },
  ),
  post("externalcontact/get_contact_way", { body: NAMED, answer: { contact_way: WAY }, errors: [41044] }, (call) => ({
    contact_way: view(call.world, found(call.world, call.body.config_id)),
  })),
  post(
    "externalcontact/list_contact_way",
    {
      body: {
        start_time: int(),
        end_time: int(BLANK),
        cursor: text({ fallback: "" }),
        limit: pageSize({ fallback: "way-list.page-default", max: "way-list.page" }),
      },
      answer: { contact_way: list(object({ config_id: text({ required: 0 }) }), { required: 0 }), next_cursor: text() },
      errors: [40058, 50100],
      limits: ["way-list.window-default"],
    },
    (call) => {
      const { world, body } = call;
      const now = seconds(call.now);
      const inWindow = (way: ContactWay): boolean => {
        const days = (now - way.createTime) / DAY;
        const begun =
          body.start_time === undefined ? world.limits.allows("way-list.window-default", days) : way.createTime >= body.start_time;
        return begun && way.createTime <= (body.end_time ?? now);
      };
      if ((body.start_time ?? 0) > (body.end_time ?? now)) throw fail(40058, "start_time is after end_time");
      const ways = [...world.contactWays.values()].filter((way) => !way.isTemp && inWindow(way));
      const page = pageOf(ways, body, "contact_way");
      return {
        contact_way: page.items.map((way) => ({ config_id: way.configId })),
        ...(page.next === "" ? {} : { next_cursor: page.next }),
      };
    },
  ),
  post(
    "externalcontact/update_contact_way",
    { body: { ...NAMED, ...CHANGEABLE }, answer: {}, errors: [...MEMBER_ERRORS, 41044, 85002], limits: ["way.members"] },
    (call) => {
      const { world, body } = call;
      const way = found(world, body.config_id);
      if (way.isTemp && seconds(call.now) > way.expiresAt) throw fail(41044, "the temporary way has expired");
      const style = checkStyle(way.type, body.style ?? way.style);
      checkWords(world, body.remark);
      const touchesMembers = body.user !== undefined || body.party !== undefined;
      const members = touchesMembers
        ? checkMembers(call, way.type, body.user ?? [], body.party ?? [])
        : { user: way.user, party: way.party };
      Object.assign(way, {
        style,
        remark: body.remark ?? way.remark,
        state: body.state ?? way.state,
        skipVerify: body.skip_verify ?? way.skipVerify,
        isExclusive: body.is_exclusive ?? way.isExclusive,
        ...members,
      });
      if (way.isTemp && body.expires_in !== undefined) {
        way.expiresIn = body.expires_in;
        way.expiresAt = seconds(call.now) + body.expires_in;
      }
      if (way.isTemp && body.chat_expires_in !== undefined) way.chatExpiresIn = body.chat_expires_in;
      if (way.isTemp && body.conclusions !== undefined) way.conclusions = conclusionsOf(world, body.conclusions);
      world.contactWays.touch(way);
      return {};
    },
  ),
  post("externalcontact/del_contact_way", { body: NAMED, answer: {}, errors: [41044] }, (call) => {
    call.world.contactWays.delete(found(call.world, call.body.config_id).configId);
    return {};
  }),
];
