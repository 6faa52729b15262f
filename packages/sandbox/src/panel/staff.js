import { act, ask, say } from "./api.js";
import { avatar, bubbles, byLatest, chatItem, composer, listSignature, markRead, unreadOf } from "./chat.js";
import { fieldsOf, fill, h } from "./dom.js";
import { momentsView } from "./moments.js";
import { createPhone, empty } from "./phone.js";
import { groupScreen } from "./staff-group.js";
import { openSidebar } from "./staff-sidebar.js";
import { staffSdk } from "./staff-sdk.js";
import { tasksView } from "./staff-tasks.js";
import { dayOf, t, when } from "./words.js";

const HOLDER = "shuke-panel-staff";

/** The right phone: a member of staff. */
export function createStaff(root, world) {
  const open = () => (phone.data?.tasks ?? []).filter((task) => task.status === "open");
  const phone = createPhone(root, {
    kind: "staff",
    start: "messages",
    tabs: () => [
      { key: "messages", label: t("tabMessages"), badge: unreadOf(phone) + (phone.data?.requests.length ?? 0) },
      { key: "tasks", label: t("tabTasks"), badge: open().length },
      { key: "groups", label: t("tabGroups") },
      { key: "moments", label: t("tabMoments") },
    ],
    view: () => view(),
  });
  phone.who = localStorage.getItem(HOLDER) ?? "";
  phone.group = null;
  phone.templates = [];
  phone.refresh = refresh;
  phone.meet = meet;
  phone.browser.onAct = async (input) => {
    const result = await act({ ...input, who: phone.who });
    if (result && !result.error) say(t("actDone"));
  };
  phone.browser.base = staffSdk(phone);
  let chosen = false;

  async function refresh(time) {
    const staff = world.staff();
    if (!staff.some((one) => one.id === phone.who)) phone.who = staff[0]?.id ?? "";
    const { who } = phone;
    const data = who === "" ? null : await ask(`phones/${encodeURIComponent(who)}`).catch(() => null);
    // Somebody else may have taken the phone in the meantime.
    if (who !== phone.who) return;
    phone.data = data;
    const isGroup = phone.data?.groups.some((group) => group.chatId === phone.chat);
    phone.group = isGroup ? await ask(`groups/${phone.chat}`) : null;
    if (isGroup) phone.templates = (await ask("templates")).items;
    fill(phone.holder, [staff, phone.who, t("staffSelect")], () =>
      h(
        "select",
        { "aria-label": t("staffSelect"), "data-testid": "staff-select", onchange: (event) => choose(event.target.value) },
        staff.length === 0 ? h("option", { value: "" }, "—") : null,
        staff.map(({ id, name, position }) =>
          h("option", { value: id, selected: id === phone.who }, [name, position, id].filter(Boolean).join(" · ")),
        ),
      ),
    );
    phone.render(time);
  }

  function choose(who) {
    chosen = true;
    hold(who);
  }

  function hold(who) {
    phone.who = who;
    phone.data = null;
    phone.chat = "";
    localStorage.setItem(HOLDER, who);
    phone.browser.close();
    phone.forgetScreen();
    document.dispatchEvent(new Event("refresh"));
  }

  /** Both phones face each other: unless somebody was chosen by hand, the right one is the new friend's. */
  function meet(userid, customer) {
    if (chosen || !world.staff().some((one) => one.id === userid)) return;
    hold(userid);
    phone.tab = "messages";
    phone.chat = customer;
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
    if (phone.tab === "tasks") return tasksView(phone);
    if (phone.tab === "moments") return momentsView(phone, phone.browser.open, true);
    return phone.tab === "groups" ? groupsView() : listView();
  }

  function listView() {
    const chats = byLatest(phone);
    const requests = phone.data?.requests ?? [];
    return {
      title: t("tabMessages"),
      signature: ["list", listSignature(phone, chats), requests, t("noMessages")],
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
    const beside = { label: t("sidebar"), icon: "sidebar", press: () => openSidebar(phone, chat), testid: "sidebar-open" };
    const remove = { label: t("deleteCustomer"), short: t("unfriendShort"), press: () => removeCustomer(chat), testid: "delete-customer" };
    return {
      title: chat.name,
      back: () => openChat(""),
      actions: chat.kind === "app" ? [] : chat.kind === "single" ? [beside, remove] : [beside],
      signature: ["chat", phone.who, chat, [...names], t("send"), dayOf(phone.now)],
      make: () => bubbles(phone, chat, names, phone.browser.open),
      ...(chat.kind !== "app" && {
        compose: composer(`${phone.who} ${chat.with}`, (text) => act({ who: phone.who, do: "say", ...target, text })),
      }),
    };
  }

  async function removeCustomer(chat) {
    if (!(await phone.question(t("deleteCustomerAsk", { name: chat.name })))) return;
    const result = await act({ who: phone.who, do: "delete", externalUserId: chat.with });
    if (!result || result.error) return;
    say(t("deleted"));
    openChat("");
  }

  function groupsView() {
    const groups = phone.data?.groups ?? [];
    return {
      title: t("tabGroups"),
      signature: ["groups", phone.who, groups, t("owner")],
      make: () => [
        h(
          "form",
          { class: "line", onsubmit: createGroup },
          h("input", {
            name: "name",
            required: true,
            autocomplete: "off",
            placeholder: t("groupName"),
            "aria-label": t("groupName"),
            "data-testid": "group-name",
          }),
          h("button", { class: "main", "data-testid": "group-new" }, t("groupNew")),
        ),
        groups.length === 0 ? empty(t("noGroups"), t("noGroupsHint")) : groups.map(groupItem),
      ],
    };
  }

  async function createGroup(event) {
    const { name } = fieldsOf(event);
    const result = await act({ who: phone.who, do: "create-group", name });
    if (!result || result.error) return;
    say(t("groupMade"));
    openChat(result.chatId);
  }

  function groupItem(group) {
    return h(
      "button",
      { class: "row", onclick: () => openChat(group.chatId), "data-testid": "group-item", "data-chat": group.chatId },
      avatar(group.chatId, group.name),
      h(
        "span",
        { class: "two" },
        h("span", { class: "name" }, group.name),
        h("span", { class: "dim" }, t("members", { n: group.members })),
      ),
      group.owner === phone.who ? h("span", { class: "tag" }, t("owner")) : null,
    );
  }

  return phone;
}
