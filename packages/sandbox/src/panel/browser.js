import { ask, doing } from "./api.js";
import { fill, h } from "./dom.js";
import { t } from "./words.js";

/**
 * The browser inside a phone: a frame with the page as this person sees it. The page's bridge tells which codes and acts
 * it shows; `onScan` and `onAct` are set by the phone.
 */
export function createBrowser(phone, kind) {
  const frame = h("iframe", { "data-testid": "page-frame", allow: "geolocation" });
  const name = h("span", { class: "pagename" });
  const below = h("div", { class: "pagebar" });
  const closer = h("button", { class: "plain", onclick: () => close(), "data-testid": "page-close" }, "✕");
  const element = h("div", { class: "browser" }, h("div", { class: "address" }, closer, name), frame, below);
  const browser = { element, open, close, position: () => null, onScan: async () => {}, onAct: async () => {} };
  let page = { title: "", codes: [], acts: [] };
  element.hidden = true;

  async function open(url) {
    await doing(async () => {
      const { src } = await ask("panel/visit", { who: phone.who, url });
      page = { title: new URL(url).host, codes: [], acts: [] };
      frame.title = t("pageFrame");
      frame.src = src;
      element.hidden = false;
      render();
      closer.focus();
    });
  }

  function close() {
    element.hidden = true;
    frame.src = "about:blank";
    document.dispatchEvent(new Event("refresh"));
  }

  function render() {
    closer.setAttribute("aria-label", t("close"));
    name.textContent = page.title;
    fill(below, [page.codes, page.acts, t("recognise")], () => [
      ...(kind === "customer" ? page.codes : []).map((url) =>
        h("button", { class: "main", "data-testid": "page-scan", "data-url": url, onclick: () => browser.onScan(url) }, t("recognise")),
      ),
      ...(kind === "staff" ? page.acts : []).map(({ value, text }) =>
        h("button", { class: "main", "data-testid": "page-act", onclick: () => browser.onAct(JSON.parse(value)) }, t("doAct", { text })),
      ),
    ]);
    below.hidden = below.childElementCount === 0;
  }

  window.addEventListener("message", async (event) => {
    const { data, source } = event;
    if (source !== frame.contentWindow || data?.shuke !== "phone") return;
    if (data.type === "page") {
      page = { title: data.title || page.title, codes: [...new Set(data.codes)], acts: data.acts };
      render();
    }
    if (data.type === "scan") await browser.onScan(data.url);
    if (data.type === "locate") {
      const allowed = await phone.question(t("locateAsk"), t("locateYes"), t("locateNo"));
      const position = allowed ? browser.position() : null;
      source.postMessage({ shuke: "position", id: data.id, position }, event.origin);
    }
  });

  return browser;
}
