import { fail } from "../kit/errors.ts";
import { list, object, text } from "../kit/fields.ts";
import type { Body } from "../kit/params.ts";
import type { JsonObject } from "../people-host.ts";
import { announceEdit } from "../world/relations.ts";
import { family } from "./call.ts";
import type { ApiRoute, CallOf, Spec } from "./call.ts";
import { liveTags, RELATION_ERRORS, RELATION_NAMED, relationNamed } from "./customers.ts";
import { addTags, AGENT, deleteTags, editTag, IDS, listTags, NEW_GROUP, NEW_TAGS, ORDER, TAG_GROUP } from "./tag-book.ts";
import type { Book } from "./tag-book.ts";

const { post } = family("tags", "customers");

/** The corp's own tags. */
const corp = ({ sim, world, agentId }: Omit<Book, "strategyId">): Book => ({ sim, world, agentId, strategyId: 0 });

const MARK = {
  body: { ...RELATION_NAMED, add_tag: IDS, remove_tag: IDS },
  answer: {},
  errors: [...RELATION_ERRORS, 40058, 40068, 45033],
  limits: ["tag.relation"],
  concurrent: "mark-tag.concurrent",
  subject: ({ body }: { body: Body }) => `${String(body.userid)}/${String(body.external_userid)}`,
} as const satisfies Spec;

function mark(call: CallOf<typeof MARK>): JsonObject {
  const { world, body } = call;
  const row = relationNamed(call, body);
  const { add_tag: add, remove_tag: drop } = body;
  if (add.length === 0 && drop.length === 0) throw fail(40058, "add_tag and remove_tag are both empty");
  for (const id of [...add, ...drop]) {
    const tag = world.tags.get(id);
    if (!tag || tag.deleted) throw fail(40068, `invalid tag id: ${id}`);
  }
  const next = new Set(liveTags(world, row));
  for (const id of add) next.add(id);
  for (const id of drop) next.delete(id);
  if (!world.limits.allows("tag.relation", next.size)) throw fail(40058, "too many tags");
  row.tags = [...next];
  world.relations.touch(row);
  if (world.settings.apiEcho) announceEdit(call.sim, row);
  return {};
}

export const tagRoutes: ApiRoute[] = [
  post(
    "externalcontact/get_corp_tag_list",
    { body: { tag_id: IDS, group_id: IDS }, answer: { tag_group: list(object(TAG_GROUP), { required: 0 }) } },
    (call) => listTags(corp(call), call.body),
  ),
  post(
    "externalcontact/add_corp_tag",
    {
      body: { ...NEW_TAGS, ...AGENT },
      answer: { tag_group: object(NEW_GROUP) },
      errors: [40058, 40068, 40071, 40126],
      limits: ["tag.corp"],
    },
    (call) => addTags(corp(call), call.body),
  ),
  post(
    "externalcontact/edit_corp_tag",
    {
      body: { id: text({ required: 40058 }), name: text({ maxChars: "tag.name" }), order: ORDER, ...AGENT },
      answer: {},
      errors: [40058, 40068, 40071, 81011],
    },
    (call) => {
      editTag(corp(call), call.body);
      return {};
    },
  ),
  post(
    "externalcontact/del_corp_tag",
    { body: { tag_id: IDS, group_id: IDS, ...AGENT }, answer: {}, errors: [40058, 40068, 81011] },
    (call) => {
      deleteTags(corp(call), call.body);
      return {};
    },
  ),
  post("externalcontact/mark_tag", MARK, mark),
];
