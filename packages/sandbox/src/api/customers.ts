import { fail } from "../kit/errors.ts";
import { textOf, textsOf } from "../kit/params.ts";
import { pageOf } from "../kit/paging.ts";
import type { JsonObject } from "../people-host.ts";
import { memberByUserid } from "../world/org.ts";
import { announceEdit, followersOf, listedRelation } from "../world/relations.ts";
import type { Person, Relation } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { get, post } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";

/** `external_contact` as get and batch show it. */
export function contactView(world: World, person: Person): JsonObject {
  return {
    external_userid: person.externalUserId,
    name: person.name,
    avatar: `${world.origin}/_sandbox/avatar/${person.who}.svg`,
    type: 1,
    gender: person.gender,
    ...(world.settings.developerBound ? { unionid: person.unionid } : {}),
  };
}

/** What get and batch share of a follow relation; absent fields are left out. */
export function relationFields(row: Relation): JsonObject {
  return {
    userid: row.userid,
    remark: row.remark,
    description: row.description,
    createtime: row.createtime,
    ...(row.remarkCorp === "" ? {} : { remark_corp_name: row.remarkCorp }),
    remark_mobiles: row.remarkMobiles,
    oper_userid: row.operUserid,
    add_way: row.addWay,
    ...(row.state === "" ? {} : { state: row.state }),
  };
}

function tagViews(world: World, row: Relation): JsonObject[] {
  return row.tags.flatMap((id) => {
    const tag = world.tags.get(id);
    if (!tag || tag.deleted) return [];
    const group = world.tagGroups.get(tag.groupId);
    return [{ group_name: group?.name ?? "", tag_name: tag.name, tag_id: tag.id, type: 1 }];
  });
}

/** Ids of a relation's tags that still exist. */
export function liveTags(world: World, row: Relation): string[] {
  return row.tags.filter((id) => world.tags.get(id)?.deleted === false);
}

/** The relation that a call names; 40096 for an unknown customer, 84061 when they are no friends. */
export function namedRelation(call: Call): { row: Relation; person: Person } {
  const { world, body } = call;
  const user = memberByUserid(world, textOf(body, "userid", { required: 41009 }));
  const external = textOf(body, "external_userid", { required: 41035 });
  const person = world.persons.get(world.byExternal.get(external) ?? "");
  if (!person || !person.known) throw fail(40096, `invalid external_userid: ${external}`);
  const row = listedRelation(world, user.userid, person.who);
  if (!row) throw fail(84061, "not external contact");
  return { row, person };
}

function list(call: Call): JsonObject {
  const { world } = call;
  const user = memberByUserid(world, textOf(call.query, "userid", { required: 41009 }));
  if (user.status !== 1) throw fail(40003, "invalid userid");
  if (!user.contact) throw fail(84074, "no external-contact permission");
  const ids = [...world.relationsOfUser.of(user.userid)].flatMap((who) =>
    listedRelation(world, user.userid, who) ? (world.persons.get(who)?.externalUserId ?? []) : [],
  );
  if (ids.length === 0) throw fail(84061, "not external contact");
  return { external_userid: ids };
}

function detail(call: Call): JsonObject {
  const { world } = call;
  const external = textOf(call.query, "external_userid", { required: 41035 });
  const person = world.persons.get(world.byExternal.get(external) ?? "");
  if (!person || !person.known) throw fail(40096, "invalid external_userid");
  const followers = followersOf(world, person.who);
  if (followers.length === 0) throw fail(84061, "not external contact");
  const page = pageOf(followers, { cursor: call.query.cursor }, `get:${external}`, { fallback: 500, max: 500 });
  return {
    external_contact: contactView(world, person),
    follow_user: page.items.map((row) => ({ ...relationFields(row), tags: tagViews(world, row) })),
    ...(page.next === "" ? {} : { next_cursor: page.next }),
  };
}

function remark(call: Call): JsonObject {
  const { world, body, sim } = call;
  const { row } = namedRelation(call);
  const fields = ["remark", "description", "remark_company", "remark_mobiles", "remark_pic_mediaid"];
  if (fields.every((field) => body[field] === undefined)) throw fail(40058, "nothing to change");
  const next = {
    remark: body.remark === undefined ? row.remark : textOf(body, "remark", { maxChars: 20 }),
    description: body.description === undefined ? row.description : textOf(body, "description", { maxChars: 150 }),
    remarkCorp: body.remark_company === undefined ? row.remarkCorp : textOf(body, "remark_company", { maxChars: 20 }),
    remarkMobiles:
      body.remark_mobiles === undefined ? row.remarkMobiles : textsOf(body, "remark_mobiles").filter((mobile) => mobile !== ""),
  };
  Object.assign(row, next);
  world.relations.touch(row);
  if (world.settings.apiEcho) announceEdit(sim, row);
  return {};
}

export const customerRoutes: ApiRoute[] = [
  get("externalcontact/list", list),
  get("externalcontact/get", detail),
  post("externalcontact/remark", remark),
];
