import { act, say } from "./api.js";
import { avatar } from "./chat.js";
import { fieldsOf, h } from "./dom.js";
import { t } from "./words.js";

/** One customer group as its owner runs it: notice, welcome template, members. */
export function groupScreen(phone, openChat) {
  const group = phone.group;
  const doIt = async (input, done) => {
    const result = await act({ who: phone.who, chatId: group.chatId, ...input });
    if (result && !result.error) say(done);
  };
  const kick = async (member) => {
    if (await phone.question(t("kickAsk", { name: member.name }))) await doIt({ do: "kick", member: member.who }, t("kicked"));
  };
  const inside = new Set(group.members.map((member) => member.who));
  const friends = (phone.data?.chats ?? []).filter((one) => one.kind === "single" && !inside.has(one.with));
  const chat = () => {
    phone.tab = "messages";
    openChat(group.chatId);
  };
  return {
    title: `${group.name} (${group.size})`,
    back: () => openChat(""),
    signature: ["group", group, phone.templates, friends.map((one) => one.with), t("notice")],
    make: () => [
      h("p", { class: "dim pad" }, `${t("owner")} ${group.ownerName}`),
      h("div", { class: "pad" }, h("button", { onclick: chat, "data-testid": "group-chat" }, t("openChat"))),
      h(
        "form",
        { class: "stack", onsubmit: (event) => doIt({ do: "notice", text: fieldsOf(event).text }, t("noticeSaved")) },
        h("label", {}, t("notice"), h("textarea", { name: "text", rows: "3", "data-testid": "notice-text" }, group.notice)),
        h("button", { "data-testid": "notice-save" }, t("noticeSave")),
      ),
      h(
        "form",
        { class: "stack", onsubmit: (event) => doIt({ do: "attach-welcome", templateId: fieldsOf(event).templateId }, t("welcomeSaved")) },
        h(
          "label",
          {},
          t("welcome"),
          h(
            "select",
            { name: "templateId", "data-testid": "welcome-template" },
            h("option", { value: "" }, t("welcomeNone")),
            phone.templates.map(({ templateId, text }) =>
              h("option", { value: templateId, selected: templateId === group.templateId }, text.slice(0, 40) || templateId),
            ),
          ),
        ),
        h("button", { "data-testid": "welcome-save" }, t("welcomeSave")),
      ),
      h("h3", {}, t("membersTitle")),
      friends.length > 0 ? inviteForm(friends, (target) => doIt({ do: "invite", target }, t("invited"))) : null,
      group.members.map((member) =>
        h(
          "div",
          { class: "row", "data-testid": "member" },
          avatar(member.who, member.name),
          h("span", { class: "two" }, h("span", { class: "name" }, member.name), h("span", { class: "dim" }, member.who)),
          member.kind === "customer"
            ? h("button", { onclick: () => kick(member), "data-testid": "kick", "aria-label": `${t("kick")} ${member.name}` }, t("kick"))
            : null,
        ),
      ),
    ],
  };
}

function inviteForm(friends, invite) {
  return h(
    "form",
    { class: "line", onsubmit: (event) => invite(fieldsOf(event).target) },
    h(
      "select",
      { name: "target", "aria-label": t("invite"), "data-testid": "invite-who" },
      friends.map((one) => h("option", { value: one.with }, `${one.name} · ${one.with}`)),
    ),
    h("button", { "data-testid": "invite" }, t("invite")),
  );
}
