import { fail } from "../kit/errors.ts";
import { int, json, object, oneOf, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import type { JsonObject } from "../people-host.ts";
import { chatKey, post as putMessages } from "../world/chats.ts";
import type { WelcomeTemplate } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { attachmentPart, PARTS } from "./attachments.ts";
import type { PartKind } from "./attachments.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { visibleUsers } from "./scope.ts";
import type { Eyes } from "./scope.ts";

const { post } = family("groups", "customers");

const PATH = "externalcontact/group_welcome_template";
/** The first kind in this order wins (O-96357). */
const ORDER: readonly PartKind[] = ["image", "link", "miniprogram", "file", "video"];

const CONTENT = { text: object({ content: text({ maxBytes: "group-welcome.text" }) }), ...PARTS, notify: oneOf([0, 1], { fallback: 1 }) };
const NAMED = { template_id: text({ required: 40058 }) };
const ERRORS = [40007, 40058] as const;
const AGENT = { agentid: int({ note: "only for old suites" }) };

/** Text and at most one attachment. */
function contentOf(world: World, body: Values<typeof CONTENT>): JsonObject {
  const content: JsonObject = {};
  if (body.text?.content) content.text = { content: body.text.content };
  for (const kind of ORDER) {
    const part = attachmentPart(world, kind, body, true);
    if (!part) continue;
    content[kind] = part;
    break;
  }
  if (Object.keys(content).length === 0) throw fail(40058, "text and attachment are both empty");
  return content;
}

function named(eyes: Eyes, templateId: string): WelcomeTemplate {
  const row = eyes.world.templates.get(templateId);
  if (!row) throw fail(40058, "invalid template_id");
  if (row.agentId !== eyes.agentId) throw fail(41058, "the template belongs to another app");
  return row;
}

/** Who owns a group hears of it, since only owners can attach a template. */
function notifyOwners(eyes: Eyes, words: string): void {
  const { world, agentId } = eyes;
  for (const user of visibleUsers(eyes)) {
    if (world.groupsOwned.of(user.userid).size === 0) continue;
    putMessages(world, chatKey.app(agentId, user.userid), [{ from: "app", at: world.now(), text: words }]);
  }
}

export const groupWelcomeRoutes: ApiRoute[] = [
  post(
    `${PATH}/add`,
    {
      body: { ...CONTENT, ...AGENT },
      answer: { template_id: text({ required: 0 }) },
      errors: [...ERRORS, 41055],
      limits: ["group-welcome.total"],
    },
    (call) => {
      const { world } = call;
      if (!world.limits.allows("group-welcome.total", world.templates.size + 1)) throw fail(41055, "too many group welcome templates");
      const content = contentOf(world, call.body);
      const templateId = world.id("msg", 30, "template", JSON.stringify(content), world.count("template"));
      world.templates.put({ templateId, agentId: call.agentId, content });
      if (call.body.notify === 1) notifyOwners(call, "有新的入群欢迎语，可以在群里使用");
      return { template_id: templateId };
    },
  ),
  post(`${PATH}/edit`, { body: { ...NAMED, ...CONTENT, ...AGENT }, answer: {}, errors: [...ERRORS, 41058] }, (call) => {
    const row = named(call, call.body.template_id);
    row.content = contentOf(call.world, call.body);
    call.world.templates.touch(row);
    if (call.body.notify === 1) notifyOwners(call, "入群欢迎语有更新");
    return {};
  }),
  post(
    `${PATH}/get`,
    {
      method: "ANY",
      body: NAMED,
      answer: { text: json(), image: json(), link: json(), miniprogram: json(), file: json(), video: json() },
      errors: [40058, 41058],
    },
    (call) => named(call, call.body.template_id).content,
  ),
  post(`${PATH}/del`, { body: { ...NAMED, ...AGENT }, answer: {}, errors: [40058, 41058] }, (call) => {
    call.world.templates.delete(named(call, call.body.template_id).templateId);
    return {};
  }),
];
