import { ask } from "./api.js";
import { fill, h } from "./dom.js";
import { createTraffic } from "./traffic.js";
import { createTroubles } from "./troubles.js";
import { language, t } from "./words.js";

/** Behind the phones: who listens, troubles to plant, and everything that goes over the wire. */
export function createBehind(root) {
  const link = h("div", { class: "link-state", role: "status", "data-testid": "link-state" });
  const troubles = h("div", { class: "trouble" });
  const traffic = h("div", { class: "traffic" });
  root.append(link, troubles, traffic);
  const parts = [createTroubles(troubles), createTraffic(traffic)];

  async function refresh() {
    root.setAttribute("aria-label", t("behind"));
    await Promise.all([listener(), ...parts.map((part) => part.refresh())]);
  }

  /** Whether somebody hears what the sandbox tells. */
  async function listener() {
    const [{ url, sent, failed }, { callbacks }] = await Promise.all([ask("callback"), ask("callback/log?limit=3")]);
    const isDown = callbacks.length > 0 && callbacks.every(({ outcome }) => outcome === "unreachable");
    const state = url === "" ? "none" : isDown ? "down" : "up";
    fill(link, [state, url, sent, failed, language], () => {
      const host = url === "" ? "" : new URL(url).host;
      const words = { none: t("linkNone"), down: t("linkDown", { host }), up: t("linkUp", { host }) }[state];
      const about = state === "none" ? t("linkNoneHint") : t("linkStats", { sent, failed });
      return [h("span", { class: `dot ${state}`, "aria-hidden": "true" }), h("b", {}, words), h("span", { class: "dim" }, about)];
    });
    link.dataset.state = state;
  }

  return { refresh };
}
