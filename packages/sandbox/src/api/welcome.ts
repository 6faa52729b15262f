import { fail } from "../kit/errors.ts";
import { textOf } from "../kit/params.ts";
import type { JsonObject } from "../people-host.ts";
import { asMessages, chatKey, post as putMessages } from "../world/chats.ts";
import { WELCOME_TTL_MS } from "../world/relations.ts";
import { pair } from "../world/world.ts";
import { messageAttachments, messageText } from "./attachments.ts";
import { post } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";

function send(call: Call): JsonObject {
  const { world, body } = call;
  const code = textOf(body, "welcome_code", { required: 41049 });
  const text = messageText(body);
  const attachments = messageAttachments(world, body);
  if (text === "" && attachments.length === 0) throw fail(40058, "text and attachments are both empty");
  const row = world.welcomeCodes.get(code);
  if (!row) throw fail(41050, "invalid welcome_code");
  const relation = world.relations.get(pair(row.userid, row.who));
  if (row.used || relation?.chatBegan) throw fail(41051, "welcome_code used, or the chat has begun");
  // Twenty seconds from the add, as the customer's phone will see it: latency counts.
  if (call.effectiveAt > row.issuedAt + WELCOME_TTL_MS) throw fail(41050, "welcome_code expired");
  row.used = true;
  world.welcomeCodes.touch(row);
  if (relation) {
    relation.welcomed = true;
    world.relations.touch(relation);
  }
  const at = call.effectiveAt;
  putMessages(world, chatKey.single(row.userid, row.who), asMessages(row.userid, at, text, attachments));
  const texts = text === "" ? [] : [text];
  world.emit({ type: "welcome-received", who: row.who, at, userid: row.userid, texts, attachments });
  return {};
}

export const welcomeRoutes: ApiRoute[] = [
  post("externalcontact/send_welcome_msg", send, { subject: ({ body }) => String(body.welcome_code) }),
];
