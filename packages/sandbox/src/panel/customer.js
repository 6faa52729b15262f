import { act, ask, say } from "./api.js";
import { bubbles, byLatest, chatItem, composer, listSignature, markRead, unreadOf } from "./chat.js";
import { meView, placeOf } from "./customer-me.js";
import { createFollower, scanView } from "./customer-scan.js";
import { fill, h } from "./dom.js";
import { momentsView } from "./moments.js";
import { createPhone, empty } from "./phone.js";
import { dayOf, t, when } from "./words.js";

const HOLDER = "shuke-panel-customer";
const ORDERS_SHOWN = 20;

/** The left phone: anybody outside the company. */
export function createCustomer(root, world) {
  const phone = createPhone(root, {
    kind: "customer",
    start: "chats",
    tabs: () => [
      { key: "chats", label: t("tabChats"), badge: unreadOf(phone) + (phone.data?.requests.length ?? 0) },
      { key: "scan", label: t("tabScan") },
      { key: "moments", label: t("tabMoments") },
      { key: "me", label: t("tabMe") },
    ],
    view: () => view(),
  });
  phone.who = localStorage.getItem(HOLDER) ?? "";
  phone.refresh = refresh;
  phone.browser.position = () => placeOf(phone.who, people.find((person) => person.id === phone.who)?.home);
  const follow = createFollower(phone, world, arrive);
  phone.browser.onScan = async (url) => {
    if (await follow(url)) phone.browser.close();
  };
  let people = [];
  let names = new Map();
  let orders = [];
  let query = "";

  async function refresh(time) {
    people = (await ask(`people?kind=customer&limit=100&q=${encodeURIComponent(query)}`)).items;
    const { who } = phone;
    const data = who === "" ? null : await ask(`phones/${encodeURIComponent(who)}`).catch(() => null);
    // Somebody else may have taken the phone in the meantime.
    if (who !== phone.who) return;
    phone.data = data;
    if (data === null) phone.who = "";
    const group = phone.data?.chats.find((chat) => chat.with === phone.chat && chat.kind === "group");
    if (group) names = new Map((await ask(`groups/${group.with}`)).members.map((member) => [member.who, member.name]));
    if (phone.tab === "me" && phone.who !== "") {
      orders = (await ask(`orders?who=${encodeURIComponent(phone.who)}`)).orders.slice(-ORDERS_SHOWN).toReversed();
    }
    fill(phone.holder, [people, phone.who, phone.data?.name, t("personNew")], holder);
    phone.render(time);
  }

  function holder() {
    const known = people.some((person) => person.id === phone.who);
    const options = known || phone.who === "" ? people : [{ id: phone.who, name: phone.data?.name ?? phone.who }, ...people];
    return [
      h("input", {
        type: "search",
        value: query,
        placeholder: t("findPerson"),
        "aria-label": t("findPerson"),
        "data-testid": "person-find",
        oninput: (event) => (query = event.target.value),
      }),
      h(
        "select",
        { "aria-label": t("person"), "data-testid": "person-select", onchange: (event) => hold(event.target.value) },
        phone.who === "" ? h("option", { value: "" }, "—") : null,
        options.map(({ id, name }) => h("option", { value: id, selected: id === phone.who }, `${name} · ${id}`)),
      ),
      h("button", { class: "main", "data-testid": "person-new", onclick: newPerson }, t("personNew")),
    ];
  }

  function hold(who) {
    phone.who = who;
    phone.data = null;
    phone.chat = "";
    phone.tab = "chats";
    orders = [];
    localStorage.setItem(HOLDER, who);
    phone.browser.close();
    phone.forgetScreen();
    document.dispatchEvent(new Event("refresh"));
  }

  async function newPerson() {
    const made = await act({ who: "new", do: "nothing" });
    if (!made?.who) return;
    hold(made.who);
    phone.tab = "scan";
    phone.forgetScreen();
  }

  function arrive(chat) {
    phone.tab = "chats";
    phone.chat = chat;
    phone.forgetScreen();
    document.dispatchEvent(new Event("refresh"));
  }

  async function addStaff(userid) {
    const result = await act({ who: phone.who, do: "add", userid });
    if (!result || result.error) return;
    say(result.already ? t("already") : t("added", { name: world.staffName(userid) }));
    arrive(userid);
    world.meet(userid, phone.who);
  }

  function view() {
    if (phone.who === "") return nobodyView();
    const chat = phone.data?.chats.find((one) => one.with === phone.chat);
    if (chat && phone.tab === "chats") return chatView(chat);
    if (phone.tab === "scan") return scanView(phone, world, follow, addStaff);
    if (phone.tab === "moments") return momentsView(phone, follow, false);
    return phone.tab === "me" ? meView(phone, orders, phone.browser.position()) : listView();
  }

  function nobodyView() {
    const start = () => [
      h("p", { class: "strong" }, t("newPersonStart")),
      h(
        "ol",
        { class: "steps" },
        ["step1", "step2", "step3"].map((step) => h("li", {}, t(step))),
      ),
      h("button", { class: "next", onclick: newPerson, "data-testid": "person-first" }, t("start")),
    ];
    return {
      title: t("customerPhone"),
      signature: ["nobody", t("noPerson")],
      make: () => h("div", { class: "empty", "data-testid": "empty" }, start()),
    };
  }

  function listView() {
    const chats = byLatest(phone);
    const requests = phone.data?.requests ?? [];
    const goScan = () => {
      phone.tab = "scan";
      phone.forgetScreen();
    };
    return {
      title: t("tabChats"),
      signature: ["list", listSignature(phone, chats), requests, t("noChats")],
      make: () =>
        chats.length + requests.length === 0
          ? empty(t("noChats"), t("noChatsHint"), h("button", { class: "main", onclick: goScan, "data-testid": "go-scan" }, t("goScan")))
          : [
              requests.length > 0 ? [h("h3", {}, t("requests")), requests.map(requestItem)] : null,
              chats.map((one) => chatItem(phone, one, () => openChat(one.with))),
            ],
    };
  }

  function requestItem({ who: userid, name, at }) {
    const accept = async () => {
      const result = await act({ who: phone.who, do: "accept", from: userid });
      if (result?.added) arrive(userid);
    };
    return h(
      "div",
      { class: "row" },
      h("span", { class: "two" }, h("span", { class: "name" }, name), h("span", { class: "dim" }, when(at, phone.now))),
      h("button", { class: "main", onclick: accept, "data-testid": "request-accept" }, t("accept")),
    );
  }

  function openChat(id) {
    phone.chat = id;
    phone.forgetScreen();
    document.dispatchEvent(new Event("refresh"));
  }

  function chatView(chat) {
    markRead(phone.who, chat);
    const group = phone.data.groups.find((one) => one.chatId === chat.with);
    const target = chat.kind === "group" ? { chatId: chat.with } : { to: chat.with };
    const still = phone.speed === 0 && chat.messages.every((message) => message.from === "system");
    return {
      title: group ? `${chat.name} (${group.members})` : chat.name,
      back: () => openChat(""),
      actions: [parting(chat)],
      signature: ["chat", phone.who, chat, [...names], still, t("send"), dayOf(phone.now)],
      make: () => [bubbles(phone, chat, names, follow), still ? h("p", { class: "time" }, t("chatPaused")) : null],
      compose: composer(`${phone.who} ${chat.with}`, (text) => act({ who: phone.who, do: "say", ...target, text })),
    };
  }

  /** How one leaves a chat of this kind. */
  function parting(chat) {
    const { who } = phone;
    const ways = {
      group: { testid: "leave-group", label: "leave", short: "leaveShort", ask: "leaveAsk", input: { do: "leave", chatId: chat.with } },
      kf: {
        testid: "kf-block",
        label: "refuseMessages",
        short: "refuseMessages",
        ask: "refuseAsk",
        input: { do: "kf-block", openKfId: chat.with },
      },
      single: {
        testid: "unfriend",
        label: "unfriend",
        short: "unfriendShort",
        ask: "unfriendAsk",
        input: { do: "unfriend", userid: chat.with },
      },
    };
    const { testid, label, short, ask: question, input } = ways[chat.kind] ?? ways.single;
    const press = async () => {
      if (!(await phone.question(t(question, { name: chat.name })))) return;
      const result = await act({ who, ...input });
      if (!result || result.error) return;
      if (chat.kind === "kf") say(t("refusedDone"));
      else openChat("");
    };
    return { label: t(label), short: t(short), press, testid };
  }

  return phone;
}
