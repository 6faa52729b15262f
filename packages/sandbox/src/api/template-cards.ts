import { fail } from "../kit/errors.ts";
import { int, json, list, object, oneOf, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";

const OPTION = object({ id: text({ required: 40058, maxBytes: "card.task-id" }), text: text({ required: 40058 }) }, { required: 40058 });

/** Card kinds with buttons or choices: a member's answer comes as `template_card_event`. */
export const INTERACTIVE = ["button_interaction", "vote_interaction", "multiple_interaction"] as const;

/** A template card as `message/send`, `update_template_card` and bots take it; what is not named is kept as it came. */
export const CARD = {
  card_type: oneOf(["text_notice", "news_notice", ...INTERACTIVE], { required: 40058 }),
  source: json(),
  action_menu: json(),
  main_title: object({ title: text(), desc: text() }),
  quote_area: json(),
  emphasis_content: json(),
  sub_title_text: text(),
  horizontal_content_list: list(json()),
  jump_list: list(json()),
  card_image: json(),
  image_text_area: json(),
  vertical_content_list: list(json()),
  card_action: object({ type: oneOf([0, 1, 2]), url: text({ maxBytes: "app-message.url" }), appid: text(), pagepath: text() }),
  task_id: text({ maxBytes: "card.task-id", pattern: /^[A-Za-z0-9_@-]*$/ }),
  button_selection: json(),
  button_list: list(
    object({ text: text({ required: 40058 }), style: int(), key: text(), type: oneOf([0, 1]), url: text() }, { required: 40058 }),
    { max: "card.buttons" },
  ),
  checkbox: object({
    question_key: text({ required: 40058 }),
    mode: oneOf([0, 1]),
    option_list: list(OPTION, { required: 40058, max: "card.options" }),
  }),
  select_list: list(json()),
  submit_button: object({ text: text({ required: 40058 }), key: text({ required: 40058 }) }),
  replace_text: text(),
};

export type Card = Values<typeof CARD>;

/** What a kind of card cannot be without. */
export function checkCard(card: Card): void {
  const missing = (field: string): Error => fail(40058, `template_card.${field} is missing`);
  if (!card.main_title?.title && !card.sub_title_text) throw missing("main_title.title");
  switch (card.card_type) {
    case "text_notice":
    case "news_notice":
      if (!card.card_action) throw missing("card_action");
      return;
    case "button_interaction":
      if (!card.button_list || card.button_list.length === 0) throw missing("button_list");
      break;
    case "vote_interaction":
      if (!card.checkbox) throw missing("checkbox");
      if (!card.submit_button) throw missing("submit_button");
      break;
    case "multiple_interaction":
      if (!card.select_list || card.select_list.length === 0) throw missing("select_list");
      if (!card.submit_button) throw missing("submit_button");
  }
  if (!card.task_id) throw missing("task_id");
}
