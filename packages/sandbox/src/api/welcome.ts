import { awaitsConsent } from "../archive/agreements.ts";
import { fail } from "../kit/errors.ts";
import { text } from "../kit/fields.ts";
import type { Body } from "../kit/params.ts";
import type { JsonObject } from "../people-host.ts";
import { asMessages, chatKey, post as putMessages } from "../world/chats.ts";
import { pair } from "../world/world.ts";
import { CONTENT, CONTENT_ERRORS, contentOf } from "./attachments.ts";
import { family } from "./call.ts";
import type { ApiRoute, CallOf, Spec } from "./call.ts";
import { sees } from "./scope.ts";

const { post } = family("mass-messages", "customers");

const SEND = {
  body: { welcome_code: text({ required: 41049 }), ...CONTENT },
  answer: {},
  errors: [...CONTENT_ERRORS, 41050, 41051, 41053, 41096],
  limits: ["welcome.life", "welcome.uses", "media.life"],
  subject: ({ body }: { body: Body }) => String(body.welcome_code),
} as const satisfies Spec;

function send(call: CallOf<typeof SEND>): JsonObject {
  const { world, body } = call;
  const { text: words, attachments } = contentOf(world, body);
  const row = world.welcomeCodes.get(body.welcome_code);
  if (!row || !sees(call, row.userid)) throw fail(41050, "invalid welcome_code");
  if (row.by && row.by.agentId !== call.agentId && call.now < row.by.until) throw fail(41096, "another app is sending");
  const relation = world.relations.get(pair(row.userid, row.who));
  if (!world.limits.allows("welcome.uses", row.used ? 2 : 1) || relation?.chatBegan)
    throw fail(41051, "welcome_code used, or the chat has begun");
  // Twenty seconds from the add, as the customer's phone will see it: latency counts.
  if (!world.limits.allows("welcome.life", (call.effectiveAt - row.issuedAt) / 1000)) throw fail(41050, "welcome_code expired");
  if (awaitsConsent(world, row.userid, row.who)) throw fail(41053, "the customer has not agreed to the archive");
  row.used = true;
  row.by = { agentId: call.agentId, until: call.effectiveAt };
  world.welcomeCodes.touch(row);
  if (relation) {
    relation.welcomed = true;
    world.relations.touch(relation);
  }
  const at = call.effectiveAt;
  putMessages(world, chatKey.single(row.userid, row.who), asMessages(row.userid, at, words, attachments));
  const texts = words === "" ? [] : [words];
  world.emit({ type: "welcome-received", who: row.who, at, userid: row.userid, texts, attachments });
  return {};
}

export const welcomeRoutes: ApiRoute[] = [post("externalcontact/send_welcome_msg", SEND, send)];
