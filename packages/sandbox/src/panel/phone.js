import { createBrowser } from "./browser.js";
import { fill, forget, h } from "./dom.js";
import { icon } from "./icons.js";
import { clockTime, t } from "./words.js";

/**
 * The shell of a phone: status line, title with back and actions, screen, tabs, browser and question sheet. `options` says what
 * is inside: `kind`, `start` (the first tab), `tabs` ([{key, label, badge?}]), `view()` → {title, back?, actions? [{label, short?,
 * icon?, press, testid}], signature, make, compose?}.
 */
export function createPhone(root, options) {
  const phone = { root, who: "", data: null, tab: options.start, chat: "", render, question, howMany, forgetScreen, now: 0, speed: 1 };
  const holder = h("div", { class: "holder" });
  const status = h("div", { class: "status", "aria-hidden": "true" });
  const title = h("div", { class: "title" });
  const screen = h("div", { class: "screen", tabindex: "0", role: "region" });
  const compose = h("div", { class: "compose" });
  const tabs = h("nav", { class: "tabs" });
  const sheet = h("div", { class: "sheet" });
  phone.browser = createBrowser(phone, options.kind);
  const device = h("div", { class: "device" }, status, title, screen, compose, tabs, phone.browser.element, sheet);
  root.append(holder, device);
  phone.holder = holder;

  function render(time) {
    phone.now = time?.now ?? phone.now;
    phone.speed = time?.speed ?? phone.speed;
    root.setAttribute("aria-label", t(`${options.kind}Phone`));
    tabs.setAttribute("aria-label", t(`${options.kind}Menu`));
    status.textContent = phone.now ? clockTime(phone.now) : "";
    const view = options.view();
    const actions = view.actions ?? [];
    fill(title, [view.title, view.back !== undefined, actions.map(({ label }) => label), t("back")], () => [
      view.back ? h("button", { class: "plain", onclick: view.back, "aria-label": t("back"), "data-testid": "back" }, "‹") : h("span", {}),
      h("h2", {}, view.title),
      h("span", { class: "actions" }, actions.map(actionButton)),
    ]);
    screen.setAttribute("aria-label", `${t(`${options.kind}Phone`)} · ${view.title}`);
    screen.dataset.stick = view.compose ? "end" : "";
    fill(compose, [view.compose?.key, t("send")], () => view.compose?.make() ?? []);
    compose.hidden = !view.compose;
    const entries = options.tabs();
    fill(tabs, [entries, phone.tab], () => entries.map(tabButton));
    tabs.hidden = Boolean(view.back) || phone.who === "";
    // Last, since what stands below decides where the end of the screen is.
    fill(screen, view.signature, view.make);
  }

  function actionButton({ label, short, icon: shape, press, testid }) {
    return h(
      "button",
      { class: "plain", onclick: press, "aria-label": label, title: label, "data-testid": testid },
      shape ? icon(shape) : (short ?? label),
    );
  }

  function tabButton({ key, label, badge }) {
    const press = () => {
      phone.tab = key;
      phone.chat = "";
      forgetScreen();
      document.dispatchEvent(new Event("refresh"));
    };
    const current = phone.tab === key;
    return h(
      "button",
      {
        class: current ? "on" : null,
        onclick: press,
        "aria-current": current ? "page" : null,
        "data-testid": `${options.kind}-tab-${key}`,
      },
      icon(key),
      h("span", {}, label),
      badge ? h("span", { class: "badge", "data-testid": `badge-${key}` }, badge > 99 ? "99+" : badge) : null,
    );
  }

  function forgetScreen() {
    forget(screen);
    render();
  }

  /** Asks on the phone's own screen; `true` for yes. */
  function question(text, yes = t("yes"), no = t("no")) {
    return asked(text, [], yes, no, () => true, false);
  }

  /** Asks for a number from 1 to `most`; null when it was not given. */
  function howMany(text, most, yes = t("yes")) {
    const input = h("input", {
      type: "number",
      min: "1",
      max: String(most),
      value: "1",
      "aria-label": text,
      "data-testid": "sheet-number",
    });
    const read = () => (input.checkValidity() && input.value !== "" ? Number(input.value) : null);
    return asked(text, [input], yes, t("no"), read, null);
  }

  function asked(text, inputs, yes, no, read, nothing) {
    return new Promise((resolve) => {
      const before = document.activeElement;
      const answer = (value) => {
        sheet.replaceChildren();
        sheet.classList.remove("on");
        // What asked may have been drawn anew meanwhile; then the phone itself takes the focus.
        (before?.isConnected ? before : screen).focus?.();
        resolve(value);
      };
      const send = (event) => {
        event.preventDefault();
        const value = read();
        if (value !== null) answer(value);
      };
      const first = h("button", { class: "main", "data-testid": "sheet-yes" }, yes);
      const form = h(
        "form",
        { onsubmit: send, novalidate: true },
        h("p", {}, text),
        inputs,
        h("div", { class: "pair" }, h("button", { type: "button", onclick: () => answer(nothing), "data-testid": "sheet-no" }, no), first),
      );
      sheet.replaceChildren(h("div", { role: "dialog", "aria-modal": "true", "aria-label": text, onkeydown: keys }, form));
      sheet.classList.add("on");
      (inputs[0] ?? first).focus();

      function keys(event) {
        if (event.key === "Escape") answer(nothing);
        if (event.key !== "Tab") return;
        // The question is modal: the focus goes round inside.
        const stops = [...form.querySelectorAll("input, button")];
        const next = stops[(stops.indexOf(document.activeElement) + (event.shiftKey ? stops.length - 1 : 1)) % stops.length];
        event.preventDefault();
        next.focus();
      }
    });
  }

  return phone;
}

/** What a screen says when there is nothing to show: what it is for, and what to do first. */
export function empty(title, hint, action) {
  return h("div", { class: "empty", "data-testid": "empty" }, h("p", { class: "strong" }, title), h("p", {}, hint), action ?? null);
}
