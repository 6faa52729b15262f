import { fill } from "@shuke/phrases";
import { addDays, weekday } from "#kit/tz";
import { pageOfWeek, type WeekPage } from "#modules/calendar";
import { html, type Html } from "./html.ts";
import { document, reasonLine } from "./layout.ts";
import { noteOpened, type Visit } from "./visit.ts";

/** What her group will see this week, day by day. Nothing of it says who posts it, or how it did. */
export async function weekPage(visit: Visit): Promise<string> {
  const { ctx, visitor, words, language, query } = visit;
  const w = words.week;
  const asked = { groupClass: query["c"] ?? "", week: query["w"] ?? "", via: query["v"] ?? "" };
  const page = await pageOfWeek(ctx, { externalUserId: visitor.externalUserId, isStaff: visitor.userId !== null }, asked);
  await noteOpened(visit, "week");
  if (!page) {
    const body = html`<h1>${w.title}</h1>
      ${reasonLine("not-here", w.notHere)}`;
    return document({ language, title: w.title, body, bottom: html`<a class="button" href="/m/find-store">${w.find}</a>` });
  }
  const days = Object.fromEntries(Object.entries(w.days));
  const body = html`<h1>${w.title}</h1>
    <p class="lead">${fill(w.lead, { from: short(page.monday), to: short(addDays(page.monday, 6)) })}</p>
    ${page.days.length === 0 ? html`<p class="quiet">${w.empty}</p>` : page.days.map((one) => dayOf(page, one, days, w))}
    <p>${others(asked, page, w)}</p>`;
  return document({ language, title: w.title, body, bottom: html`<a class="button" href="/m/welfare">${w.back}</a>` });
}

const short = (day: string) => day.slice(5).replace("-", "/");

function dayOf(page: WeekPage, { day, posts }: WeekPage["days"][number], days: Record<string, string>, w: Visit["words"]["week"]): Html {
  const today = day === page.today ? html` <small>${w.today}</small>` : null;
  return html`<section class="task" data-day="${day}">
    <h2>${days[String(weekday(day))] ?? ""} ${short(day)}${today}</h2>
    <ul class="asked">
      ${posts.map(
        ({ at, name, persona, text, past }) =>
          html`<li>
            <b>${at} ${name}</b>${past ? html` <small>${w.past}</small>` : null}
            ${persona === "" ? null : html`<p class="quiet">${persona}</p>`} ${text === "" ? null : html`<p>${text}</p>`}
          </li>`,
      )}
    </ul>
  </section>`;
}

/** The other of this week and the next: nobody plans further ahead, and what is long past is nobody's business. */
function others({ groupClass }: { groupClass: string }, { monday, today }: WeekPage, w: Visit["words"]["week"]): Html {
  const of = groupClass === "" ? "" : `c=${encodeURIComponent(groupClass)}&`;
  return monday > today
    ? html`<a class="way" href="/m/week?${of}w=${today}">${w.previous}</a>`
    : html`<a class="way" href="/m/week?${of}w=${addDays(today, 7)}">${w.next}</a>`;
}
