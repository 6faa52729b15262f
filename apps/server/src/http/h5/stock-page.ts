import { fill } from "@shuke/phrases";
import { Problem } from "#kit/problem";
import { localStamp } from "#kit/tz";
import { gateSettings } from "#actions";
import { pageOfStock, type StockPage, wantHerself, withdrawHerself } from "#modules/stock";
import { html, type Html } from "./html.ts";
import { document, reasonLine } from "./layout.ts";
import { type Answer, noteOpened, type Visit } from "./visit.ts";

type Words = Visit["words"]["stock"];

/** What she waits for and may wait for; one tap each, and one to take it back. */
export async function stockPage(visit: Visit): Promise<string> {
  const { ctx, visitor, words, language, query, token } = visit;
  const w = words.stock;
  await noteOpened(visit, "stock");
  const me = visitor.externalUserId;
  if (me === null) {
    const body = html`<h1>${w.title}</h1>
      ${reasonLine("stranger", words.ask.strangers)}`;
    return document({ language, title: w.title, body });
  }
  const asked = query["p"] ?? "";
  const page = await pageOfStock(ctx, me, asked);
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const said = { saved: w.saved, dropped: w.dropped, over: w.over };
  const [told] = Object.entries(said).filter(([key]) => query["said"] === key);
  const body = html`<h1>${w.title}</h1>
    <p class="lead">${w.lead}</p>
    ${told === undefined ? null : html`<p class="notice good" role="status" data-said="${told[0]}">${told[1]}</p>`}
    ${page.unreachable ? html`<p class="notice" data-unreachable>${w.unreachable}</p>` : null}
    <h2>${w.mine}</h2>
    ${page.wants.length === 0 ? html`<p class="quiet">${w.none}</p>` : page.wants.map((want) => wantCard(want, { w, token, timeZone }))}
    <h2>${w.more}</h2>
    ${page.products.length === 0 ? html`<p class="quiet">${w.nothing}</p>` : page.products.map((product) => productCard(product, w, token))}`;
  return document({ language, title: w.title, body, bottom: html`<a class="plain" href="/m/preferences">${w.only}</a>` });
}

type Of = { w: Words; token: string; timeZone: string };

function wantCard(want: StockPage["wants"][number], { w, token, timeZone }: Of): Html {
  const held = want.state === "held" && want.until !== null;
  return html`<section class="task" data-want="${want.id}" data-state="${want.state}">
    <h2>${want.product} <small>${fill(w.count, { count: want.quantity, unit: want.unit })}</small></h2>
    <p class="${held ? "lead" : "quiet"}">
      ${held ? fill(w.held, { until: localStamp(new Date(want.until ?? ""), timeZone) }) : w.waiting}
    </p>
    <p class="quiet">
      ${fill(w.since, { day: localStamp(new Date(want.since), timeZone).slice(0, 10) })}${want.store ? html` ${fill(w.where, { store: want.store.name })}` : null}
    </p>
    <form method="post" action="/m/stock" data-form="drop">
      <input type="hidden" name="_token" value="${token}" />
      <button class="plain" name="drop" value="${want.id}">${held ? w.giveBack : w.drop}</button>
    </form>
  </section>`;
}

function productCard({ id, name, unit, each }: StockPage["products"][number], w: Words, token: string): Html {
  return html`<section class="task" data-product="${id}">
    <h2>${name}</h2>
    <form method="post" action="/m/stock" data-form="want">
      <input type="hidden" name="_token" value="${token}" />
      ${
        each === 1
          ? null
          : html`<label class="quiet"
              >${fill(w.quantity, { unit })}
              <select name="quantity">
                ${Array.from({ length: each }, (_, n) => html`<option value="${n + 1}">${n + 1}</option>`)}
              </select></label
            >`
      }
      <button class="button" name="want" value="${id}">${w.ask}</button>
    </form>
  </section>`;
}

export async function askStock({ ctx, visitor, form }: Visit): Promise<Answer> {
  const me = visitor.externalUserId;
  const { want = "", drop = "", quantity = "1" } = form;
  if (me === null || (want === "" && drop === "")) return { redirect: "/m/stock" };
  try {
    if (drop !== "") return { redirect: `/m/stock?said=${(await withdrawHerself(ctx, me, drop)) ? "dropped" : "over"}` };
    await wantHerself(ctx, me, want, /^\d{1,2}$/u.test(quantity) ? Math.max(1, Number(quantity)) : 1);
    return { redirect: "/m/stock?said=saved" };
  } catch (error) {
    // Put away meanwhile, or somebody else's: the page says what there is now.
    if (error instanceof Problem) return { redirect: "/m/stock" };
    throw error;
  }
}
