import { fill } from "@shuke/phrases";
import { pageOfInvitation } from "#modules/invitations";
import { html, type Html } from "./html.ts";
import { document, reasonLine } from "./layout.ts";
import { localTime } from "./my-group-page.ts";
import { noteOpened, type Visit } from "./visit.ts";

/** An invitation into a group, for whoever was asked; may be loaded again at will. */
export async function invitePage(visit: Visit): Promise<string> {
  const { ctx, visitor, words, language, query } = visit;
  const w = words.invite;
  await noteOpened(visit, "invite");
  const page = await pageOfInvitation(ctx, visitor, query["v"]?.slice(0, 120) ?? null);
  const found = html`<a class="button" href="/m/find-store">${w.find}</a>`;
  const show = (title: string, body: Html, bottom?: Html) => document({ language, title, body, ...(bottom ? { bottom } : {}) });
  switch (page.kind) {
    case "seat":
      return show(
        page.name,
        html`<section class="qr">
          <h1>${page.name}</h1>
          <img src="${page.qrUrl}" data-qr="${page.qrUrl}" alt="${w.qr}" width="260" height="260" />
          <p><b>${w.line}</b></p>
          <p class="quiet">${fill(w.hold, { time: await localTime(visit, page.until) })}</p>
        </section>`,
      );
    case "inside":
      return show(w.title, html`<section class="done"><h1>${fill(w.inside, { group: page.group })}</h1></section>`);
    case "full":
      return show(
        page.name,
        html`<h1>${page.name}</h1>
          ${reasonLine("full", w.full)}
          <p>${w.fullLine}</p>`,
      );
    case "over":
      return show(
        page.name,
        html`<h1>${page.name}</h1>
          ${reasonLine("over", w.over)}`,
        found,
      );
    case "not-hers":
      return show(
        w.title,
        html`<h1>${w.title}</h1>
          ${reasonLine("not-hers", w.notHers)}
          <p>${w.notHersLine}</p>`,
        found,
      );
  }
}
