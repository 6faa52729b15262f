import { fill } from "@shuke/phrases";
import { citiesOf, type Datum, type Position, storeIndex, toWgs84 } from "#modules/org";
import { findStores, type Found, howOf, myGroup, reserveSeat, type Search } from "#modules/live-codes";
import { html, type Html } from "./html.ts";
import { document, reasonLine } from "./layout.ts";
import { noteOpened, type Answer, type Visit } from "./visit.ts";

/** What a link or a form asks for. `near` means: around the place that this phone remembers. */
const searchOf = (asked: Readonly<Record<string, string>>, place: Position | null): Search => ({
  at: asked["near"] === "1" ? place : null,
  city: asked["city"] ?? "",
  district: asked["district"] ?? "",
  name: (asked["q"] ?? "").trim(),
});

/** The first page of the search, and its results; may be loaded again at will. */
export async function findPage(visit: Visit): Promise<Answer> {
  const { ctx, visitor, query, words } = visit;
  const search = searchOf(query, visit.place);
  const asked = search.at !== null || search.city !== "" || search.district !== "" || search.name !== "";
  if (!asked && query["q"] === undefined && query["near"] === undefined) await noteOpened(visit, "find-store");
  if (await myGroup(ctx, visitor)) return { redirect: "/m/my-group" };
  if (!asked) return start(visit, search, query["near"] === undefined ? undefined : reasonLine("unknown", words.find.refused));
  const refused = reasons.find((reason) => reason === query["refused"]);
  return results(visit, search, await findStores(ctx, visitor, search), refused);
}

const reasons = ["too-far", "full", "paused", "closed", "unknown"] as const;
type Reason = (typeof reasons)[number];

/** Somebody told where she is: her phone remembers it for a while, our log does not. */
export async function locate(visit: Visit): Promise<Answer> {
  const place = positionOf(visit.form);
  return place ? { redirect: "/m/find-store?near=1", place } : { redirect: "/m/find-store?near=0" };
}

/** Somebody chose a store: a seat, her group, or the reason why not with others to choose from. */
export async function choose({ form, ctx, visitor, place }: Visit): Promise<Answer> {
  const search = searchOf(form, place);
  const answer = await reserveSeat(ctx, visitor, { storeId: form["storeId"] ?? "", how: howOf(search), at: search.at });
  if (answer.kind !== "refused") return { redirect: "/m/my-group" };
  const back = new URLSearchParams({ refused: answer.reason });
  for (const field of ["near", "city", "district", "q"]) if (form[field]) back.set(field, form[field]);
  return { redirect: `/m/find-store?${back.toString()}` };
}

/** WGS-84; null unless both numbers are there and possible. */
function positionOf(form: Readonly<Record<string, string>>): Position | null {
  const number = (text: string | undefined) => (text === undefined || text.trim() === "" ? Number.NaN : Number(text));
  const at = { lng: number(form["lng"]), lat: number(form["lat"]) };
  if (!(Math.abs(at.lng) <= 180 && Math.abs(at.lat) <= 90)) return null;
  const datum: Datum = form["datum"] === "gcj02" ? "gcj02" : "wgs84";
  return toWgs84(at, datum);
}

async function start(visit: Visit, search: Search, notice?: Html): Promise<string> {
  const w = visit.words.find;
  const body = html`<h1>${w.title}</h1>
    <p class="lead">${w.lead}</p>
    ${notice}${locateForm(visit)}
    <p class="or">${w.or}</p>
    ${await searchForm(visit, search)}`;
  return document({ language: visit.language, title: w.title, body });
}

async function results(visit: Visit, search: Search, found: Found, refused?: Reason): Promise<string> {
  const { words, language } = visit;
  const w = words.find;
  const place = [search.city, search.district].filter((part) => part !== "").join(" ");
  // With nothing to offer, the reason is the heading, and the line below says how to go on.
  const none = found.offers.length === 0 ? (refused ?? found.reason ?? "unknown") : null;
  const shown = search.at ? w.nearYou : search.name ? fill(w.matches, { words: search.name }) : fill(w.inPlace, { place });
  const heading = none ? words.reasons[none].what : shown;
  const notice = none
    ? reasonLine(none, words.reasons[none].next)
    : refused && reasonLine(refused, fill(words.reason, words.reasons[refused]));
  const many = !search.at && found.offers.length >= 10 && search.district === "" ? html`<p class="quiet">${w.more}</p>` : null;
  const body = html`<h1>${heading}</h1>${notice}<ul class="stores">${found.offers.map((offer) => storeItem(visit, search, offer))}</ul>${many}
<details${{ markup: found.offers.length === 0 ? " open" : "" }}><summary>${w.again}</summary>${search.at ? null : locateForm(visit)}${await searchForm(visit, search)}</details>`;
  const way = none === null ? null : await nearestCity(visit, search);
  return document({ language, title: heading, body, ...(way ? { bottom: way } : {}) });
}

/** Far from every store: the city of the nearest one is a tap away. */
async function nearestCity({ ctx, words }: Visit, { at }: Search): Promise<Html | null> {
  const [nearest] = at ? (await storeIndex(ctx)).nearest(at, 1, (store) => store.state === "open") : [];
  if (!nearest) return null;
  const { city } = nearest.item;
  return html`<a class="button" href="/m/find-store?city=${encodeURIComponent(city)}">${fill(words.find.nearestCity, { city })}</a>`;
}

function storeItem(visit: Visit, search: Search, { store, distanceM }: Found["offers"][number]): Html {
  const w = visit.words.find;
  const hours = store.opens && store.closes ? fill(w.hours, { opens: store.opens, closes: store.closes }) : null;
  const facts = [distanceM === null ? store.district : distance(visit, distanceM), hours].filter(Boolean).join(" · ");
  return html`<li>
    <form method="post" action="/m/find-store/choose" data-form="choose">
      ${token(visit)}
      <input
        type="hidden"
        name="storeId"
        value="${store.id}"
      />${hidden("near", search.at ? "1" : "")}${hidden("city", search.city)}${hidden("district", search.district)}${hidden("q", search.name)}
      <div><b>${store.name}</b><span>${facts}</span><small>${store.address}</small></div>
      <button>${w.choose}</button>
    </form>
  </li>`;
}

const hidden = (name: string, value: string) => (value === "" ? null : html`<input type="hidden" name="${name}" value="${value}" />`);
const token = (visit: Visit) => html`<input type="hidden" name="_token" value="${visit.token}" />`;

export function distance({ words }: Pick<Visit, "words">, metres: number): string {
  if (metres < 950) return fill(words.find.metres, { n: Math.max(10, Math.round(metres / 10) * 10) });
  return fill(words.find.kilometres, { n: metres < 9950 ? (metres / 1000).toFixed(1) : Math.round(metres / 1000) });
}

/** Shown by the script only: without one nobody could fill it in. */
function locateForm(visit: Visit): Html {
  const w = visit.words.find;
  return html`<form
    method="post"
    action="/m/find-store/locate"
    data-form="locate"
    class="script-only"
    data-locating="${w.locating}"
    data-refused="${w.refused}"
  >
    ${token(visit)} <input type="hidden" name="lng" /><input type="hidden" name="lat" /><input type="hidden" name="datum" value="wgs84" />
    <button class="button">${w.locate}</button>
    <p class="quiet" data-note>${w.locateHint}</p>
  </form>`;
}

async function searchForm(visit: Visit, search: Search): Promise<Html> {
  const w = visit.words.find;
  const cities = citiesOf((await storeIndex(visit.ctx)).items);
  const districts = cities.filter(({ city }) => city === search.city).flatMap((city) => city.districts);
  const option = (value: string, chosen: string) =>
    value === chosen ? html`<option value="${value}" selected>${value}</option>` : html`<option value="${value}">${value}</option>`;
  const provinces = [...new Set(cities.map(({ province }) => province))];
  const groups = provinces.map((province) => {
    const options = cities.filter((city) => city.province === province).map(({ city }) => option(city, search.city));
    return provinces.length > 1 ? html`<optgroup label="${province}">${options}</optgroup>` : html`${options}`;
  });
  return html`<form method="get" action="/m/find-store" data-form="search">
    <div class="pair">
      <label
        >${w.city}<select name="city">
          <option value="">${w.anyCity}</option>
          ${groups}
        </select></label
      >
      <label
        >${w.district}<select name="district">
          <option value="">${w.anyDistrict}</option>
          ${districts.map(({ name }) => option(name, search.district))}
        </select></label
      >
    </div>
    <label
      >${w.name}<input type="search" name="q" maxlength="40" placeholder="${w.namePlaceholder}" value="${search.name}" autocomplete="off"
    /></label>
    <button class="plain">${w.search}</button>
  </form>`;
}
