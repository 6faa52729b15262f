import { fail } from "../kit/errors.ts";
import { bool, int, list, object, pageSize, text } from "../kit/fields.ts";
import type { JsonObject } from "../people-host.ts";
import { isServing } from "../world/org.ts";
import { peekListed } from "../world/relations.ts";
import type { Member, Person } from "../world/types.ts";
import { pair } from "../world/world.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { visibleUsers } from "./scope.ts";

const { post } = family("customers", "customers");

/** Where a page ended: which member or group of the walk, and how many of its people had been shown. */
interface Position {
  at: number;
  shown: number;
}

function readCursor(cursor: string): Position {
  if (cursor === "") return { at: 0, shown: 0 };
  const match = /^contacts:(\d+):(\d+)$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  const position = match ? { at: Number(match[1]), shown: Number(match[2]) } : null;
  if (!position || writeCursor(position) !== cursor) throw fail(50100, "invalid cursor");
  return position;
}

function writeCursor({ at, shown }: Position): string {
  return Buffer.from(`contacts:${at}:${shown}`).toString("base64url");
}

/** The id under which a person appears for some hours, different ones for different hours. */
function temporaryId(world: World, who: string): string {
  const period = Math.floor(world.now() / (world.limits.max("contact-list.openid-life") * 3_600_000));
  return world.id("wt", 30, "tmp-openid", who, period);
}

function customerRow(world: World, userid: string, person: Readonly<Person>, addTime: number): JsonObject {
  return {
    is_customer: true,
    tmp_openid: temporaryId(world, person.who),
    external_userid: person.externalUserId,
    follow_userid: userid,
    add_time: addTime,
  };
}

/** Somebody in a group who is nobody's friend is shown with a masked name and without an id that lasts. */
function strangerRow(world: World, member: Readonly<Member>, person: Readonly<Person>): JsonObject {
  const group = world.groups.get(member.chatId);
  return {
    is_customer: false,
    tmp_openid: temporaryId(world, person.who),
    name: `${[...person.name].slice(0, 1).join("")}**`,
    follow_userid: group?.owner ?? "",
    chat_id: member.chatId,
    chat_name: group?.name ?? "",
    add_time: member.joinTime,
  };
}

function customersOf(world: World, userid: string): JsonObject[] {
  return world.relationsOfUser.list(userid).flatMap((who) => {
    const row = peekListed(world, userid, who);
    const person = world.persons.peek(who);
    return row && person ? [customerRow(world, userid, person, row.createtime)] : [];
  });
}

function isCustomer(world: World, who: string): boolean {
  return [...world.relationsOfCustomer.of(who)].some((userid) => isServing(world.users.get(userid)) && peekListed(world, userid, who));
}

function strangersOf(world: World, chatId: string): JsonObject[] {
  return [...world.membersOf.of(chatId)].flatMap((who) => {
    const person = world.persons.peek(who);
    const member = world.members.peek(pair(chatId, who));
    return person && member && !isCustomer(world, who) ? [strangerRow(world, member, person)] : [];
  });
}

export const contactListRoutes: ApiRoute[] = [
  post(
    "externalcontact/contact_list",
    {
      body: { cursor: text({ fallback: "" }), limit: pageSize({ fallback: "contact-list.page", max: "contact-list.page" }) },
      answer: {
        info_list: list(
          object({
            is_customer: bool({ required: 0 }),
            tmp_openid: text({ required: 0 }),
            external_userid: text(),
            name: text(),
            follow_userid: text({ required: 0 }),
            chat_id: text(),
            chat_name: text(),
            add_time: int({ required: 0 }),
          }),
          { required: 0 },
        ),
        next_cursor: text(),
      },
      errors: [50100],
    },
    (call) => {
      const { world, body } = call;
      // First every member's customers, then the strangers of their groups: a page costs what it shows and the part it begins in.
      const users = visibleUsers(call).filter(isServing);
      const walk = [
        ...users.map((user) => () => customersOf(world, user.userid)),
        ...users.flatMap((user) => [...world.groupsOwned.of(user.userid)].map((chatId) => () => strangersOf(world, chatId))),
      ];
      const start = readCursor(body.cursor);
      const rows: JsonObject[] = [];
      for (let at = start.at; at < walk.length; at++) {
        const part = walk[at]?.() ?? [];
        const from = at === start.at ? start.shown : 0;
        const room = body.limit - rows.length;
        rows.push(...part.slice(from, from + room));
        if (part.length - from > room) return { info_list: rows, next_cursor: writeCursor({ at, shown: from + room }) };
      }
      return { info_list: rows };
    },
  ),
];
