import { fail } from "../kit/errors.ts";
import { int, list, object, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import type { ContactTag } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { departmentsOf, sees } from "./scope.ts";
import type { Eyes } from "./scope.ts";

/** Tags of members (wecom-api §3.2); those of customers are in tags.ts. */
const { get, post } = family("contacts", "any");

const NAMED = { tagid: int({ required: 41017, code: 40068 }) };
const NAME = { required: 41018, code: 40072, maxChars: "contact-tags.name" } as const;

/** The tag that a call names; 40068 when there is none, 81011 when it is another app's and this one would change it. */
function tagNamed(eyes: Eyes, id: number, change: boolean): ContactTag {
  const tag = eyes.world.contactTags.get(String(id));
  if (!tag) throw fail(40068, "invalid tagid");
  if (change && tag.agentId !== eyes.agentId) throw fail(81011, "no privilege to change this tag");
  return tag;
}

function checkName(world: World, name: string, but?: ContactTag): void {
  for (const tag of world.contactTags.values()) if (tag !== but && tag.name === name) throw fail(40071, "tag name exists");
}

/** A free id: the smallest above all. */
function nextId(world: World): number {
  return Math.max(0, ...[...world.contactTags.values()].map((tag) => Number(tag.id))) + 1;
}

const MEMBERS = {
  ...NAMED,
  userlist: list(text({ required: 40035 }), { fallback: [], max: "contact-tags.users", tooMany: 40035, code: 40035 }),
  partylist: list(int({ required: 40035 }), { fallback: [], max: "contact-tags.parties", tooMany: 40035, code: 40035 }),
};

/** What of the lists exists and is visible; 40035 when both are empty, 40070 when nothing of them is. */
function membersOf(eyes: Eyes, body: Values<typeof MEMBERS>) {
  if (body.userlist.length + body.partylist.length === 0) throw fail(40035, "userlist and partylist are both empty");
  const seen = departmentsOf(eyes);
  const isUser = (userid: string): boolean => eyes.world.users.get(userid)?.status === 1 && sees(eyes, userid);
  const isParty = (id: number): boolean => eyes.world.departments.has(String(id)) && (!seen || seen.has(id));
  const users = body.userlist.filter(isUser);
  const parties = body.partylist.filter(isParty);
  if (users.length + parties.length === 0) throw fail(40070, "nobody of the lists is valid");
  const lostUsers = body.userlist.filter((userid) => !isUser(userid));
  const lostParties = body.partylist.filter((id) => !isParty(id));
  const lost = {
    ...(lostUsers.length > 0 ? { invalidlist: lostUsers.join("|") } : {}),
    ...(lostParties.length > 0 ? { invalidparty: lostParties } : {}),
  };
  return { users, parties, lost };
}

const MEMBER_ANSWER = { invalidlist: text(), invalidparty: list(int()) };

export const contactTagRoutes: ApiRoute[] = [
  post(
    "tag/create",
    {
      body: { tagname: text(NAME), tagid: int({ min: 1, code: 40068 }) },
      answer: { tagid: int({ required: 0 }) },
      errors: [40068, 40071, 45024],
      limits: ["contact-tags.total"],
    },
    (call) => {
      const { world, body } = call;
      if (!world.limits.allows("contact-tags.total", world.contactTags.size + 1)) throw fail(45024, "too many tags");
      checkName(world, body.tagname);
      const id = body.tagid ?? nextId(world);
      if (world.contactTags.has(String(id))) throw fail(40068, "tagid exists");
      world.contactTags.put({ id: String(id), name: body.tagname, agentId: call.agentId, users: [], parties: [] });
      return { tagid: id };
    },
  ),
  post("tag/update", { body: { ...NAMED, tagname: text(NAME) }, answer: {}, errors: [40068, 40071, 81011] }, (call) => {
    const { world, body } = call;
    const tag = tagNamed(call, body.tagid, true);
    checkName(world, body.tagname, tag);
    tag.name = body.tagname;
    world.contactTags.touch(tag);
    return {};
  }),
  get("tag/delete", { query: NAMED, answer: {}, errors: [40068, 81011] }, (call) => {
    call.world.contactTags.delete(tagNamed(call, call.query.tagid, true).id);
    return {};
  }),
  get(
    "tag/get",
    {
      query: NAMED,
      answer: {
        tagname: text({ required: 0 }),
        userlist: list(object({ userid: text({ required: 0 }), name: text({ required: 0 }) }), { required: 0 }),
        partylist: list(int(), { required: 0 }),
      },
      errors: [40068],
    },
    (call) => {
      const { world } = call;
      const tag = tagNamed(call, call.query.tagid, false);
      const seen = departmentsOf(call);
      const users = tag.users.filter((userid) => world.users.get(userid)?.status === 1 && sees(call, userid));
      return {
        tagname: tag.name,
        userlist: users.map((userid) => ({ userid, name: world.users.get(userid)?.name ?? "" })),
        partylist: tag.parties.filter((id) => !seen || seen.has(id)),
      };
    },
  ),
  get(
    "tag/list",
    { answer: { taglist: list(object({ tagid: int({ required: 0 }), tagname: text({ required: 0 }) }), { required: 0 }) } },
    (call) => ({ taglist: [...call.world.contactTags.values()].map((tag) => ({ tagid: Number(tag.id), tagname: tag.name })) }),
  ),
  post(
    "tag/addtagusers",
    { body: MEMBERS, answer: MEMBER_ANSWER, errors: [40035, 40068, 40070, 81003, 81011], limits: ["contact-tags.nodes"] },
    (call) => {
      const { world, body } = call;
      const tag = tagNamed(call, body.tagid, true);
      const { users, parties, lost } = membersOf(call, body);
      const next = { users: [...new Set([...tag.users, ...users])], parties: [...new Set([...tag.parties, ...parties])] };
      if (!world.limits.allows("contact-tags.nodes", next.users.length + next.parties.length))
        throw fail(81003, "too many nodes below the tag");
      Object.assign(tag, next);
      world.contactTags.touch(tag);
      return lost;
    },
  ),
  post("tag/deltagusers", { body: MEMBERS, answer: MEMBER_ANSWER, errors: [40035, 40068, 40070, 81011] }, (call) => {
    const tag = tagNamed(call, call.body.tagid, true);
    const { users, parties, lost } = membersOf(call, call.body);
    tag.users = tag.users.filter((userid) => !users.includes(userid));
    tag.parties = tag.parties.filter((id) => !parties.includes(id));
    call.world.contactTags.touch(tag);
    return lost;
  }),
];
