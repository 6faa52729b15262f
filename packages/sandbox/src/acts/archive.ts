import { archiveRecall } from "../archive/listen.ts";
import { answerConsent } from "../archive/consents.ts";
import { ControlError } from "../kit/errors.ts";
import { chatKey } from "../world/chats.ts";
import { asCustomer, needGroup, needText, needUser } from "./fields.ts";
import type { Act, Outcome, Verb } from "./fields.ts";

/** `consent {userid | chatId, agree?: false}`: answers whether what is said there may be archived. */
function consent(act: Act): Outcome {
  const person = asCustomer(act);
  const agrees = act.input.agree !== false;
  if (act.input.chatId === undefined) {
    answerConsent(act.sim, person, { userid: needUser(act, "userid").userid }, agrees);
    return {};
  }
  const group = needGroup(act);
  if (!act.sim.world.membersOf.of(group.chatId).has(act.who)) return { error: "not a member of this group" };
  answerConsent(act.sim, person, { chatId: group.chatId }, agrees);
  return { chatId: group.chatId };
}

/** `recall {to | chatId}`: takes back the last message that one wrote there, while the client lets one. */
function recall(act: Act): Outcome {
  const { world } = act.sim;
  const key = act.input.chatId === undefined ? singleKey(act) : chatKey.group(needGroup(act).chatId);
  const chat = world.chats.get(key);
  const last = chat?.messages.findLast((message) => message.from === act.who);
  if (!chat || !last) return { error: "there is no message to take back" };
  if (world.now() - last.at > world.settings.recallSeconds * 1000) return { error: "it is too late to take the message back" };
  archiveRecall(world, key, last);
  chat.messages = chat.messages.map((message) => (message === last ? { from: "system", at: last.at, text: "消息已撤回" } : message));
  world.chats.touch(chat);
  return {};
}

function singleKey(act: Act): string {
  const { world } = act.sim;
  const to = needText(act.input, "to");
  const other = world.persons.get(to)?.who ?? world.byExternal.get(to) ?? to;
  const [userid, who] = act.actor.kind === "staff" ? [act.who, other] : [other, act.who];
  if (!world.users.has(userid) || !world.persons.has(who)) throw new ControlError(`to: there is no ${to}`, 404);
  return chatKey.single(userid, who);
}

export const archiveVerbs: Record<string, Verb> = { consent, recall };
