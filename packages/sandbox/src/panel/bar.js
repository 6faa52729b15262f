import { ask, doing, say } from "./api.js";
import { fill, h } from "./dom.js";
import { clockTime, exactly, language, setLanguage, t, when } from "./words.js";

const SPEEDS = [0, 1, 10, 60];
const JUMPS = [
  ["10m", "jump10m"],
  ["1h", "jump1h"],
  ["1d", "jump1d"],
];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CHINA = 8 * HOUR;

/** The next 9:00 in China, when the shops open. */
export function nextMorning(now) {
  const today = Math.floor((now + CHINA) / DAY) * DAY - CHINA + 9 * HOUR;
  return today > now ? today : today + DAY;
}

/** The top bar: what time it is in the sandbox, how fast it runs, jumps, language. */
export function createBar(root) {
  const bar = { refresh };
  let busy = false;
  let clock = { now: "", speed: 0, nextAt: null };
  const face = h("time", { class: "clock", "data-testid": "clock" });
  const rest = h("div", { class: "controls" });
  const brand = h("h1", {}, h("img", { src: "sparrow.svg", alt: "", width: "28", height: "28" }), h("span", {}));
  root.append(brand, face, rest);

  async function refresh() {
    clock = await ask("clock");
    draw();
    return { now: Date.parse(clock.now), speed: clock.speed };
  }

  function draw() {
    brand.lastChild.textContent = t("brand");
    face.setAttribute("datetime", clock.now);
    face.setAttribute("aria-label", t("clock"));
    face.textContent = clock.now ? exactly(clock.now) : "";
    const nextLabel = clock.nextAt ? t("jumpNextAt", { time: soon(clock.nextAt, clock.now) }) : t("jumpNext");
    fill(rest, [clock.speed, busy, nextLabel, language], () => [
      h("fieldset", { class: "segments" }, h("legend", { class: "hidden" }, t("speed")), SPEEDS.map(speedChoice)),
      h(
        "div",
        { class: "group", role: "group", "aria-label": t("jump") },
        JUMPS.map(([advance, label]) => jump(t(label), `clock-add-${advance}`, () => ({ advance }))),
        jump(t("jumpMorning"), "clock-morning", () => ({ now: new Date(nextMorning(Date.parse(clock.now))).toISOString() })),
        // While time runs, what comes next may be over already.
        jump(nextLabel, "clock-next", async () => ({ now: await nextInstant() }), clock.nextAt === null, t("jumpNextHint")),
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

  function speedChoice(speed) {
    const input = h("input", {
      type: "radio",
      name: "speed",
      value: String(speed),
      checked: clock.speed === speed,
      "data-testid": `clock-speed-${speed}`,
      onchange: () => set(() => ({ speed })),
    });
    return h("label", { class: clock.speed === speed ? "on" : null }, input, speed === 0 ? t("speed0") : `${speed}×`);
  }

  function jump(label, testid, change, off = false, title = null) {
    return h("button", { disabled: busy || off, onclick: () => set(change), "data-testid": testid, title }, label);
  }

  async function nextInstant() {
    const { now, nextAt } = await ask("clock");
    return nextAt !== null && nextAt > now ? nextAt : now;
  }

  async function set(change) {
    busy = true;
    draw();
    await doing(async () => {
      const wish = await change();
      clock = { ...clock, ...(await ask("clock", wish)) };
      if (wish.speed === undefined) say(t("jumped", { time: when(clock.now, clock.now) }));
    });
    busy = false;
    draw();
    document.dispatchEvent(new Event("refresh"));
  }

  function switchLanguage() {
    setLanguage(language === "en" ? "zh" : "en");
    draw();
    document.dispatchEvent(new Event("refresh"));
  }

  return bar;
}

/** Today’s instants by the clock alone, later ones with their day. */
function soon(at, now) {
  return Date.parse(at) - Date.parse(now) < DAY / 2 ? clockTime(at) : when(at, now);
}
