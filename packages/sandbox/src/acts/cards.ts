import { cardEvent } from "../api/card-answers.ts";
import { ControlError } from "../kit/errors.ts";
import { isBody } from "../kit/params.ts";
import type { Json } from "../people-host.ts";
import { chatKey } from "../world/chats.ts";
import type { Act, Outcome, Verb } from "./fields.ts";
import { asStaff, needText, optionalText } from "./fields.ts";

/** `{question: option | [options]}` as lists. */
function choices(value: unknown): Record<string, string[]> {
  if (value === undefined) return {};
  if (!isBody(value)) throw new ControlError("chosen must be {question_key: option id or list of them}");
  return Object.fromEntries(
    Object.entries(value).map(([question, given]) => [question, (Array.isArray(given) ? given : [given]).map(String)]),
  );
}

/** `card {msgid, key?, chosen?}`: taps a button of a template card, or submits what was chosen. */
function card(act: Act): Outcome {
  const user = asStaff(act);
  const { world, callbacks } = act.sim;
  const msgid = needText(act.input, "msgid");
  const message = world.appMessages.get(msgid);
  if (!message?.users.includes(user.userid)) throw new ControlError(`${user.userid} has no message ${msgid}`, 404);
  const { agentId } = message;
  const shown = world.chats.get(chatKey.app(agentId, user.userid))?.messages.find((one) => one.msgid === msgid);
  const found: Json | undefined = shown?.attachments?.[0]?.template_card;
  if (found === undefined || found === null || typeof found !== "object" || Array.isArray(found))
    return { error: "there is no card any more" };
  if (found.replace_text) return { error: "the card was answered" };
  const submit = isBody(found.submit_button) ? found.submit_button.key : undefined;
  const key = optionalText(act.input, "key") || (typeof submit === "string" ? submit : "");
  callbacks.emit(cardEvent(world, { agentId, userid: user.userid, msgid, key, card: found, chosen: choices(act.input.chosen) }));
  return {};
}

export const cardVerbs: Record<string, Verb> = { card };
