import { appCard } from "./cards.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { dayOf, exactly, t, when } from "./words.js";

const LINK = /https?:\/\/[^\s<>"'，。；、！？）)】」\]]+/g;
const HUES = ["#0b6e69", "#8a4b2a", "#3d5a80", "#6b4e71", "#7a5c1e", "#2f6f4f", "#8c3b4a", "#4a5568"];

const DAY = 86_400_000;
const seen = new Map();
const firstLook = new Map();

/** How many messages of others came since this chat was last open on this phone; at the first look, of the last day. */
function unread(phone, chat) {
  const { who, now } = phone;
  if (!firstLook.has(who)) firstLook.set(who, new Date(now - DAY).toISOString());
  const since = seen.get(`${who} ${chat.with}`) ?? firstLook.get(who);
  return chat.messages.filter((message) => message.from !== who && message.at > since).length;
}

export function markRead(who, chat) {
  const last = chat.messages.at(-1);
  if (last) seen.set(`${who} ${chat.with}`, last.at);
}

/** How many messages wait on this phone. */
export function unreadOf(phone) {
  return (phone.data?.chats ?? []).reduce((n, chat) => n + unread(phone, chat), 0);
}

const lastAt = (chat) => chat.messages.at(-1)?.at ?? "";

/** The chats of a phone, the latest first. */
export function byLatest(phone) {
  return (phone.data?.chats ?? []).toSorted((a, b) => (lastAt(a) < lastAt(b) ? 1 : -1));
}

/** What a list of chats shows, to see whether it changed. */
export function listSignature(phone, chats) {
  return [phone.who, dayOf(phone.now), chats.map((chat) => [chat.with, chat.name, chat.messages.at(-1), unread(phone, chat)])];
}

export function avatar(id, name) {
  const sum = [...id].reduce((total, letter) => total + letter.codePointAt(0), 0);
  const letter = [...name.replace(/^[^\p{L}\p{N}]+/u, "")][0] ?? "·";
  return h("span", { class: "avatar", style: `background:${HUES[sum % HUES.length]}`, "aria-hidden": "true" }, letter);
}

/** One line in the list of chats. */
export function chatItem(phone, chat, open) {
  const last = chat.messages.at(-1);
  const news = unread(phone, chat);
  return h(
    "button",
    { class: "row", onclick: open, "data-testid": "chat-item", "data-with": chat.with, "data-kind": chat.kind },
    avatar(chat.with, chat.name),
    h("span", { class: "two" }, h("span", { class: "name" }, chat.name), h("span", { class: "dim" }, last ? summary(last) : "")),
    h(
      "span",
      { class: "aside" },
      h("span", { class: "dim" }, last ? when(last.at, phone.now) : ""),
      news > 0 ? h("span", { class: "badge", "aria-label": t("unread", { n: news }) }, news > 99 ? "99+" : news) : null,
    ),
  );
}

function summary(message) {
  if (message.text) return message.text.replace(/\s+/g, " ").slice(0, 60);
  const [attachment] = message.attachments ?? [];
  return attachment ? `[${t(kindOf(attachment))}] ${cardOf(attachment).title}` : "";
}

/** All bubbles of a chat, with the time above those that follow a pause. */
export function bubbles(phone, chat, names, openLink) {
  let before = 0;
  return chat.messages.map((message) => {
    const at = Date.parse(message.at);
    const pause = at - before > 300_000;
    before = at;
    return [
      pause ? h("p", { class: "time", title: exactly(at) }, when(at, phone.now)) : null,
      message.from === "system" ? h("p", { class: "time" }, message.text ?? "") : said(phone, chat, message, names, openLink),
    ];
  });
}

function said(phone, chat, message, names, openLink) {
  const mine = message.from === phone.who;
  const name = names.get(message.from) ?? (chat.kind === "group" ? message.from : chat.name);
  return h(
    "div",
    { class: mine ? "say mine" : "say", "data-testid": "message", "data-from": message.from },
    avatar(message.from, mine ? (phone.data?.name ?? name) : name),
    h(
      "div",
      { class: "what" },
      chat.kind === "group" && !mine ? h("span", { class: "dim" }, name) : null,
      message.text && !saidByCard(message) ? h("div", { class: "bubble" }, linked(message.text, openLink)) : null,
      (message.attachments ?? []).map((attachment) =>
        attachment.msgtype === "template_card"
          ? appCard(phone, message.msgid, attachment.template_card, openLink)
          : card(attachment, openLink),
      ),
    ),
  );
}

// An application message with a card carries the card's words once more.
function saidByCard(message) {
  return message.from === "app" && (message.attachments ?? []).some((attachment) => cardOf(attachment).title !== "");
}

/** Words with their addresses as links to press. */
export function linked(text, openLink) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const [url] = match;
    parts.push(
      text.slice(from, match.index),
      h("button", { class: "link", "data-testid": "link-text", onclick: () => openLink(url) }, url),
    );
    from = match.index + url.length;
  }
  return [...parts, text.slice(from)];
}

/** An attachment as a card; one with an address can be opened. */
export function card(attachment, openLink) {
  const { title, about, url } = cardOf(attachment);
  const kind = kindOf(attachment);
  const inside = [
    h("span", { class: "name" }, title || t(kind)),
    h("span", { class: "dim" }, about),
    h("span", { class: `thumb ${kind}` }, icon(kind)),
    title ? h("span", { class: "kind" }, t(kind)) : null,
  ];
  if (!url) return h("div", { class: "card", "data-testid": "attachment" }, inside);
  return h("button", { class: "card", "data-testid": "link-card", "data-url": url, onclick: () => openLink(url) }, inside);
}

function kindOf(attachment) {
  return ["image", "file", "video", "miniprogram"].includes(attachment.msgtype) ? attachment.msgtype : "link";
}

// Messages of applications and attachments of chats name the same things differently.
function cardOf(attachment) {
  const inner = attachment[attachment.msgtype] ?? attachment;
  const body = inner.articles?.[0] ?? inner.list?.[0] ?? inner;
  return {
    title: body.title ?? body.main_title?.title ?? body.filename ?? body.name ?? "",
    about: stripTags(body.desc ?? body.description ?? body.main_title?.desc ?? body.content ?? body.digest ?? ""),
    url: body.url ?? body.card_action?.url ?? "",
  };
}

function stripTags(text) {
  return String(text).replace(/<[^>]*>/g, "");
}

/** The line to write in, below a chat. */
export function composer(key, send) {
  return {
    key,
    make: () =>
      h(
        "form",
        {
          onsubmit: (event) => {
            event.preventDefault();
            const input = event.currentTarget.elements.namedItem("text");
            if (input.value.trim() !== "") send(input.value.trim());
            input.value = "";
          },
        },
        h("input", {
          name: "text",
          autocomplete: "off",
          placeholder: t("sayPlaceholder"),
          "aria-label": t("sayLabel"),
          "data-testid": "say-text",
        }),
        h("button", { class: "main", "data-testid": "say-send" }, t("send")),
      ),
  };
}
