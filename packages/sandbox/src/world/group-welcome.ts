import type { Attachment, Json, JsonObject } from "../people-host.ts";
import { chatKey, post } from "./chats.ts";
import { nameOf } from "./persons.ts";
import type { Group } from "./types.ts";
import type { World } from "./world.ts";

/** Order in which one attachment wins when several are given (O-96357). */
const KINDS = ["image", "link", "miniprogram", "file", "video"];

/** The attachment of a template in the shape of other messages. */
export function templateAttachments(content: JsonObject): Attachment[] {
  for (const kind of KINDS) {
    const value: Json | undefined = content[kind];
    if (value !== undefined && value !== null) return [{ msgtype: kind, [kind]: value }];
  }
  return [];
}

/** WeCom sends the template that the owner attached to whoever joins. */
export function greetJoiner(world: World, group: Group, who: string): void {
  const template = group.templateId === "" ? undefined : world.templates.get(group.templateId);
  if (!template) return;
  const raw = template.content.text;
  const content = raw !== null && typeof raw === "object" && !Array.isArray(raw) ? raw.content : "";
  const text = (typeof content === "string" ? content : "").replaceAll("%NICKNAME%", nameOf(world, who));
  const attachments = templateAttachments(template.content);
  const at = world.now();
  post(world, chatKey.group(group.chatId), [
    { from: group.owner, at, ...(text === "" ? {} : { text }), ...(attachments.length > 0 ? { attachments } : {}) },
  ]);
  world.emit({ type: "group-welcome-received", who, at, chatId: group.chatId, text, attachments });
}
