import { fail } from "../kit/errors.ts";
import { list, object, pageSize, text } from "../kit/fields.ts";
import type { JsonObject } from "../people-host.ts";
import { peekListed } from "../world/relations.ts";
import { pair } from "../world/world.ts";
import { ByteText } from "../kit/byte-text.ts";
import type { Person, Relation } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { family, Written } from "./call.ts";
import type { ApiRoute, CallOf } from "./call.ts";
import { CONTACT, contactView, liveTags, RELATION, relationFields } from "./customers.ts";
import { memberNamed } from "./scope.ts";
import { unchangedFriends } from "./unchanged-friends.ts";

const { post } = family("customers", "customers");

const SPEC = {
  body: {
    userid_list: list(text({ required: 40058 }), { required: 40058, max: "customer-batch.users" }),
    cursor: text({ fallback: "" }),
    limit: pageSize({ fallback: "customer-batch.page-default", max: "customer-batch.page", above: "max" }),
  },
  answer: {
    external_contact_list: list(
      object({ external_contact: CONTACT, follow_info: object({ ...RELATION, tag_id: list(text({ required: 0 })) }, { required: 0 }) }),
      { required: 0 },
    ),
    next_cursor: text(),
    fail_info: object({ unlicensed_userid_list: list(text({ required: 0 }), { required: 0 }) }),
  },
  errors: [50100, 60111],
} as const;

/** Where a page ended: which member of the list, and the running number of the last relation shown. */
interface Position {
  at: number;
  after: number;
}

function readCursor(cursor: string, userids: string[]): Position {
  if (cursor === "") return { at: 0, after: 0 };
  const match = /^batch:(\d+):(\d+)$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  const position = match ? { at: Number(match[1]), after: Number(match[2]) } : null;
  if (!position || position.at >= userids.length || writeCursor(position) !== cursor) throw fail(50100, "invalid cursor");
  return position;
}

function writeCursor({ at, after }: Position): string {
  return Buffer.from(`batch:${at}:${after}`).toString("base64url");
}

/** First index in a member's list whose relation came after the running number: by halves, the list is ordered. */
function firstAfter(list: readonly string[], after: number, numberOf: (who: string) => number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(list[middle] ?? "") > after) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A page costs its own length, however many customers there are. */
function batch(call: CallOf<typeof SPEC>): Written {
  const { world, body } = call;
  const { userid_list: userids, limit } = body;
  for (const userid of userids) memberNamed(call, userid);
  const start = readCursor(body.cursor, userids);
  const unlicensed = world.settings.licenceFailInfo ? userids.filter((userid) => world.users.get(userid)?.licensed === false) : [];
  const page = new ByteText();
  page.text(`{"errcode":0,"errmsg":"ok","external_contact_list":[`);
  let rows = 0;
  let next = "";
  for (let at = start.at; at < userids.length && next === ""; at++) {
    const userid = userids[at] ?? "";
    if (unlicensed.includes(userid)) continue;
    const list = world.relationsOfUser.list(userid);
    const unchanged = unchangedFriends(world, userid, view);
    let index =
      at === start.at
        ? firstAfter(list, start.after, (who) => unchanged?.numberOf(who) || (world.relations.peek(pair(userid, who))?.n ?? 0))
        : 0;
    for (; index < list.length; index++) {
      const who = list[index] ?? "";
      const n = unchanged?.numberOf(who) ?? 0;
      const row = n > 0 ? undefined : peekListed(world, userid, who);
      if (n === 0 && !row) continue;
      if (rows === limit) {
        next = writeCursor({ at, after: (row?.n ?? n) - 1 });
        break;
      }
      if (rows++ > 0) page.text(",");
      if (!row) unchanged?.write(page, n);
      else page.text(JSON.stringify(view(world, world.persons.peek(who), row)));
    }
  }
  page.text("]");
  if (next !== "") page.text(`,"next_cursor":${JSON.stringify(next)}`);
  if (unlicensed.length > 0) page.text(`,"fail_info":${JSON.stringify({ unlicensed_userid_list: unlicensed })}`);
  page.text("}");
  return new Written(page.done());
}

function view(world: World, person: Readonly<Person> | undefined, row: Readonly<Relation>): JsonObject {
  if (!person) return {};
  return { external_contact: contactView(world, person), follow_info: { ...relationFields(row), tag_id: liveTags(world, row) } };
}

export const customerBatchRoutes: ApiRoute[] = [post("externalcontact/batch/get_by_user", SPEC, batch)];
