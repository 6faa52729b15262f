import { ask, doing, say } from "./api.js";
import { fill, h } from "./dom.js";
import { empty } from "./phone.js";
import { clockTime, language, t } from "./words.js";

// What each switch plants; `kind` tells which of the planted ones is ours.
const TROUBLES = [
  { key: "troubleLost", testid: "fault-lost", rule: { kind: "callback-lost", path: "callback/*", probability: 0.05 } },
  {
    key: "troubleRepeat",
    testid: "fault-repeat",
    rule: { kind: "callback-repeat", path: "callback/*", probability: 0.05, delaySeconds: 5 },
  },
  {
    key: "troubleReorder",
    testid: "fault-reorder",
    rule: { kind: "callback-reorder", path: "callback/*", probability: 0.3, delaySeconds: 10 },
  },
  { key: "troubleSlow", testid: "fault-slow", rule: { kind: "delay", path: "*", probability: 1, delaySeconds: 3 } },
];
const SHOWN = 60;

/** Behind the phones: troubles to plant, and every call that the sandbox answers. */
export function createBehind(root) {
  const trouble = h("div", { class: "trouble" });
  const calls = h("div", { class: "calls", "data-testid": "calls", tabindex: "0", role: "region" });
  const head = h("h2", {});
  root.append(trouble, head, calls);

  async function refresh() {
    const [faults, list] = await Promise.all([ask("faults"), ask(`calls?limit=${SHOWN}`)]);
    const rules = faults.faults;
    root.setAttribute("aria-label", t("behind"));
    fill(trouble, [rules.map((rule) => [rule.id, rule.kind]), language], () => [h("h2", {}, t("trouble")), switches(rules), revoke()]);
    head.textContent = t("calls");
    calls.setAttribute("aria-label", t("calls"));
    const items = list.calls;
    fill(calls, [items[0]?.n, items.length, list.quotas.length, language], () =>
      items.length === 0 ? empty(t("noCalls"), t("noCallsHint")) : table(items, list),
    );
  }

  function switches(rules) {
    return TROUBLES.map(({ key, testid, rule }) => {
      const planted = rules.find((one) => one.kind === rule.kind);
      const change = () =>
        doing(() => (planted ? ask(`faults?id=${encodeURIComponent(planted.id)}`, { id: planted.id }, "DELETE") : ask("faults", rule)));
      return h(
        "label",
        { class: "check" },
        h("input", {
          type: "checkbox",
          checked: Boolean(planted),
          onchange: async () => (await change(), refresh()),
          "data-testid": testid,
        }),
        t(key),
      );
    });
  }

  function revoke() {
    const press = () =>
      doing(async () => {
        await ask("faults", { kind: "revoke-token", path: "*", count: 1 });
        say(t("troubleRevoked"));
      });
    return h("button", { onclick: press, "data-testid": "fault-revoke" }, t("troubleRevoke"));
  }

  return { refresh };
}

function table(items, list) {
  return h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ["colTime", "colPath", "colResult", "quota"].map((key) => h("th", { scope: "col" }, t(key))),
      ),
    ),
    h(
      "tbody",
      {},
      items.map((call) =>
        h(
          "tr",
          { "data-testid": "call", class: call.errcode === 0 ? null : "bad" },
          h("td", {}, clockTime(call.at, true)),
          h("td", { class: "path" }, breakable(call.path)),
          h("td", {}, call.errcode === 0 ? t("ok") : `✕ ${call.errcode ?? "—"}`),
          h("td", {}, quotaOf(list, call.path)),
        ),
      ),
    ),
  );
}

// A long path breaks after a slash or underscore, never inside a word.
function breakable(path) {
  return path.split(/(?<=[/_])/).flatMap((part, at) => (at === 0 ? [part] : [document.createElement("wbr"), part]));
}

function quotaOf(list, path) {
  const use = list.quotas.find((one) => one.path === path);
  return use ? t("quotaOf", { used: use.used, limit: use.max }) : "";
}
