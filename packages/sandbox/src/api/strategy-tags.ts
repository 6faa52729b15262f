import { fail } from "../kit/errors.ts";
import { int, list, object, text } from "../kit/fields.ts";
import { strategyOf } from "../world/strategies.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { addTags, deleteTags, editTag, IDS, listTags, NEW_GROUP, NEW_TAGS, ORDER, TAG_GROUP } from "./tag-book.ts";
import type { Book } from "./tag-book.ts";

const { post } = family("strategies", "customers");

const STRATEGY = { strategy_id: int({ required: 40058 }) };
const GROUP = { ...TAG_GROUP, strategy_id: int({ required: 0 }) };

/** Tags of one rule group; only those of the first level have any. */
function bookOf({ sim, world, agentId }: Omit<Book, "strategyId">, id: number): Book {
  const row = strategyOf(world, "customer", id);
  if (!row || row.parentId > 0) throw fail(40058, `invalid strategy_id: ${id}`);
  return { sim, world, agentId, strategyId: row.id };
}

/** The book in which the first of the named tags or groups stands; 40068 when there is none. */
function bookWith(call: Omit<Book, "strategyId">, ids: string[]): Book {
  const { world } = call;
  const [first = ""] = ids;
  const strategyId = (world.tags.get(first) ?? world.tagGroups.get(first))?.strategyId;
  if (strategyId === undefined) throw fail(40068, `invalid tag id: ${first}`);
  return { sim: call.sim, world, agentId: call.agentId, strategyId };
}

export const strategyTagRoutes: ApiRoute[] = [
  post(
    "externalcontact/get_strategy_tag_list",
    { body: { ...STRATEGY, tag_id: IDS, group_id: IDS }, answer: { tag_group: list(object(GROUP), { required: 0 }) }, errors: [40058] },
    (call) => listTags(bookOf(call, call.body.strategy_id), call.body),
  ),
  post(
    "externalcontact/add_strategy_tag",
    {
      body: { ...STRATEGY, ...NEW_TAGS },
      answer: { tag_group: object({ ...NEW_GROUP, strategy_id: int({ required: 0 }) }) },
      errors: [40058, 40068, 40071, 40126],
      limits: ["tag.corp"],
    },
    (call) => addTags(bookOf(call, call.body.strategy_id), call.body),
  ),
  post(
    "externalcontact/edit_strategy_tag",
    {
      body: { id: text({ required: 40058 }), name: text({ maxChars: "tag.name" }), order: ORDER },
      answer: {},
      errors: [40058, 40068, 40071, 81011],
    },
    (call) => {
      editTag(bookWith(call, [call.body.id]), call.body);
      return {};
    },
  ),
  post("externalcontact/del_strategy_tag", { body: { tag_id: IDS, group_id: IDS }, answer: {}, errors: [40058, 40068, 81011] }, (call) => {
    const { tag_id: tags, group_id: groups } = call.body;
    if (tags.length + groups.length === 0) throw fail(40058, "tag_id and group_id are both empty");
    deleteTags(bookWith(call, [...tags, ...groups]), call.body);
    return {};
  }),
];
