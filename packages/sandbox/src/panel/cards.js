import { act, say } from "./api.js";
import { h } from "./dom.js";
import { t } from "./words.js";

/** A template card of an application: what it says, and buttons or choices that the application hears of. */
export function appCard(phone, msgid, card, openLink) {
  const tap = async (input) => {
    const result = await act({ who: phone.who, do: "card", msgid, ...input });
    if (result && !result.error) say(t("cardDone"));
  };
  const submit = (event) => {
    event.preventDefault();
    const chosen = {};
    for (const [question, option] of new FormData(event.currentTarget)) chosen[question] = [...(chosen[question] ?? []), option];
    return tap({ chosen });
  };
  const url = card.card_action?.url;
  const choices = [...(card.select_list ?? []), ...(card.button_selection ? [card.button_selection] : [])];
  return h(
    "form",
    { class: "card appcard", "data-testid": "app-card", onsubmit: submit },
    card.source?.desc ? h("span", { class: "dim" }, card.source.desc) : null,
    h("span", { class: "name" }, card.main_title?.title ?? ""),
    card.main_title?.desc ? h("span", { class: "dim" }, card.main_title.desc) : null,
    card.emphasis_content ? h("b", { class: "big" }, card.emphasis_content.title ?? "") : null,
    card.emphasis_content?.desc ? h("span", { class: "dim" }, card.emphasis_content.desc) : null,
    card.quote_area?.quote_text ? h("blockquote", {}, card.quote_area.quote_text) : null,
    card.sub_title_text ? h("p", {}, card.sub_title_text) : null,
    (card.vertical_content_list ?? []).map(({ title, desc }) => h("p", {}, h("b", {}, title), ` ${desc ?? ""}`)),
    (card.horizontal_content_list ?? []).map(({ keyname, value }) =>
      h("p", { class: "fact" }, h("span", { class: "dim" }, keyname), ` ${value ?? ""}`),
    ),
    url ? h("button", { type: "button", class: "link", "data-testid": "link-text", onclick: () => openLink(url) }, url) : null,
    (card.jump_list ?? [])
      .filter((jump) => jump.url)
      .map((jump) =>
        h("button", { type: "button", class: "link", "data-testid": "link-text", onclick: () => openLink(jump.url) }, jump.title),
      ),
    card.replace_text
      ? h("p", { class: "state sent" }, card.replace_text)
      : [choices.map(selection), card.checkbox ? vote(card.checkbox) : null],
    buttons(card, tap, openLink),
  );
}

function buttons(card, tap, openLink) {
  if (card.replace_text) return null;
  const own = (card.button_list ?? []).map((button) =>
    h(
      "button",
      {
        type: "button",
        onclick: () => (button.type === 1 && button.url ? openLink(button.url) : tap({ key: button.key })),
        "data-testid": "card-button",
        "data-key": button.key,
      },
      button.text,
    ),
  );
  const submit = card.submit_button ? h("button", { class: "main", "data-testid": "card-submit" }, card.submit_button.text) : null;
  return own.length > 0 || submit ? h("div", { class: "pair" }, own, submit) : null;
}

function selection({ question_key: name, title = "", option_list: options = [], selected_id: selected }) {
  return h(
    "label",
    {},
    title,
    h(
      "select",
      { name, "aria-label": title || null },
      options.map(({ id, text }) => h("option", { value: id, selected: id === selected }, text)),
    ),
  );
}

function vote({ question_key: name, mode, option_list: options = [] }) {
  return options.map(({ id, text, is_checked: checked }) =>
    h(
      "label",
      { class: "check" },
      h("input", { type: mode === 1 ? "checkbox" : "radio", name, value: id, checked: Boolean(checked) }),
      text,
    ),
  );
}
