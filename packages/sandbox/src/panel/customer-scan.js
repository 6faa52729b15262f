import { act, ask, say } from "./api.js";
import { avatar } from "./chat.js";
import { fieldsOf, h } from "./dom.js";
import { empty } from "./phone.js";
import { t } from "./words.js";

/** What is behind an address: a code or link of the company, a customer service chat, or any page. */
function kindOf(url) {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return "none";
  const [, kind] = /^\/_sandbox\/(qr|ca|kf)\//.exec(new URL(url).pathname) ?? [];
  return kind === "kf" ? "kf" : kind ? "code" : "page";
}

/** Follows codes and links on a customer's phone; `arrive(chat)` shows the chat that came of it. Answers whether one came. */
export function createFollower(phone, world, arrive) {
  return async function follow(url) {
    const kind = kindOf(url);
    if (kind === "none") {
      say(t("scanBad"));
      return false;
    }
    if (kind === "page") {
      await phone.browser.open(url);
      return false;
    }
    const result = await act({ who: phone.who, do: kind === "kf" ? "kf-enter" : "scan", url });
    if (!result || result.error) return false;
    await tell(result);
    arrive(result.added ?? result.joined ?? result.already ?? result.chatId ?? "");
    if (result.added) world.meet(result.added, phone.who);
    return true;
  };

  async function tell(result) {
    if (result.added) say(t("added", { name: world.staffName(result.added) }));
    else if (result.joined) say(t("joined", { name: (await ask(`groups/${result.joined}`)).name }));
    else if (result.already) say(t("already"));
    else if (!result.chatId) say(t("scanned"));
  }
}

/** The screen with everything that can be scanned. */
export function scanView(phone, world, follow, addStaff) {
  const codes = world.codes();
  const staff = world.staff().slice(0, 20);
  const section = (kind, title) => {
    const some = codes.filter((code) => code.kind === kind);
    return some.length === 0 ? [] : [h("h3", {}, title), some.map((code) => codeItem(code, follow))];
  };
  return {
    title: t("scanTitle"),
    signature: ["scan", codes, staff, t("scanGo")],
    make: () => [
      h(
        "form",
        { class: "line", onsubmit: (event) => follow(fieldsOf(event).url) },
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
      codes.length > 0
        ? [section("contact", t("codesContact")), section("group", t("codesGroup")), section("link", t("codesLink"))]
        : empty(...(staff.length === 0 ? [t("noCodes"), t("noCodesHint")] : [t("noCodesAlone"), t("noCodesAloneHint")])),
      staff.length > 0 ? [h("h3", {}, t("addDirectly")), staff.map((one) => staffItem(one, addStaff))] : null,
    ],
  };
}

function codeItem(code, follow) {
  const picture = { src: new URL(code.url).pathname, alt: "", width: "44", height: "44", loading: "lazy" };
  return h(
    "button",
    { class: "row", onclick: () => follow(code.url), "data-testid": "code-item", "data-kind": code.kind, "data-url": code.url },
    code.kind === "link" ? avatar(code.url, code.title) : h("img", picture),
    h("span", { class: "two" }, h("span", { class: "name" }, code.title || code.state || "—"), h("span", { class: "dim" }, code.state)),
  );
}

function staffItem({ id, name, position }, addStaff) {
  return h(
    "div",
    { class: "row" },
    avatar(id, name),
    h("span", { class: "two" }, h("span", { class: "name" }, name), h("span", { class: "dim" }, position ?? "")),
    h(
      "button",
      { onclick: () => addStaff(id), "aria-label": `${t("addOne")} ${name}`, "data-testid": "staff-add", "data-who": id },
      t("addOne"),
    ),
  );
}
