import { ask, doing } from "./api.js";
import { fill, forget, h } from "./dom.js";
import { meaningOf } from "./meanings.js";
import { empty } from "./phone.js";
import { purposeOf } from "./purposes.js";
import { troubleName } from "./troubles.js";
import { clockTime, exactly, language, t } from "./words.js";

const ASKED = 200;
const SHOWN = 100;
const KINDS = [
  ["all", "showAll"],
  ["calls", "showCalls"],
  ["callbacks", "showCallbacks"],
];

const isBad = (row) => (row.outcome === undefined ? row.errcode !== 0 : row.outcome !== "delivered");

/** What goes over the wire, the latest first: calls that the sandbox answered, and callbacks that it sent. */
export function createTraffic(root) {
  const head = h("div", { class: "head" });
  const list = h("ol", { class: "calls", "data-testid": "calls", tabindex: "0" });
  const detail = h("section", { class: "detail", "data-testid": "call-detail", tabindex: "-1" });
  detail.hidden = true;
  root.append(head, list, detail);
  let kind = "all";
  let onlyBad = false;
  let rows = [];
  let quotas = [];
  let open = null;

  async function refresh() {
    const [{ calls, quotas: use }, { callbacks }] = await Promise.all([ask(`calls?limit=${ASKED}`), ask(`callback/log?limit=${ASKED}`)]);
    quotas = use;
    rows = inOrder(calls, callbacks);
    draw();
  }

  function draw() {
    fill(head, [kind, onlyBad, language], () => [h("h2", {}, t("calls")), kindChoice(), badChoice()]);
    list.setAttribute("aria-label", t("calls"));
    const wanted = rows.filter((row) => isWanted(row) && (!onlyBad || isBad(row))).slice(0, SHOWN);
    fill(list, [wanted.map((row) => [row.n, row.outcome]), onlyBad, language], () => {
      if (wanted.length > 0) return wanted.map((row) => h("li", {}, row.outcome === undefined ? callRow(row) : callbackRow(row)));
      return h("li", {}, onlyBad && rows.length > 0 ? empty(t("noBad"), t("noBadHint")) : empty(t("noCalls"), t("noCallsHint")));
    });
  }

  const isWanted = (row) => kind === "all" || (kind === "calls") === (row.outcome === undefined);

  function kindChoice() {
    const choose = (value) => () => {
      kind = value;
      forget(list);
      draw();
    };
    return h(
      "fieldset",
      { class: "segments small" },
      h("legend", { class: "hidden" }, t("show")),
      KINDS.map(([value, key]) =>
        h(
          "label",
          { class: kind === value ? "on" : null },
          h("input", { type: "radio", name: "traffic", checked: kind === value, onchange: choose(value), "data-testid": `show-${value}` }),
          t(key),
        ),
      ),
    );
  }

  function badChoice() {
    const change = (event) => {
      onlyBad = event.target.checked;
      forget(list);
      draw();
    };
    return h(
      "label",
      { class: "check" },
      h("input", { type: "checkbox", checked: onlyBad, onchange: change, "data-testid": "only-bad" }),
      t("onlyBad"),
    );
  }

  function callRow(call) {
    const words = [call.path, call.app ? t("by", { app: call.app }) : "", took(call)].filter(Boolean);
    return h(
      "button",
      {
        class: isBad(call) ? "call bad" : "call",
        onclick: () => show(call, callDetail),
        "data-testid": "call",
        "data-path": call.path,
        "data-errcode": String(call.errcode),
      },
      h("span", { class: "dim" }, clockTime(call.at, true)),
      h("span", { class: "name" }, purposeOf(call.path) || call.path),
      h("span", { class: "result" }, resultOf(call)),
      h("span", { class: "path dim" }, breakable(words.join(" · "))),
      call.fault ? h("span", { class: "tag warn" }, troubleName(call.fault)) : h("span", {}),
    );
  }

  function callbackRow(row) {
    const path = [row.event, row.changeType].filter(Boolean).join("/");
    return h(
      "button",
      {
        class: isBad(row) ? "call callback bad" : "call callback",
        onclick: () => show(row, callbackDetail),
        "data-testid": "callback",
        "data-path": path,
        "data-outcome": row.outcome,
      },
      h("span", { class: "dim" }, clockTime(row.at, true)),
      h("span", { class: "name" }, purposeOf(`callback/${row.event}/${row.changeType}`) || path),
      h("span", { class: "result" }, outcomeOf(row)),
      h("span", { class: "path dim" }, breakable(`→ ${path}`)),
      h("span", {}),
    );
  }

  async function show(row, make) {
    open = { row, opener: document.activeElement };
    const content = await doing(() => make(row));
    if (content === undefined || open?.row !== row) return;
    detail.replaceChildren(h("button", { onclick: hide, "data-testid": "call-back" }, `‹ ${t("back2list")}`), ...content);
    list.hidden = true;
    detail.hidden = false;
    detail.setAttribute("aria-label", detail.querySelector("h3")?.textContent ?? "");
    detail.scrollTop = 0;
    detail.querySelector("button").focus();
  }

  function hide() {
    detail.hidden = true;
    list.hidden = false;
    const { testid, path } = open?.opener?.dataset ?? {};
    open = null;
    list.querySelector(`[data-testid="${testid}"][data-path="${path}"]`)?.focus();
  }

  detail.addEventListener("keydown", (event) => event.key === "Escape" && hide());

  async function callDetail(call) {
    const use = quotas.find((one) => one.path === call.path);
    const facts = [
      [exactly(call.at), took(call), call.app ? t("by", { app: call.app }) : ""].filter(Boolean).join(" · "),
      call.fault ? t("planted", { what: troubleName(call.fault) }) : "",
      use ? `${t("quota")} ${t("quotaOf", { used: use.used, limit: use.max })}` : "",
    ];
    return [...heading(purposeOf(call.path) || call.path, call.path, resultOf(call), isBad(call), facts), ...(await exchange(call))];
  }

  return { refresh };
}

async function exchange(call) {
  let kept;
  try {
    kept = await ask(`calls/${call.n}`);
  } catch {
    return [h("p", { class: "dim" }, t("tooLongAgo"))];
  }
  const { method, query, body, file, answer } = kept;
  const asked = { ...(Object.keys(query).length > 0 && { query }), ...(Object.keys(body).length > 0 && { body }) };
  const nothing = call.errcode === null ? t("noAnswer") : t("binaryAnswer");
  return [
    h("h4", {}, `${t("asked")} ${method}`),
    h("pre", { tabindex: "0", "data-testid": "call-request" }, pretty(asked)),
    file ? h("p", { class: "dim" }, t("askedFile", { name: file.filename, bytes: file.bytes })) : null,
    h("h4", {}, t("answered")),
    answer ? h("pre", { tabindex: "0", "data-testid": "call-answer" }, pretty(answer)) : h("p", { class: "dim" }, nothing),
  ].filter(Boolean);
}

function callbackDetail(row) {
  const path = [row.event, row.changeType].filter(Boolean).join("/");
  const title = purposeOf(`callback/${row.event}/${row.changeType}`) || path;
  return [
    ...heading(title, path, outcomeOf(row), isBad(row), [exactly(row.at)]),
    h("h4", {}, t("cbContent")),
    h("pre", { tabindex: "0", "data-testid": "call-request" }, pretty(row.fields)),
  ];
}

function heading(title, path, result, bad, facts) {
  return [
    h("h3", {}, title),
    h("p", { class: "path" }, breakable(path)),
    h("p", { class: bad ? "state cancelled" : "state sent" }, result),
    ...facts.filter(Boolean).map((fact) => h("p", { class: "dim" }, fact)),
  ];
}

/** Calls follow on callbacks of the same instant, since virtual time stands while they are made. */
function inOrder(calls, callbacks) {
  return [...calls, ...callbacks].toSorted((a, b) => {
    if (a.at !== b.at) return a.at < b.at ? 1 : -1;
    const kinds = Number(a.outcome !== undefined) - Number(b.outcome !== undefined);
    return kinds || b.n - a.n;
  });
}

function took({ latencyMs }) {
  return t("took", { s: (latencyMs / 1000).toFixed(1) });
}

function resultOf({ errcode, errmsg, fault }) {
  if (errcode === 0) return fault === "half-body" || fault === "reset" ? `✕ ${troubleName(fault)}` : t("ok");
  if (errcode === null) return `✕ ${fault ? troubleName(fault) : t("noAnswer")}`;
  return `✕ ${errcode} ${meaningOf(errcode, errmsg)}`;
}

function outcomeOf({ outcome, attempt, givenUp }) {
  const words = [`${outcome === "delivered" ? "" : "✕ "}${t(`cb_${outcome}`)}`];
  if (attempt > 0) words.push(t("cbTry", { n: attempt + 1 }));
  if (givenUp) words.push(t("cbGivenUp"));
  return words.join(" · ");
}

function pretty(value) {
  if (typeof value !== "string") return JSON.stringify(value, null, 2);
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

// A long path breaks after a slash or underscore, never inside a word.
function breakable(path) {
  return path.split(/(?<=[/_])/).flatMap((part, at) => (at === 0 ? [part] : [document.createElement("wbr"), part]));
}
