import { act, ask, say } from "./api.js";
import { bubbles, card, chatItem, composer, linked, markRead, unread } from "./chat.js";
import { fill, h } from "./dom.js";
import { createPhone, empty } from "./phone.js";
import { groupScreen } from "./staff-group.js";
import { dayOf, t, when } from "./words.js";

const HOLDER = "shuke-panel-staff";

/** The right phone: a member of staff. */
export function createStaff(root, world) {
  const open = () => (phone.data?.tasks ?? []).filter((task) => task.status === "open");
  const phone = createPhone(root, {
    kind: "staff",
    start: "messages",
    tabs: () => [
      {
        key: "messages",
        label: t("tabMessages"),
        badge: (phone.data?.chats ?? []).reduce((n, chat) => n + unread(phone.who, chat), 0) + (phone.data?.requests.length ?? 0),
      },
      { key: "tasks", label: t("tabTasks"), badge: open().length },
      { key: "groups", label: t("tabGroups") },
    ],
    view: () => view(),
  });
  phone.who = localStorage.getItem(HOLDER) ?? "";
  phone.group = null;
  phone.templates = [];
  phone.refresh = refresh;
  phone.browser.onAct = async (input) => {
    const result = await act({ ...input, who: phone.who });
    if (result && !result.error) say(t("actDone"));
  };

  async function refresh(now) {
    const staff = world.staff();
    if (!staff.some((one) => one.id === phone.who)) phone.who = staff[0]?.id ?? "";
    phone.data = phone.who === "" ? null : await ask(`phones/${encodeURIComponent(phone.who)}`).catch(() => null);
    const isGroup = phone.data?.groups.some((group) => group.chatId === phone.chat);
    phone.group = isGroup ? await ask(`groups/${phone.chat}`) : null;
    if (isGroup) phone.templates = (await ask("templates")).items;
    fill(phone.holder, [staff, phone.who, t("staffSelect")], () =>
      h(
        "select",
        { "aria-label": t("staffSelect"), "data-testid": "staff-select", onchange: (event) => hold(event.target.value) },
        staff.length === 0 ? h("option", { value: "" }, "—") : null,
        staff.map(({ id, name, position }) =>
          h("option", { value: id, selected: id === phone.who }, [name, position, id].filter(Boolean).join(" · ")),
        ),
      ),
    );
    phone.render(now);
  }

  function hold(who) {
    phone.who = who;
    phone.data = null;
    phone.chat = "";
    localStorage.setItem(HOLDER, who);
    phone.browser.close();
    phone.forgetScreen();
  }

  function openChat(id) {
    phone.chat = id;
    phone.forgetScreen();
    document.dispatchEvent(new Event("refresh"));
  }

  function view() {
    if (phone.who === "")
      return { title: t("staffPhone"), signature: ["nobody", t("noStaff")], make: () => empty(t("noStaff"), t("noStaffHint")) };
    const chat = phone.data?.chats.find((one) => one.with === phone.chat);
    if (phone.tab === "groups" && phone.group?.chatId === phone.chat) return groupScreen(phone, openChat);
    if (chat && phone.tab === "messages") return chatView(chat);
    if (phone.tab === "tasks") return tasksView();
    return phone.tab === "groups" ? groupsView() : listView();
  }

  function listView() {
    const chats = [...(phone.data?.chats ?? [])].sort((a, b) => ((a.messages.at(-1)?.at ?? "") < (b.messages.at(-1)?.at ?? "") ? 1 : -1));
    const requests = phone.data?.requests ?? [];
    return {
      title: t("tabMessages"),
      signature: [
        "list",
        phone.who,
        dayOf(phone.now),
        requests,
        chats.map((chat) => [chat.with, chat.name, chat.messages.at(-1), unread(phone.who, chat)]),
        t("noMessages"),
      ],
      make: () => {
        if (chats.length + requests.length === 0) return empty(t("noMessages"), t("noMessagesHint"));
        return [
          requests.length > 0 ? [h("h3", {}, t("requests")), requests.map(requestItem)] : null,
          chats.map((one) => chatItem(phone, one, () => openChat(one.with))),
        ];
      },
    };
  }

  function requestItem(request) {
    const accept = async () => {
      const result = await act({ who: phone.who, do: "accept", externalUserId: request.who });
      if (result && !result.error) say(t("accepted"));
    };
    return h(
      "div",
      { class: "row" },
      h("span", { class: "two" }, h("span", { class: "name" }, request.name), h("span", { class: "dim" }, when(request.at, phone.now))),
      h("button", { class: "main", onclick: accept, "data-testid": "request-accept" }, t("accept")),
    );
  }

  function chatView(chat) {
    markRead(phone.who, chat);
    const names = new Map((phone.group?.members ?? []).map((member) => [member.who, member.name]));
    const target = chat.kind === "group" ? { chatId: chat.with } : { to: chat.with };
    return {
      title: chat.name,
      back: () => openChat(""),
      signature: ["chat", phone.who, chat, [...names], t("send"), dayOf(phone.now)],
      make: () => bubbles(phone, chat, names, phone.browser.open),
      ...(chat.kind !== "app" && {
        compose: composer(`${phone.who} ${chat.with}`, (text) => act({ who: phone.who, do: "say", ...target, text })),
      }),
    };
  }

  function tasksView() {
    const tasks = [...(phone.data?.tasks ?? [])].sort(
      (a, b) => Number(b.status === "open") - Number(a.status === "open") || (a.createdAt < b.createdAt ? 1 : -1),
    );
    return {
      title: t("tabTasks"),
      signature: ["tasks", phone.who, dayOf(phone.now), tasks, t("taskConfirm")],
      make: () => (tasks.length === 0 ? empty(t("noTasks"), t("noTasksHint")) : tasks.map(taskItem)),
    };
  }

  function taskItem(task) {
    const confirm = async () => {
      const result = await act({ who: phone.who, do: "confirm", msgid: task.msgid });
      if (result?.counts) say(t("confirmed", { sent: result.counts.sent, failed: result.counts.notFriend + result.counts.overCap }));
    };
    const label = { open: t("taskOpen"), sent: t("taskSent"), cancelled: t("taskCancelled") }[task.status];
    return h(
      "article",
      { class: "task", "data-testid": "task-item", "data-msgid": task.msgid, "data-status": task.status },
      h(
        "p",
        { class: "dim" },
        `${t("taskTo", { n: task.targets, what: t(task.kind === "group" ? "taskGroups" : "taskPeople") })} · ${when(task.createdAt, phone.now)}`,
        task.reminders > 0 ? ` · ${t("reminded", { n: task.reminders })}` : "",
      ),
      task.text ? h("p", { class: "words" }, linked(task.text, phone.browser.open)) : null,
      task.attachments.map((attachment) => card(attachment, phone.browser.open)),
      task.status === "open"
        ? h("button", { class: "next", onclick: confirm, "data-testid": "task-confirm" }, t("taskConfirm"))
        : h("p", { class: `state ${task.status}` }, label),
    );
  }

  function groupsView() {
    const groups = phone.data?.groups ?? [];
    return {
      title: t("tabGroups"),
      signature: ["groups", phone.who, groups, t("owner")],
      make: () =>
        groups.length === 0
          ? empty(t("noGroups"), t("noGroupsHint"))
          : groups.map((group) =>
              h(
                "button",
                { class: "row", onclick: () => openChat(group.chatId), "data-testid": "group-item", "data-chat": group.chatId },
                h(
                  "span",
                  { class: "two" },
                  h("span", { class: "name" }, group.name),
                  h("span", { class: "dim" }, t("members", { n: group.members })),
                ),
                group.owner === phone.who ? h("span", { class: "tag" }, t("owner")) : null,
              ),
            ),
    };
  }

  return phone;
}
