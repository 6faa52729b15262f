import { act, say } from "./api.js";
import { fieldsOf, h } from "./dom.js";
import { t, when } from "./words.js";

const PLACE = "shuke-panel-place:";
// People's Square in Shanghai: somewhere to stand until one says where.
const SQUARE = { lng: 121.4737, lat: 31.2304 };

/** Where this person stands: as somebody said on the phone, else at home. */
export function placeOf(who, home) {
  const kept = localStorage.getItem(PLACE + who);
  return kept ? JSON.parse(kept) : (home ?? SQUARE);
}

/** The tab about the holder: who it is, buying, the phone's position. */
export function meView(phone, orders, place) {
  return {
    title: t("tabMe"),
    signature: ["me", phone.who, phone.data?.externalUserId, place, orders, t("where")],
    make: () => [
      facts([
        [t("person"), phone.data?.name ?? ""],
        [t("id"), phone.who, "person-id"],
        [t("externalId"), phone.data?.externalUserId ?? t("notKnown"), "person-external"],
      ]),
      buyForm(phone),
      orders.length > 0
        ? h(
            "div",
            { class: "pad" },
            h("h3", {}, t("orders")),
            h(
              "ul",
              { class: "plainlist" },
              orders.map((one) => order(one, phone.now)),
            ),
          )
        : null,
      placeForm(phone, place),
    ],
  };
}

function facts(rows) {
  return h(
    "dl",
    {},
    rows.map(([term, value, testid]) => [h("dt", {}, term), h("dd", { "data-testid": testid ?? null }, value)]),
  );
}

function order({ amountFen, storeId, at }, now) {
  const words = [yuan(amountFen), storeId, when(at, now)].filter(Boolean).join(" · ");
  return h("li", { "data-testid": "order-item" }, words);
}

const yuan = (fen) => `¥${(fen / 100).toFixed(2)}`;

function buyForm(phone) {
  const pay = async (event) => {
    const { amount, storeId } = fieldsOf(event);
    const result = await act({ who: phone.who, do: "buy", amountFen: Math.round(Number(amount) * 100), storeId });
    if (result && !result.error) say(t("bought", { amount: Number(amount).toFixed(2) }));
  };
  return h(
    "form",
    { class: "stack", onsubmit: pay },
    h("h3", {}, t("buyTitle")),
    h(
      "div",
      { class: "pair" },
      h(
        "label",
        {},
        t("buyAmount"),
        h("input", {
          name: "amount",
          type: "number",
          min: "0.01",
          step: "0.01",
          required: true,
          value: "9.9",
          "data-testid": "buy-amount",
        }),
      ),
      h("label", {}, t("buyStore"), h("input", { name: "storeId", autocomplete: "off", "data-testid": "buy-store" })),
    ),
    h("p", { class: "dim" }, t("buyHint")),
    h("button", { class: "main", "data-testid": "buy" }, t("buy")),
  );
}

function placeForm(phone, place) {
  const save = (event) => {
    const { lng, lat } = fieldsOf(event);
    localStorage.setItem(PLACE + phone.who, JSON.stringify({ lng: Number(lng), lat: Number(lat) }));
    say(t("whereSaved"));
  };
  const number = (name) =>
    h(
      "label",
      {},
      t(name),
      h("input", { name, type: "number", step: "any", required: true, value: String(place[name]), "data-testid": `where-${name}` }),
    );
  return h(
    "form",
    { class: "stack", onsubmit: save },
    h("h3", {}, t("where")),
    h("div", { class: "pair" }, number("lng"), number("lat")),
    h("button", { "data-testid": "where-save" }, t("whereSave")),
  );
}
