import { fail } from "../kit/errors.ts";
import { bool, decimal, int, list, object, oneOf, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";

/** Vote and selection options (the codes say which part of a card is wrong: T-GOWW 42027–42051). */
const OPTION = object(
  { id: text({ required: 42040, code: 42040, maxBytes: "card.task-id" }), text: text({ required: 42041, code: 42041 }) },
  { required: 42041 },
);

/** Where a tap leads: 1 a page, 2 a mini program. */
const TARGET = { type: oneOf([0, 1, 2, 3]), url: text({ maxBytes: "app-message.url", code: 42028 }), appid: text(), pagepath: text() };

const SELECTION = object(
  {
    question_key: text({ required: 42043, code: 42043 }),
    title: text(),
    disable: bool(),
    selected_id: text(),
    option_list: list(OPTION, { required: 42037, max: "card.select-options", tooMany: 42037 }),
  },
  { required: 42047 },
);

/** Card kinds with buttons or choices: a member's answer comes as `template_card_event`. */
export const INTERACTIVE = ["button_interaction", "vote_interaction", "multiple_interaction"] as const;

/** A template card as `message/send`, `update_template_card` and bots take it; what is not named is kept as it came. */
export const CARD = {
  card_type: oneOf(["text_notice", "news_notice", ...INTERACTIVE], { required: 42031, code: 42031 }),
  source: object({ icon_url: text(), desc: text(), desc_color: int() }),
  action_menu: object({
    desc: text(),
    action_list: list(object({ text: text({ required: 40058 }), key: text({ required: 40058 }) }, { required: 40058 }), {
      required: 40058,
    }),
  }),
  main_title: object({ title: text(), desc: text() }),
  quote_area: object({ ...TARGET, title: text(), quote_text: text() }),
  emphasis_content: object({ title: text(), desc: text() }),
  sub_title_text: text(),
  horizontal_content_list: list(
    object(
      { ...TARGET, keyname: text({ required: 42027 }), value: text(), media_id: text(), userid: text({ code: 42050 }) },
      { required: 42027 },
    ),
    { max: "card.horizontal", tooMany: 42035 },
  ),
  jump_list: list(object({ ...TARGET, title: text({ required: 42033 }) }, { required: 42033 }), { max: "card.jumps", tooMany: 42042 }),
  card_image: object({ url: text({ required: 42044, code: 42044 }), aspect_ratio: decimal() }),
  image_text_area: object({ ...TARGET, title: text(), desc: text(), image_url: text({ required: 42044 }) }),
  vertical_content_list: list(object({ title: text({ required: 42033 }), desc: text() }, { required: 42033 }), {
    max: "card.vertical",
    tooMany: 42036,
  }),
  card_action: object(TARGET, { code: 42045 }),
  task_id: text({ maxBytes: "card.task-id", pattern: /^[A-Za-z0-9_@-]*$/, code: 42014 }),
  button_selection: object({
    question_key: text({ required: 42043, code: 42043 }),
    title: text(),
    selected_id: text(),
    option_list: list(OPTION, { required: 42037, max: "card.select-options", tooMany: 42037 }),
  }),
  button_list: list(
    object(
      {
        text: text({ required: 42038, code: 42038 }),
        style: int(),
        key: text({ code: 42039 }),
        type: oneOf([0, 1]),
        url: text({ maxBytes: "app-message.url", code: 42028 }),
      },
      { required: 42038 },
    ),
    { max: "card.buttons" },
  ),
  checkbox: object({
    question_key: text({ required: 42043, code: 42043 }),
    mode: oneOf([0, 1]),
    disable: bool(),
    option_list: list(OPTION, { required: 42037, max: "card.options", tooMany: 42037 }),
  }),
  select_list: list(SELECTION, { max: "card.selects", tooMany: 42047 }),
  submit_button: object({ text: text({ required: 42049 }), key: text({ required: 42046 }) }),
  replace_text: text(),
};

/** Codes of `checkCard`. */
export const CARD_ERRORS = [40058, 42014, 42028, 42030, 42039, 42045, 42046, 42047, 42051] as const;

export type Card = Values<typeof CARD>;

/** A tap that leads somewhere says where: 42028 without a url, 42030 without an appid. */
function checkTarget(target: { type?: number | undefined; url?: string | undefined; appid?: string | undefined }): void {
  if (target.type === 1 && !target.url) throw fail(42028, "template_card: url is missing");
  if (target.type === 2 && !target.appid) throw fail(42030, "template_card: appid is missing");
}

/** What a kind of card cannot be without, and what its parts must agree on. */
export function checkCard(card: Card): void {
  const missing = (code: number, field: string): Error => fail(code, `template_card.${field} is missing`);
  if (!card.main_title?.title && !card.sub_title_text) throw missing(40058, "main_title.title");
  const targets = [card.card_action, card.quote_area, card.image_text_area, ...(card.jump_list ?? [])];
  for (const target of targets) if (target) checkTarget(target);
  for (const { type, url } of card.horizontal_content_list ?? []) checkTarget({ type: type === 1 ? 1 : 0, url });
  const keys = (card.action_menu?.action_list ?? []).map(({ key }) => key);
  if (new Set(keys).size < keys.length) throw fail(42051, "template_card.action_menu: keys are not unique");
  switch (card.card_type) {
    case "text_notice":
    case "news_notice":
      if (!card.card_action?.type) throw missing(42045, "card_action");
      if (keys.length === 0) return;
      break;
    case "button_interaction":
      if (!card.button_list || card.button_list.length === 0) throw missing(40058, "button_list");
      if (card.button_list.some(({ type = 0, key }) => type === 0 && !key)) throw missing(42039, "button_list.key");
      break;
    case "vote_interaction":
      if (!card.checkbox) throw missing(40058, "checkbox");
      if (!card.submit_button) throw missing(42046, "submit_button");
      break;
    case "multiple_interaction":
      if (!card.select_list || card.select_list.length === 0) throw missing(42047, "select_list");
      if (!card.submit_button) throw missing(42046, "submit_button");
  }
  if (!card.task_id) throw missing(42014, "task_id");
}
