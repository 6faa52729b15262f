import { ask, doing } from "./api.js";
import { fill, h } from "./dom.js";
import { language, t } from "./words.js";

/**
 * The browser inside a phone: a frame with the page as this person sees it. The page's bridge tells which codes and acts
 * it shows; `onScan` and `onAct` are set by the phone. `sdk` answers what the page asks the JS-SDK (`base` where it does not), `tools` stand above the page.
 */
export function createBrowser(phone, kind) {
  const frame = h("iframe", { "data-testid": "page-frame", allow: "geolocation" });
  const name = h("span", { class: "pagename" });
  const tools = h("div", { class: "pagetools" });
  const instead = h("div", { class: "instead" });
  const below = h("div", { class: "pagebar" });
  const closer = h("button", { class: "plain", onclick: () => close(), "data-testid": "page-close" }, "✕");
  const element = h("div", { class: "browser" }, h("div", { class: "address" }, closer, name), tools, frame, instead, below);
  const browser = { element, open, close, show, position: () => null, onScan: async () => {}, onAct: async () => {}, sdk: {}, base: {} };
  let page = { title: "", codes: [], acts: [] };
  let opener = null;
  element.hidden = true;
  element.addEventListener("keydown", (event) => event.key === "Escape" && close());

  /** Opens a page; `options` are {sdk?, tools?} of a sidebar. */
  async function open(url, options = {}) {
    await doing(async () => {
      const { src } = await ask("panel/visit", { who: phone.who, url, language });
      begin(new URL(url).host, options);
      frame.title = t("pageFrame");
      frame.src = src;
      frame.hidden = false;
      render();
      closer.focus();
    });
  }

  /** Shows something of the phone's own where a page would be. */
  function show(title, options, ...content) {
    begin(title, options);
    frame.hidden = true;
    instead.replaceChildren(...content);
    render();
    closer.focus();
  }

  function begin(title, { sdk = {}, tools: own = [] }) {
    opener ??= document.activeElement;
    page = { title, codes: [], acts: [] };
    browser.sdk = sdk;
    tools.replaceChildren(...own);
    tools.hidden = own.length === 0;
    instead.replaceChildren();
    element.hidden = false;
  }

  function close() {
    if (element.hidden) return;
    element.hidden = true;
    frame.src = "about:blank";
    if (opener?.isConnected) opener.focus();
    opener = null;
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
    if (source !== frame.contentWindow || !data) return;
    if (data.sandbox === "ask") return answerSdk(event);
    if (data.shuke !== "phone") return;
    if (data.type === "page") {
      page = { title: data.title || page.title, codes: [...new Set(data.codes)], acts: data.acts };
      render();
    }
    if (data.type === "scan") await browser.onScan(data.url);
    if (data.type === "locate") {
      source.postMessage({ shuke: "position", id: data.id, position: await whereIfAllowed() }, event.origin);
    }
  });

  async function whereIfAllowed() {
    const allowed = await phone.question(t("locateAsk"), t("locateYes"), t("locateNo"));
    return allowed ? browser.position() : null;
  }

  /** What a page asks the JS-SDK; names that nobody answers here get the stand-in's own answer. */
  async function answerSdk({ data, source, origin }) {
    const tell = (message) => source.postMessage({ id: data.id, ...message }, origin);
    const known = { ...browser.base, ...browser.sdk, getLocation, closeWindow };
    if (!Object.hasOwn(known, data.name)) return;
    // A person may think for longer than the page would wait.
    tell({ sandbox: "wait" });
    const result = await known[data.name](data.args);
    const outcome = result.fail === undefined ? "ok" : `fail ${result.fail}`;
    const errMsg = `${data.name}:${outcome}`;
    tell({ sandbox: "answer", result: { ...result, errMsg, err_msg: errMsg } });
  }

  async function getLocation() {
    const place = await whereIfAllowed();
    return place ? { latitude: place.lat, longitude: place.lng, accuracy: 30, speed: 0 } : { fail: "auth deny" };
  }

  function closeWindow() {
    close();
    return {};
  }

  return browser;
}
