import { fail } from "../kit/errors.ts";
import { intOf, objectOf, textOf, textsOf } from "../kit/params.ts";
import { pageOf } from "../kit/paging.ts";
import type { JsonObject } from "../people-host.ts";
import { groupView } from "../world/group-view.ts";
import type { Group } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { attachmentPart, messageText } from "./attachments.ts";
import { post } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";

/** 1 owner resigned and nobody took over yet, else 0. */
function statusOf(world: World, group: Group): number {
  return world.users.get(group.owner)?.status === 5 ? 1 : 0;
}

function list(call: Call): JsonObject {
  const { world, body } = call;
  const limit = intOf(body, "limit");
  if (limit === undefined || limit < 1 || limit > 1000) throw fail(40058, "limit must be within 1 and 1000");
  const status = intOf(body, "status_filter") ?? 0;
  if (status < 0 || status > 3) throw fail(40058, "invalid status_filter");
  const filter = objectOf(body, "owner_filter");
  const owners = filter ? textsOf(filter, "userid_list", 100) : [];
  for (const userid of owners) {
    if (world.users.get(userid)?.status !== 1) throw fail(40003, `invalid userid: ${userid}`);
  }
  if (owners.length === 0 && world.users.size > 1000) throw fail(81017, "more than 1000 members: use owner_filter");
  const wanted = new Set(owners);
  const groups = [...world.groups.values()].filter(
    (group) => !group.dismissed && (wanted.size === 0 || wanted.has(group.owner)) && (status === 0 || statusOf(world, group) === status),
  );
  const scope = `groups:${status}:${[...wanted].sort().join(",")}`.slice(0, 200);
  const page = pageOf(groups, body, scope, { fallback: 1000, max: 1000 });
  return {
    group_chat_list: page.items.map((group) => ({ chat_id: group.chatId, status: statusOf(world, group) })),
    ...(page.next === "" ? {} : { next_cursor: page.next }),
  };
}

function detail(call: Call): JsonObject {
  const { world, body } = call;
  const group = world.groups.get(textOf(body, "chat_id", { required: 40050 }));
  const needName = intOf(body, "need_name") ?? 0;
  if (needName !== 0 && needName !== 1) throw fail(40058, "need_name must be 0 or 1");
  if (!group) throw fail(40050, "chatid does not exist");
  if (group.dismissed) throw fail(49008, "group dissolved");
  return { group_chat: groupView(world, group, needName === 1) };
}

const TEMPLATE_PATH = "externalcontact/group_welcome_template";
const PART_KINDS = ["image", "link", "miniprogram", "file", "video"];

/** Content of a group welcome: text ≤ 3 000 B and at most one attachment, the first kind in order wins. */
function templateContent(call: Call): JsonObject {
  const { world, body } = call;
  const content: JsonObject = {};
  const text = messageText(body, 3000);
  if (text !== "") content.text = { content: text };
  for (const kind of PART_KINDS) {
    const part = objectOf(body, kind);
    if (!part) continue;
    content[kind] = attachmentPart(world, kind, part);
    break;
  }
  if (Object.keys(content).length === 0) throw fail(40058, "text and attachment are both empty");
  return content;
}

function template(call: Call): { templateId: string; agentId: number; content: JsonObject } {
  const row = call.world.templates.get(textOf(call.body, "template_id", { required: 40058 }));
  if (!row) throw fail(40058, "invalid template_id");
  if (row.agentId !== call.agentId) throw fail(41058, "the template belongs to another app");
  return row;
}

export const groupRoutes: ApiRoute[] = [
  post("externalcontact/groupchat/list", list),
  post("externalcontact/groupchat/get", detail, { subject: ({ body }) => String(body.chat_id) }),
  post("externalcontact/opengid_to_chatid", (call) => {
    const opengid = textOf(call.body, "opengid", { required: 40058 });
    // Mini programs see the group as `og` + its chat id.
    const group = call.world.groups.get(opengid.replace(/^og/, ""));
    if (!opengid.startsWith("og") || !group) throw fail(90511, "unknown opengid");
    return { chat_id: group.chatId };
  }),
  post(`${TEMPLATE_PATH}/add`, (call) => {
    const { world } = call;
    if (world.templates.size >= 100) throw fail(41055, "more than 100 group welcome templates");
    const content = templateContent(call);
    const templateId = world.id("msg", 30, "template", JSON.stringify(content), world.count("template"));
    world.templates.put({ templateId, agentId: call.agentId, content });
    return { template_id: templateId };
  }),
  post(`${TEMPLATE_PATH}/edit`, (call) => {
    const row = template(call);
    row.content = templateContent(call);
    call.world.templates.touch(row);
    return {};
  }),
  post(`${TEMPLATE_PATH}/get`, (call) => template(call).content, { method: "ANY" }),
  post(`${TEMPLATE_PATH}/del`, (call) => {
    call.world.templates.delete(template(call).templateId);
    return {};
  }),
];
