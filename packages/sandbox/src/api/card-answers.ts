import { fail } from "../kit/errors.ts";
import { int, list, object, oneOf, text } from "../kit/fields.ts";
import type { CallbackInput } from "../callbacks.ts";
import type { JsonObject } from "../people-host.ts";
import { chatKey } from "../world/chats.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { AUDIENCE_ERRORS, audienceOf, UNREACHED } from "./message-audience.ts";
import { issueOnce, peekOnce, useOnce } from "./once.ts";
import { CARD, CARD_ERRORS, checkCard } from "./template-cards.ts";

const { post } = family("messages", "app");

/** A response_code: of the sending (userid "") or of one member's click. */
export function issueCard(world: World, card: { msgid: string; agentId: number; userid: string }): string {
  return issueOnce(world, "card", { msgid: card.msgid, agentId: String(card.agentId), userid: card.userid });
}

interface Change {
  button: { replace_name: string } | undefined;
  card: JsonObject | undefined;
}

/** The card on one phone becomes another. */
function changeOn(world: World, agentId: number, userid: string, msgid: string, { button, card }: Change): void {
  const chat = world.chats.get(chatKey.app(agentId, userid));
  const message = chat?.messages.find((one) => one.msgid === msgid);
  const before = message?.attachments?.[0];
  if (!chat || !message || !before) return;
  const old = before.template_card;
  const kept = old !== null && typeof old === "object" && !Array.isArray(old) ? old : {};
  const next = card ?? { ...kept, replace_text: button?.replace_name ?? "", button_list: [] };
  message.attachments = [{ msgtype: "template_card", template_card: next }];
  world.chats.touch(chat);
}

export const cardRoutes: ApiRoute[] = [
  post(
    "message/update_template_card",
    {
      body: {
        agentid: int({ required: 41011 }),
        response_code: text({ required: 60140 }),
        userids: list(text({ required: 40058 }), { fallback: [], max: "app-message.users", tooMany: 40032 }),
        partyids: list(int({ required: 40058 }), { fallback: [], max: "app-message.parties", tooMany: 82002 }),
        tagids: list(int({ required: 40058 }), { fallback: [], max: "app-message.tags", tooMany: 82003 }),
        atall: oneOf([0, 1], { fallback: 0 }),
        enable_id_trans: int(),
        button: object({ replace_name: text({ required: 40058 }) }),
        template_card: object(CARD),
      },
      answer: UNREACHED,
      errors: [...CARD_ERRORS, ...AUDIENCE_ERRORS, 60140, 301002],
      limits: ["response-code.life", "response-code.uses"],
    },
    (call) => {
      const { world, body } = call;
      if (body.agentid !== call.agentId) throw fail(301002, "no permission on this agentid");
      if ((body.button === undefined) === (body.template_card === undefined)) throw fail(40058, "either button or template_card");
      if (body.template_card) checkCard(body.template_card);
      const code = peekOnce(world, "card", body.response_code);
      if (!code || code.data.agentId !== String(call.agentId)) throw fail(60140, "invalid response_code");
      if (!world.limits.allows("response-code.uses", code.uses + 1)) throw fail(60140, "response_code was used");
      if (!world.limits.allows("response-code.life", code.age / 3600)) throw fail(60140, "response_code expired");
      const { users, unreached } = audienceOf(call, {
        touser: body.atall === 1 ? "@all" : body.userids.join("|"),
        toparty: body.partyids.join("|"),
        totag: body.tagids.join("|"),
      });
      useOnce(world, "card", body.response_code);
      const card: JsonObject | undefined = body.template_card ? JSON.parse(JSON.stringify(call.raw.template_card)) : undefined;
      for (const userid of users) changeOn(world, call.agentId, userid, code.data.msgid ?? "", { button: body.button, card });
      return unreached;
    },
  ),
];

/** A member taps a button or submits a choice: `template_card_event` with a code of its own. */
export function cardEvent(
  world: World,
  click: { agentId: number; userid: string; msgid: string; key: string; card: JsonObject; chosen: Record<string, string[]> },
): CallbackInput {
  const { agentId, userid, msgid, key, card, chosen } = click;
  const text_ = (name: string): string => {
    const value = card[name];
    return typeof value === "string" ? value : "";
  };
  const items = Object.entries(chosen).map(([question, options]) => ({
    QuestionKey: question,
    OptionIds: { OptionId: { repeat: options } },
  }));
  return {
    event: "template_card_event",
    changeType: "",
    fields: {
      FromUserName: userid,
      EventKey: key,
      TaskId: text_("task_id"),
      CardType: text_("card_type"),
      ResponseCode: issueCard(world, { msgid, agentId, userid }),
      AgentID: agentId,
      ...(items.length > 0 ? { SelectedItems: { SelectedItem: { repeat: items } } } : {}),
    },
    subject: `${userid}/${msgid}`,
  };
}
