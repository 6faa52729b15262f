import { act, ask, doing, say } from "./api.js";
import { bubbles, chatItem, composer, markRead, unread } from "./chat.js";
import { fieldsOf, fill, h } from "./dom.js";
import { createPhone, empty } from "./phone.js";
import { dayOf, t } from "./words.js";

const HOLDER = "shuke-panel-customer";
const PLACE = "shuke-panel-place:";
// People's Square in Shanghai: somewhere to stand until one says where.
const SQUARE = { lng: 121.4737, lat: 31.2304 };

/** The left phone: anybody outside the company. */
export function createCustomer(root, world) {
  const phone = createPhone(root, {
    kind: "customer",
    start: "chats",
    tabs: () => [
      { key: "chats", label: t("tabChats"), badge: (phone.data?.chats ?? []).reduce((n, chat) => n + unread(phone.who, chat), 0) },
      { key: "scan", label: t("tabScan") },
      { key: "me", label: t("tabMe") },
    ],
    view: () => view(),
  });
  phone.who = localStorage.getItem(HOLDER) ?? "";
  phone.refresh = refresh;
  phone.browser.position = place;
  phone.browser.onScan = async (url) => {
    if (await scan(url)) phone.browser.close();
  };
  let people = [];
  let names = new Map();
  let query = "";

  async function refresh(now) {
    people = (await ask(`people?kind=customer&limit=100&q=${encodeURIComponent(query)}`)).items;
    if (phone.who !== "") phone.data = await ask(`phones/${encodeURIComponent(phone.who)}`).catch(() => null);
    if (phone.data === null) phone.who = "";
    const group = phone.data?.chats.find((chat) => chat.with === phone.chat && chat.kind === "group");
    if (group) names = new Map((await ask(`groups/${group.with}`)).members.map((member) => [member.who, member.name]));
    fill(phone.holder, [people, phone.who, phone.data?.name, t("personNew")], holder);
    phone.render(now);
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
    localStorage.setItem(HOLDER, who);
    phone.browser.close();
    phone.forgetScreen();
  }

  async function newPerson() {
    const made = await act({ who: "new", do: "nothing" });
    if (made?.who) {
      hold(made.who);
      phone.tab = "scan";
    }
  }

  async function scan(url) {
    const result = await act({ who: phone.who, do: "scan", url });
    if (!result || result.error) return false;
    if (result.status !== undefined) {
      // No code of the company but any page: a phone shows it.
      await phone.browser.open(url);
      return false;
    }
    if (result.added) say(t("added", { name: world.staffName(result.added) }));
    else if (result.joined) say(t("joined", { name: result.joinedName ?? (await groupName(result.joined)) }));
    else say(result.already ? t("already") : t("scanned"));
    phone.tab = "chats";
    phone.chat = result.added ?? result.joined ?? result.already ?? "";
    phone.forgetScreen();
    return true;
  }

  function place() {
    const kept = localStorage.getItem(PLACE + phone.who);
    return kept ? JSON.parse(kept) : (people.find((person) => person.id === phone.who)?.home ?? SQUARE);
  }

  function view() {
    if (phone.who === "")
      return { title: t("customerPhone"), signature: ["nobody", t("noPerson")], make: () => empty(t("noPerson"), t("noPersonHint")) };
    const chat = phone.data?.chats.find((one) => one.with === phone.chat);
    if (chat && phone.tab === "chats") return chatView(chat);
    if (phone.tab === "scan") return scanView();
    return phone.tab === "me" ? meView() : listView();
  }

  function listView() {
    const chats = [...(phone.data?.chats ?? [])].sort((a, b) => ((a.messages.at(-1)?.at ?? "") < (b.messages.at(-1)?.at ?? "") ? 1 : -1));
    const goScan = () => {
      phone.tab = "scan";
      phone.forgetScreen();
    };
    return {
      title: t("tabChats"),
      signature: [
        "list",
        phone.who,
        dayOf(phone.now),
        chats.map((chat) => [chat.with, chat.name, chat.messages.at(-1), unread(phone.who, chat)]),
        t("noChats"),
      ],
      make: () =>
        chats.length === 0
          ? empty(t("noChats"), t("noChatsHint"), h("button", { class: "main", onclick: goScan, "data-testid": "go-scan" }, t("goScan")))
          : chats.map((one) => chatItem(phone, one, () => openChat(one.with))),
    };
  }

  function openChat(id) {
    phone.chat = id;
    phone.forgetScreen();
    document.dispatchEvent(new Event("refresh"));
  }

  function chatView(chat) {
    markRead(phone.who, chat);
    const group = phone.data.groups.find((one) => one.chatId === chat.with);
    const isGroup = chat.kind === "group";
    const target = isGroup ? { chatId: chat.with } : { to: chat.with };
    const part = async () => {
      const wanted = await phone.question(t(isGroup ? "leaveAsk" : "unfriendAsk", { name: chat.name }));
      if (wanted)
        await act(isGroup ? { who: phone.who, do: "leave", chatId: chat.with } : { who: phone.who, do: "unfriend", userid: chat.with });
    };
    return {
      title: group ? `${chat.name} (${group.members})` : chat.name,
      back: () => openChat(""),
      more: { label: t(isGroup ? "leave" : "unfriend"), press: part, testid: isGroup ? "leave-group" : "unfriend" },
      signature: ["chat", phone.who, chat, [...names], t("send"), dayOf(phone.now)],
      make: () => bubbles(phone, chat, names, phone.browser.open),
      compose: composer(`${phone.who} ${chat.with}`, (text) => act({ who: phone.who, do: "say", ...target, text })),
    };
  }

  function scanView() {
    const codes = world.codes();
    const section = (kind, title) => {
      const some = codes.filter((code) => code.kind === kind);
      return some.length === 0 ? [] : [h("h3", {}, title), some.map(codeItem)];
    };
    return {
      title: t("scanTitle"),
      signature: ["scan", codes, t("scanGo")],
      make: () => [
        h(
          "form",
          { class: "line", onsubmit: (event) => scan(fieldsOf(event).url) },
          h("input", {
            name: "url",
            type: "url",
            required: true,
            placeholder: t("scanPlaceholder"),
            "aria-label": t("scanUrl"),
            "data-testid": "scan-url",
          }),
          h("button", { class: "main", "data-testid": "scan-go" }, t("scanGo")),
        ),
        codes.length === 0
          ? empty(t("noCodes"), t("noCodesHint"))
          : [section("contact", t("codesContact")), section("group", t("codesGroup"))],
      ],
    };
  }

  function codeItem(code) {
    return h(
      "button",
      { class: "row", onclick: () => scan(code.url), "data-testid": "code-item", "data-kind": code.kind, "data-url": code.url },
      h("img", { src: new URL(code.url).pathname, alt: "", width: "44", height: "44" }),
      h("span", { class: "two" }, h("span", { class: "name" }, code.title || code.state || "—"), h("span", { class: "dim" }, code.state)),
    );
  }

  function meView() {
    const at = place();
    const save = (event) => {
      const { lng, lat } = fieldsOf(event);
      localStorage.setItem(PLACE + phone.who, JSON.stringify({ lng: Number(lng), lat: Number(lat) }));
      say(t("whereSaved"));
    };
    const number = (name) =>
      h(
        "label",
        {},
        t(name),
        h("input", { name, type: "number", step: "any", required: true, value: String(at[name]), "data-testid": `where-${name}` }),
      );
    return {
      title: t("tabMe"),
      signature: ["me", phone.who, phone.data?.externalUserId, at, t("where")],
      make: () => [
        h(
          "dl",
          {},
          h("dt", {}, t("person")),
          h("dd", {}, phone.data?.name ?? ""),
          h("dt", {}, t("id")),
          h("dd", { "data-testid": "person-id" }, phone.who),
        ),
        h(
          "dl",
          {},
          h("dt", {}, t("externalId")),
          h("dd", { "data-testid": "person-external" }, phone.data?.externalUserId ?? t("notKnown")),
        ),
        h(
          "form",
          { class: "stack", onsubmit: save },
          h("h3", {}, t("where")),
          number("lng"),
          number("lat"),
          h("button", { "data-testid": "where-save" }, t("whereSave")),
        ),
      ],
    };
  }

  async function groupName(chatId) {
    return (await doing(() => ask(`groups/${chatId}`)))?.name ?? "";
  }

  return phone;
}
