import { fill, h } from "./dom.js";
import { language, t } from "./words.js";

const VIEWS = [
  ["customer", "viewCustomer"],
  ["staff", "viewStaff"],
  ["behind", "viewBehind"],
];

/** On a narrow screen one of the three is shown at a time; this line of buttons says which. */
export function createViews(root, desk) {
  let view = "customer";

  function draw() {
    desk.dataset.view = view;
    root.setAttribute("aria-label", t("views"));
    fill(root, [view, language], () =>
      VIEWS.map(([key, label]) =>
        h(
          "button",
          {
            class: view === key ? "on" : null,
            "aria-pressed": String(view === key),
            onclick: () => choose(key),
            "data-testid": `view-${key}`,
          },
          t(label),
        ),
      ),
    );
  }

  function choose(key) {
    view = key;
    draw();
  }

  return { draw };
}
