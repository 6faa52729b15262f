import { say } from "@shuke/phrases";
import { customerId } from "#kit/ids";
import { countHeld, forgetPerson } from "#modules/privacy";
import { html } from "./html.ts";
import { document, reasonLine } from "./layout.ts";
import type { Answer, Visit } from "./visit.ts";

/** What it means to be forgotten, counted, before she says it a second time (C6). */
export async function forgetPage({ ctx, visitor, words, language, query, token }: Visit): Promise<string> {
  const w = words.forget;
  const me = visitor.externalUserId;
  if (query["done"] !== undefined) {
    const body = html`<h1>${w.doneTitle}</h1>
      <p class="notice good" role="status" data-forgotten>${w.done}</p>`;
    return document({ language, title: w.doneTitle, body });
  }
  if (me === null) {
    const body = html`<h1>${w.title}</h1>
      ${reasonLine("stranger", w.stranger)}`;
    return document({ language, title: w.title, body });
  }
  const items = (await countHeld(ctx, { id: customerId(ctx.corpId, me), externalUserId: me })).filter(({ count }) => count > 0);
  const fates = [
    ["ended", w.ends],
    ["deleted", w.deleted],
    ["anonymous", w.anonymous],
  ] as const;
  const body = html`<h1>${w.title}</h1>
    <p class="lead">${w.lead}</p>
    ${query["unsure"] === undefined ? null : html`<p class="notice" role="alert">${w.notSure}</p>`}
    ${fates.flatMap(([fate, heading]) => {
      const mine = items.filter((item) => item.fate === fate);
      if (mine.length === 0) return [];
      return html`<h2>${heading}</h2>
        <ul data-fate="${fate}">
          ${mine.map(({ what, count }) => html`<li>${say(w.held, what, { count })}</li>`)}
        </ul>`;
    })}
    <p class="quiet">${w.wecom}</p>
    <p class="quiet">${w.backups}</p>
    <p class="quiet">${w.again}</p>
    <form method="post" action="/m/forget" data-form="forget">
      <input type="hidden" name="_token" value="${token}" />
      <fieldset class="choices">
        <label><input type="checkbox" name="sure" value="yes" required /> <b>${w.sure}</b></label>
      </fieldset>
      <button class="button">${w.go}</button>
    </form>`;
  return document({ language, title: w.title, body, bottom: html`<a class="plain" href="/m/preferences">${w.back}</a>` });
}

export async function forgetMe({ ctx, visitor, form }: Visit): Promise<Answer> {
  const me = visitor.externalUserId;
  if (me === null) return { redirect: "/m/forget" };
  if (form["sure"] !== "yes") return { redirect: "/m/forget?unsure=1" };
  await forgetPerson(ctx, { id: customerId(ctx.corpId, me), externalUserId: me, saidBy: "page", why: "asked" });
  return { redirect: "/m/forget?done=1" };
}
