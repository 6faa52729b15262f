import { ask, doing, say } from "./api.js";
import { fill, h } from "./dom.js";
import { exactly, language, setLanguage, t, when } from "./words.js";

const SPEEDS = [0, 1, 10, 60];
const JUMPS = [
  ["10m", "jump10m"],
  ["1h", "jump1h"],
  ["1d", "jump1d"],
];

/** The top bar: what time it is in the sandbox, how fast it runs, jumps, language. */
export function createBar(root) {
  const bar = { refresh };
  let busy = false;
  let clock = { now: "", speed: 0 };
  const face = h("time", { class: "clock", "data-testid": "clock" });
  const rest = h("div", { class: "controls" });
  const brand = h("h1", {}, h("img", { src: "sparrow.svg", alt: "", width: "28", height: "28" }), h("span", {}));
  root.append(brand, face, rest);

  async function refresh() {
    clock = await ask("clock");
    draw();
    return Date.parse(clock.now);
  }

  function draw() {
    brand.lastChild.textContent = t("brand");
    face.setAttribute("datetime", clock.now);
    face.setAttribute("aria-label", t("clock"));
    face.textContent = clock.now ? exactly(clock.now) : "";
    fill(rest, [clock.speed, busy, language], () => [
      h(
        "fieldset",
        { class: "segments" },
        h("legend", { class: "hidden" }, t("speed")),
        SPEEDS.map((speed) =>
          h(
            "label",
            { class: clock.speed === speed ? "on" : null },
            h("input", {
              type: "radio",
              name: "speed",
              value: String(speed),
              checked: clock.speed === speed,
              "data-testid": `clock-speed-${speed}`,
              onchange: () => set({ speed }),
            }),
            speed === 0 ? t("speed0") : `${speed}×`,
          ),
        ),
      ),
      h(
        "div",
        { class: "group", role: "group", "aria-label": t("jump") },
        JUMPS.map(([advance, label]) =>
          h("button", { disabled: busy, onclick: () => set({ advance }), "data-testid": `clock-add-${advance}` }, t(label)),
        ),
      ),
      h("span", { class: "dim", role: "status", "data-testid": "clock-busy" }, busy ? t("jumping") : ""),
      h(
        "button",
        {
          class: "plain",
          lang: language === "en" ? "zh-CN" : "en",
          "data-testid": "language",
          title: t("languageHint"),
          onclick: switchLanguage,
        },
        t("language"),
      ),
    ]);
  }

  async function set(change) {
    busy = true;
    draw();
    await doing(async () => {
      clock = { ...clock, ...(await ask("clock", change)) };
      if (change.advance) say(t("jumped", { time: when(clock.now, clock.now) }));
    });
    busy = false;
    document.dispatchEvent(new Event("refresh"));
  }

  function switchLanguage() {
    setLanguage(language === "en" ? "zh" : "en");
    draw();
    document.dispatchEvent(new Event("refresh"));
  }

  return bar;
}
