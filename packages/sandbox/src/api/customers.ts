import { fail } from "../kit/errors.ts";
import { int, json, list, object, text } from "../kit/fields.ts";
import { pageOf } from "../kit/paging.ts";
import type { JsonObject } from "../people-host.ts";
import { announceEdit, followersOf, listedRelation, peekListed } from "../world/relations.ts";
import type { Person, Relation } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { memberNamed, sees } from "./scope.ts";
import type { Eyes } from "./scope.ts";
import { avatarOf } from "./user-views.ts";

const { get, post } = family("customers", "customers");

/** `external_contact` of get and batch. */
export const CONTACT = object({
  external_userid: text({ required: 0 }),
  name: text({ required: 0 }),
  avatar: text(),
  type: int({ required: 0 }),
  gender: int({ required: 0 }),
  unionid: text(),
  position: text(),
  corp_name: text(),
  corp_full_name: text(),
  external_profile: object({ external_attr: list(json()) }),
});

/** What get and batch share of a follow relation. */
export const RELATION = {
  userid: text({ required: 0 }),
  remark: text(),
  description: text(),
  createtime: int({ required: 0 }),
  remark_corp_name: text(),
  remark_mobiles: list(text()),
  oper_userid: text(),
  add_way: int(),
  state: text(),
  wechat_channels: object({ nickname: text({ required: 0 }), source: int({ required: 0 }) }),
};

/** `external_contact` as get and batch show it. Fields are set one by one: of spreads a page of a hundred would be twice as slow. */
export function contactView(world: World, person: Readonly<Person>): JsonObject {
  const view: JsonObject = {
    external_userid: person.externalUserId,
    name: person.name,
    avatar: avatarOf(world, person.who),
    type: person.wecom ? 2 : 1,
    gender: person.gender,
  };
  if (person.wecom) Object.assign(view, businessView(person.wecom));
  else if (world.settings.developerBound) view.unionid = person.unionid;
  return view;
}

/** What only members of other corps show. */
function businessView({ corpName, corpFullName, position }: NonNullable<Person["wecom"]>): JsonObject {
  return { position, corp_name: corpName, corp_full_name: corpFullName, external_profile: { external_attr: [] } };
}

/** What get and batch share of a follow relation; absent fields are left out. */
export function relationFields(row: Readonly<Relation>): JsonObject {
  const fields: JsonObject = {
    userid: row.userid,
    remark: row.remark,
    description: row.description,
    createtime: row.createtime,
    remark_mobiles: row.remarkMobiles,
    oper_userid: row.operUserid,
    add_way: row.addWay,
  };
  if (row.remarkCorp !== "") fields.remark_corp_name = row.remarkCorp;
  if (row.state !== "") fields.state = row.state;
  if (row.channels) fields.wechat_channels = row.channels;
  return fields;
}

function tagViews(world: World, row: Relation): JsonObject[] {
  const personal = (row.personalTags ?? []).map((name): JsonObject => ({ group_name: "", tag_name: name, type: 2 }));
  const shared = row.tags.flatMap((id): JsonObject[] => {
    const tag = world.tags.get(id);
    if (!tag || tag.deleted) return [];
    const group = world.tagGroups.get(tag.groupId);
    return [{ group_name: group?.name ?? "", tag_name: tag.name, tag_id: tag.id, type: tag.strategyId === undefined ? 1 : 3 }];
  });
  return [...shared, ...personal];
}

/** Ids of a relation's tags that still exist. */
export function liveTags(world: World, row: Readonly<Relation>): string[] {
  return row.tags.filter((id) => world.tags.get(id)?.deleted === false);
}

/** The customer that a call names: known to the corp, with a follower that the app sees; else 40096. */
export function customerNamed(eyes: Eyes, external: string): Person {
  const { world } = eyes;
  const person = world.persons.get(world.byExternal.get(external) ?? "");
  if (!person || !person.known) throw fail(40096, `invalid external_userid: ${external}`);
  const followers = [...world.relationsOfCustomer.of(person.who)];
  if (followers.length > 0 && !followers.some((userid) => sees(eyes, userid))) throw fail(40096, `invalid external_userid: ${external}`);
  return person;
}

/** The two fields by which calls name a relation, and what `relationNamed` may answer. */
export const RELATION_NAMED = { userid: text({ required: 41009 }), external_userid: text({ required: 41035 }) };
export const RELATION_ERRORS = [40096, 60111, 84061] as const;

/** The relation that a call names; 60111, 40096 for an unknown customer, 84061 when they are no friends. */
export function relationNamed(eyes: Eyes, { userid, external_userid }: { userid: string; external_userid: string }): Relation {
  const user = memberNamed(eyes, userid);
  const person = customerNamed(eyes, external_userid);
  const row = listedRelation(eyes.world, user.userid, person.who);
  if (!row) throw fail(84061, "not external contact");
  return row;
}

const REMARK = {
  ...RELATION_NAMED,
  remark: text({ maxChars: "remark.remark" }),
  description: text({ maxChars: "remark.description" }),
  remark_company: text({ maxChars: "remark.company" }),
  remark_mobiles: list(text({ fallback: "" })),
  remark_pic_mediaid: text(),
};

export const customerRoutes: ApiRoute[] = [
  get(
    "externalcontact/list",
    {
      query: { userid: text({ required: 41009 }) },
      answer: { external_userid: list(text({ required: 0 }), { required: 0 }) },
      errors: [40003, 60111, 84061, 84074],
    },
    (call) => {
      const { world } = call;
      const user = memberNamed(call, call.query.userid);
      if (user.status !== 1) throw fail(40003, "invalid userid");
      if (!user.contact) throw fail(84074, "no external-contact permission");
      const ids = world.relationsOfUser
        .list(user.userid)
        .flatMap((who) => (peekListed(world, user.userid, who) ? (world.persons.peek(who)?.externalUserId ?? []) : []));
      if (ids.length === 0) throw fail(84061, "not external contact");
      return { external_userid: ids };
    },
  ),
  get(
    "externalcontact/get",
    {
      query: { external_userid: text({ required: 41035 }), cursor: text({ fallback: "" }) },
      answer: {
        external_contact: CONTACT,
        follow_user: list(
          object({
            ...RELATION,
            tags: list(
              object({ group_name: text({ required: 0 }), tag_name: text({ required: 0 }), tag_id: text(), type: int({ required: 0 }) }),
            ),
          }),
          { required: 0 },
        ),
        next_cursor: text(),
      },
      errors: [40096, 50100, 84061],
      limits: ["customer.followers-page"],
    },
    (call) => {
      const { world, query } = call;
      const person = customerNamed(call, query.external_userid);
      const followers = followersOf(world, person.who).filter((row) => sees(call, row.userid));
      if (followers.length === 0) throw fail(84061, "not external contact");
      const limit = world.limits.max("customer.followers-page");
      world.limits.allows("customer.followers-page", followers.length);
      const page = pageOf(followers, { cursor: query.cursor, limit }, `get:${query.external_userid}`);
      return {
        external_contact: contactView(world, person),
        follow_user: page.items.map((row) => ({ ...relationFields(row), tags: tagViews(world, row) })),
        ...(page.next === "" ? {} : { next_cursor: page.next }),
      };
    },
  ),
  post("externalcontact/remark", { body: REMARK, answer: {}, errors: RELATION_ERRORS }, (call) => {
    const { world, body, sim } = call;
    const row = relationNamed(call, body);
    const { remark, description, remark_company, remark_mobiles, remark_pic_mediaid } = body;
    if ([remark, description, remark_company, remark_mobiles, remark_pic_mediaid].every((value) => value === undefined)) {
      throw fail(40058, "nothing to change");
    }
    row.remark = remark ?? row.remark;
    row.description = description ?? row.description;
    row.remarkCorp = remark_company ?? row.remarkCorp;
    row.remarkMobiles = remark_mobiles?.filter((mobile) => mobile !== "") ?? row.remarkMobiles;
    world.relations.touch(row);
    if (world.settings.apiEcho) announceEdit(sim, row);
    return {};
  }),
];
