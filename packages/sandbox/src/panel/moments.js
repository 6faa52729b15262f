import { act, say } from "./api.js";
import { avatar, card, linked } from "./chat.js";
import { fieldsOf, h } from "./dom.js";
import { icon } from "./icons.js";
import { empty } from "./phone.js";
import { dayOf, t, when } from "./words.js";

/** Moments as a phone shows them: of the friends on a customer's phone, one's own on a staff phone, where one may also write. */
export function momentsView(phone, follow, mayPost) {
  const feed = phone.data?.moments ?? [];
  // Whose comment line is open; kept by the phone, so that a redraw leaves it open.
  phone.commenting ??= "";
  const hint = t(mayPost ? "noOwnMomentsHint" : "noMomentsHint");
  return {
    title: t("tabMoments"),
    signature: ["moments", phone.who, feed, phone.commenting, dayOf(phone.now), hint],
    make: () => [
      mayPost ? postForm(phone) : null,
      feed.length === 0 ? empty(t("noMoments"), hint) : feed.map((moment) => momentItem(phone, moment, follow)),
    ],
  };
}

function postForm(phone) {
  const post = async (event) => {
    const { text } = fieldsOf(event);
    const result = await act({ who: phone.who, do: "post-moment", text });
    if (result && !result.error) say(t("momentPosted", { n: result.visible }));
  };
  return h(
    "form",
    { class: "line", onsubmit: post },
    h("input", {
      name: "text",
      required: true,
      autocomplete: "off",
      placeholder: t("momentPlaceholder"),
      "aria-label": t("momentPlaceholder"),
      "data-testid": "moment-new",
    }),
    h("button", { class: "main", "data-testid": "moment-post" }, t("momentPost")),
  );
}

function momentItem(phone, moment, follow) {
  const { momentId, from, name, at, text, attachments, likes, comments } = moment;
  const key = `${momentId} ${from}`;
  const about = { who: phone.who, momentId, userid: from };
  const mine = likes.some((like) => like.from === phone.who);
  const talk = () => {
    phone.commenting = phone.commenting === key ? "" : key;
    phone.render();
    phone.root.querySelector("[data-testid=moment-text]")?.focus();
  };
  return h(
    "article",
    { class: "moment", "data-testid": "moment-item", "data-moment": momentId },
    avatar(from, name),
    h(
      "div",
      { class: "told" },
      h("span", { class: "name" }, name),
      text ? h("p", { class: "words" }, linked(text, follow)) : null,
      attachments.map((attachment) => card(attachment, follow)),
      h(
        "div",
        { class: "foot" },
        h("span", { class: "dim" }, when(at, phone.now)),
        h(
          "button",
          {
            class: mine ? "plain on" : "plain",
            "aria-pressed": String(mine),
            "aria-label": t(mine ? "liked" : "like"),
            onclick: () => act({ ...about, do: "like" }),
            "data-testid": "moment-like",
          },
          icon("heart"),
        ),
        h("button", { class: "plain", "aria-label": t("comment"), onclick: talk, "data-testid": "moment-comment" }, icon("talk")),
      ),
      likes.length + comments.length > 0
        ? h(
            "div",
            { class: "echo" },
            likes.length > 0
              ? h("p", { "data-testid": "moment-likes" }, icon("heart"), likes.map((like) => like.name).join(t("comma")))
              : null,
            comments.map((one) => h("p", { "data-testid": "moment-said" }, h("b", {}, one.name), `${t("colon")}${one.text}`)),
          )
        : null,
      phone.commenting === key ? commentForm(phone, about) : null,
    ),
  );
}

function commentForm(phone, about) {
  const send = async (event) => {
    const { text } = fieldsOf(event);
    phone.commenting = "";
    await act({ ...about, do: "comment", text });
  };
  return h(
    "form",
    { class: "inline", onsubmit: send },
    h("input", {
      name: "text",
      required: true,
      autocomplete: "off",
      placeholder: t("commentPlaceholder"),
      "aria-label": t("commentPlaceholder"),
      "data-testid": "moment-text",
    }),
    h("button", { class: "main", "data-testid": "moment-send" }, t("send")),
  );
}
