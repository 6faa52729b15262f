import { createBrowser } from "./browser.js";
import { fill, forget, h } from "./dom.js";
import { clockTime, t } from "./words.js";

/**
 * The shell of a phone: status line, title with back and more, screen, tabs, browser and question sheet. `options` says
 * what is inside: `kind`, `start` (the first tab), `tabs` ([{key, label, badge?}]), `view()` → {title, back?, more?, signature, make, compose?}.
 */
export function createPhone(root, options) {
  const phone = { root, who: "", data: null, tab: options.start, chat: "", render, question, forgetScreen, now: 0 };
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

  function render(now) {
    phone.now = now ?? phone.now;
    root.setAttribute("aria-label", t(`${options.kind}Phone`));
    tabs.setAttribute("aria-label", t(`${options.kind}Menu`));
    status.textContent = phone.now ? clockTime(phone.now) : "";
    const view = options.view();
    fill(title, [view.title, view.back !== undefined, view.more?.label, t("back")], () => [
      view.back ? h("button", { class: "plain", onclick: view.back, "aria-label": t("back"), "data-testid": "back" }, "‹") : h("span", {}),
      h("h2", {}, view.title),
      view.more
        ? h("button", { class: "plain", onclick: view.more.press, "aria-label": view.more.label, "data-testid": view.more.testid }, "⋯")
        : h("span", {}),
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
      label,
      badge ? h("span", { class: "badge", "data-testid": `badge-${key}` }, badge) : null,
    );
  }

  function forgetScreen() {
    forget(screen);
    render();
  }

  /** Asks on the phone's own screen; `true` for yes. */
  function question(text, yes = t("yes"), no = t("no")) {
    return new Promise((resolve) => {
      const before = document.activeElement;
      const answer = (value) => {
        sheet.replaceChildren();
        sheet.classList.remove("on");
        before?.focus?.();
        resolve(value);
      };
      const first = h("button", { class: "main", onclick: () => answer(true), "data-testid": "sheet-yes" }, yes);
      sheet.replaceChildren(
        h(
          "div",
          { role: "dialog", "aria-modal": "true", "aria-label": text, onkeydown: (event) => event.key === "Escape" && answer(false) },
          h("p", {}, text),
          h("div", { class: "pair" }, h("button", { onclick: () => answer(false), "data-testid": "sheet-no" }, no), first),
        ),
      );
      sheet.classList.add("on");
      first.focus();
    });
  }

  return phone;
}

/** What a screen says when there is nothing to show: what it is for, and what to do first. */
export function empty(title, hint, action) {
  return h("div", { class: "empty", "data-testid": "empty" }, h("p", { class: "strong" }, title), h("p", {}, hint), action ?? null);
}
