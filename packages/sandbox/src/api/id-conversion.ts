import { fail } from "../kit/errors.ts";
import { int, json, list, object, text } from "../kit/fields.ts";
import { pendingIdOf } from "../world/pending-ids.ts";
import { followersOf } from "../world/relations.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { customerNamed } from "./customers.ts";
import { byOpenUserid, openUserid } from "./open-userids.ts";
import { sees } from "./scope.ts";

const { post } = family("ids", "customers");

const EXTERNAL = { external_userid: text({ required: 41035 }) };
const TEXT = text({ required: 0 });
const EXTERNALS = list(text({ required: 41035 }), { required: 41035, max: "convert.batch" });
const NEW_IDS = { items: list(object({ external_userid: TEXT, new_external_userid: TEXT }), { required: 0 }) };
const USERIDS = { required: 40058, max: "open-userid.batch" } as const;

/** A provider's id for a person is the corp's one read backwards: reversible, and never mistaken for it. */
function turned(external: string): string {
  return `${external.slice(0, 2)}${[...external.slice(2)].toReversed().join("")}`;
}

export const idConversionRoutes: ApiRoute[] = [
  post("externalcontact/to_service_external_userid", { body: EXTERNAL, answer: { external_userid: TEXT }, errors: [40096] }, (call) => ({
    external_userid: turned(customerNamed(call, call.body.external_userid).externalUserId),
  })),
  post(
    "externalcontact/from_service_external_userid",
    { body: { ...EXTERNAL, source_agentid: int({ required: 40056 }) }, answer: { external_userid: TEXT }, errors: [40096] },
    (call) => ({ external_userid: customerNamed(call, turned(call.body.external_userid)).externalUserId }),
  ),
  // This corp's ids are the upgraded ones already: old and new are the same.
  post(
    "externalcontact/get_new_external_userid",
    { body: { external_userid_list: EXTERNALS }, answer: NEW_IDS, errors: [40096] },
    (call) => ({
      items: call.body.external_userid_list.map((id) => {
        const { externalUserId } = customerNamed(call, id);
        return { external_userid: id, new_external_userid: externalUserId };
      }),
    }),
  ),
  post(
    "externalcontact/groupchat/get_new_external_userid",
    { body: { chat_id: text({ required: 40050 }), external_userid_list: EXTERNALS }, answer: NEW_IDS, errors: [40050, 40096] },
    ({ world, body }) => {
      const group = world.groups.get(body.chat_id);
      if (!group || group.dismissed) throw fail(40050, "chatid does not exist");
      const items = body.external_userid_list.map((id) => {
        if (!world.membersOf.of(group.chatId).has(world.byExternal.get(id) ?? "")) throw fail(40096, `not in the group: ${id}`);
        return { external_userid: id, new_external_userid: id };
      });
      return { items };
    },
  ),
  post(
    "externalcontact/finish_external_userid_migration",
    { body: { corpid: text({ required: 41002 }) }, answer: {}, errors: [40013] },
    ({ world, body }) => {
      if (body.corpid !== world.corp.corpId) throw fail(40013, "invalid corpid");
      return {};
    },
  ),
  post("externalcontact/convert_to_openid", { body: EXTERNAL, answer: { openid: TEXT }, errors: [40096, 84061] }, (call) => {
    const person = customerNamed(call, call.body.external_userid);
    const followers = followersOf(call.world, person.who).filter((row) => sees(call, row.userid));
    if (followers.length === 0) throw fail(84061, "not external contact");
    return { openid: person.openid };
  }),
  post(
    "idconvert/batch/external_userid_to_pending_id",
    {
      body: { external_userid: list(text({ required: 41035 }), { required: 41035, max: "pending-id.batch" }), chat_id: text() },
      answer: { result: list(object({ external_userid: TEXT, pending_id: TEXT }), { required: 0 }) },
      errors: [40050, 40096],
      limits: ["pending-id.life"],
    },
    ({ world, body }) => {
      const inside = body.chat_id === undefined ? null : world.membersOf.of(body.chat_id);
      if (body.chat_id !== undefined && !world.groups.has(body.chat_id)) throw fail(40050, "chatid does not exist");
      const result = body.external_userid.flatMap((external) => {
        const person = world.persons.get(world.byExternal.get(external) ?? "");
        if (!person?.known || (inside && !inside.has(person.who))) throw fail(40096, `invalid external_userid: ${external}`);
        const pending = pendingIdOf(world, person);
        return pending === "" ? [] : [{ external_userid: external, pending_id: pending }];
      });
      return { result };
    },
  ),
  post(
    "idconvert/external_tagid",
    {
      body: { external_tagid_list: list(text({ required: 40068 }), { required: 40068, max: "convert.batch" }) },
      answer: {
        items: list(object({ external_tagid: TEXT, open_external_tagid: TEXT }), { required: 0 }),
        invalid_external_tagid_list: list(TEXT, { required: 0 }),
      },
    },
    ({ world, body }) => {
      const known = body.external_tagid_list.filter((id) => world.tags.has(id) || world.tagGroups.has(id));
      return {
        items: known.map((id) => ({ external_tagid: id, open_external_tagid: world.id("et", 30, "open-tag", id) })),
        invalid_external_tagid_list: body.external_tagid_list.filter((id) => !known.includes(id)),
      };
    },
  ),
  post(
    "idconvert/convert_tmp_external_userid",
    {
      body: {
        business_type: int({ required: 40058 }),
        user_type: int({ required: 40058 }),
        tmp_external_userid_list: list(text({ required: 40058 }), { required: 40058, max: "pending-id.batch" }),
      },
      answer: {
        results: list(json(), { required: 0 }),
        invalid_tmp_external_userid_list: list(TEXT, { required: 0 }),
      },
      leftOut: ["ids of meetings, forms and live rooms: there are none here, so every one is invalid"],
    },
    ({ body }) => ({ results: [], invalid_tmp_external_userid_list: body.tmp_external_userid_list }),
  ),
  post(
    "batch/userid_to_openuserid",
    {
      body: { userid_list: list(text({ required: 40058 }), USERIDS) },
      answer: {
        open_userid_list: list(object({ userid: TEXT, open_userid: TEXT }), { required: 0 }),
        invalid_userid_list: list(TEXT, { required: 0 }),
      },
    },
    (call) => {
      const { world, body } = call;
      const known = body.userid_list.filter((userid) => world.users.has(userid) && sees(call, userid));
      return {
        open_userid_list: known.map((userid) => ({ userid, open_userid: openUserid(world, userid) })),
        invalid_userid_list: body.userid_list.filter((userid) => !known.includes(userid)),
      };
    },
  ),
  post(
    "batch/openuserid_to_userid",
    {
      body: { open_userid_list: list(text({ required: 40058 }), USERIDS), source_agentid: int() },
      answer: {
        userid_list: list(object({ open_userid: TEXT, userid: TEXT }), { required: 0 }),
        invalid_open_userid_list: list(TEXT, { required: 0 }),
      },
    },
    (call) => {
      const { world, body } = call;
      const all = byOpenUserid(world);
      const known = body.open_userid_list.flatMap((id) => {
        const userid = all.get(id);
        return userid !== undefined && sees(call, userid) ? [{ open_userid: id, userid }] : [];
      });
      const found = new Set(known.map((row) => row.open_userid));
      return { userid_list: known, invalid_open_userid_list: body.open_userid_list.filter((id) => !found.has(id)) };
    },
  ),
];
