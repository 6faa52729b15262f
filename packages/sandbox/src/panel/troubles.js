import { ask, doing, say } from "./api.js";
import { fill, h } from "./dom.js";
import { meaningOf, PLANTED } from "./meanings.js";
import { language, t } from "./words.js";

const API = "!callback/*";
const CALLBACKS = "callback/*";

// What each switch plants. A planted rule is a switch's own when kind, path and phase are the same.
const TROUBLES = [
  { key: "slow", rule: { kind: "delay", path: API, delaySeconds: 3 } },
  { key: "error", rule: { kind: "error", path: API } },
  { key: "reset", rule: { kind: "reset", path: API } },
  { key: "after", rule: { kind: "reset", path: API, phase: "after" }, more: true },
  { key: "half", rule: { kind: "half-body", path: API }, more: true },
  { key: "json", rule: { kind: "invalid-json", path: API }, more: true },
  { key: "gateway", rule: { kind: "bad-gateway", path: API }, more: true },
  { key: "ip", rule: { kind: "untrusted-ip", path: API }, more: true },
  { key: "skew", rule: { kind: "clock-skew", path: "*", skewSeconds: 300 }, more: true },
  { key: "lost", rule: { kind: "callback-lost", path: CALLBACKS }, callbacks: true },
  { key: "repeat", rule: { kind: "callback-repeat", path: CALLBACKS, delaySeconds: 5 }, callbacks: true },
  { key: "reorder", rule: { kind: "callback-reorder", path: CALLBACKS, delaySeconds: 10 }, callbacks: true },
  { key: "late", rule: { kind: "delay", path: CALLBACKS, delaySeconds: 30 }, callbacks: true, more: true },
  { key: "answer", rule: { kind: "callback-slow", path: CALLBACKS, delaySeconds: 6 }, callbacks: true, more: true },
];
const OFTEN = [
  [1, "oftenAlways"],
  [0.3, "oftenSome"],
  [0.05, "oftenRare"],
];

const isOf = ({ rule }, planted) =>
  planted.kind === rule.kind && planted.path === rule.path && (rule.phase === undefined || planted.phase === rule.phase);

const troubleOf = (planted) => TROUBLES.findLast((one) => isOf(one, planted));

/** The name of a trouble by what a call or a rule says of it. */
export function troubleName(kind) {
  const known = TROUBLES.find(({ rule }) => rule.kind === kind);
  return kind === "revoke-token" ? t("t_revoke") : known ? t(`t_${known.key}`) : kind;
}

/** Switches for every trouble that the sandbox can cause, what is at work, and one press that ends it all. */
export function createTroubles(root) {
  const head = h("div", { class: "head" });
  const first = h("div", {});
  const summary = h("summary", { "data-testid": "fault-more" });
  const more = h("div", {});
  root.append(head, first, h("details", {}, summary, more));
  let often = 0.3;
  let errcode = PLANTED[0];
  let rules = [];

  async function refresh() {
    rules = (await ask("faults")).faults.filter((rule) => rule.count !== 0);
    draw();
  }

  function draw() {
    const shown = rules.map(({ id, struck }) => [id, struck]);
    fill(head, [shown, language], () => [
      h("h2", {}, t("trouble")),
      h("span", { class: rules.length > 0 ? "tag warn" : "dim", role: "status", "data-testid": "fault-count" }, count()),
      rules.length > 0 ? h("button", { class: "next", onclick: clear, "data-testid": "fault-clear" }, t("troubleClear")) : null,
      rules.length > 0 ? h("ul", { class: "chips" }, rules.map(chip)) : null,
    ]);
    const ids = rules.map(({ id }) => id);
    summary.textContent = t("troubleMore");
    fill(first, ["first", ids, language], () => [switches(false), h("div", { class: "checks" }, howOften(), revoke())]);
    fill(more, ["more", ids, language], () => [switches(true), h("div", { class: "checks" }, whichError())]);
  }

  const count = () => (rules.length > 0 ? t("troubleActive", { n: rules.length }) : t("noTrouble"));

  function switches(rare) {
    return [false, true].map((callbacks) =>
      h(
        "fieldset",
        { class: "checks" },
        h("legend", {}, t(callbacks ? "troubleCallbacks" : "troubleApi")),
        TROUBLES.filter((one) => Boolean(one.callbacks) === callbacks && Boolean(one.more) === rare).map(check),
      ),
    );
  }

  function check(trouble) {
    const planted = rules.find((rule) => troubleOf(rule) === trouble);
    const change = () => {
      if (planted) return remove(planted.id);
      return plant({ ...trouble.rule, ...(trouble.key === "error" && { errcode }), probability: often });
    };
    return h(
      "label",
      { class: "check" },
      h("input", { type: "checkbox", checked: Boolean(planted), onchange: change, "data-testid": `fault-${trouble.key}` }),
      t(`t_${trouble.key}`),
    );
  }

  function chip(rule) {
    const name = chipName(rule);
    const percent = rule.probability < 1 ? ` ${Math.round(rule.probability * 100)}%` : "";
    return h(
      "li",
      { "data-testid": "fault-active", "data-kind": rule.kind },
      `${name}${percent} · ${t("struck", { n: rule.struck })}`,
      h("button", { class: "plain", onclick: () => remove(rule.id), "aria-label": t("troubleStop", { what: name }) }, "✕"),
    );
  }

  function chipName(rule) {
    const known = troubleOf(rule);
    const group = known && rule.path !== "*" ? `${t(known.callbacks ? "troubleCallbacks" : "troubleApi")}${t("colon")}` : "";
    const name = known ? t(`t_${known.key}`) : `${troubleName(rule.kind)} ${rule.path}`;
    return group + (rule.kind === "error" ? `${name} ${rule.errcode}` : name);
  }

  function howOften() {
    const choices = OFTEN.map(([value, key]) => h("option", { value: String(value), selected: value === often }, t(key)));
    const change = (event) => (often = Number(event.target.value));
    return h("label", { class: "check" }, t("troubleOften"), h("select", { onchange: change, "data-testid": "fault-often" }, choices));
  }

  function whichError() {
    const choices = PLANTED.map((code) => h("option", { value: String(code), selected: code === errcode }, `${code} ${meaningOf(code)}`));
    const change = (event) => (errcode = Number(event.target.value));
    return h("label", { class: "check" }, t("errorCode"), h("select", { onchange: change, "data-testid": "fault-errcode" }, choices));
  }

  function revoke() {
    const press = async () => {
      if (await plant({ kind: "revoke-token", path: "*", count: 1 })) say(t("troubleRevoked"));
    };
    return h("button", { onclick: press, "data-testid": "fault-revoke" }, t("troubleRevoke"));
  }

  const plant = (rule) => changed(() => ask("faults", rule));
  const remove = (id) => changed(() => ask(`faults?id=${encodeURIComponent(id)}`, { id }, "DELETE"));

  async function clear() {
    if (await changed(() => ask("faults", {}, "DELETE"))) say(t("troubleCleared"));
  }

  async function changed(work) {
    const done = await doing(work);
    await doing(refresh);
    return done;
  }

  return { refresh };
}
