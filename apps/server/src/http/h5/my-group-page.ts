import { fill } from "@shuke/phrases";
import { sql } from "kysely";
import { localMinute } from "#kit/tz";
import { myGroup, mySeat } from "#modules/live-codes";
import { html } from "./html.ts";
import { document } from "./layout.ts";
import type { Answer, Visit } from "./visit.ts";

/** Where she belongs: the group she is in, or the code of the one where a place is kept; may be loaded again at will. */
export async function myGroupPage(visit: Visit): Promise<Answer> {
  const { ctx, visitor, words, language } = visit;
  const group = await myGroup(ctx, visitor);
  if (group) {
    const w = words.already;
    const store = group.store ? html`<p class="quiet">${fill(w.store, { store: group.store.name })}</p>` : null;
    const body = html`<section class="done" data-already-in="${group.chatId}">
      <h1>${w.heading}</h1>
      <p>${fill(w.line, { group: group.name })}</p>
      ${store}
      <p><a class="plain" href="/m/ask">${words.ask.title}</a> <a class="plain" href="/m/preferences">${words.preferences.title}</a></p>
    </section>`;
    return document({ language, title: w.title, body, bottom: html`<a class="button" href="/m/welfare">${w.back}</a>` });
  }
  const seat = await mySeat(ctx, visitor);
  if (!seat) return { redirect: "/m/find-store" };
  const w = words.seat;
  const { store, qrUrl, until } = seat;
  const body = html`<section class="qr">
    <h1>${fill(w.heading, { store: store.name })}</h1>
    <img src="${qrUrl}" data-qr="${qrUrl}" alt="${fill(w.qr, { store: store.name })}" width="260" height="260" />
    <p><b>${w.hint}</b></p>
    <p>${fill(w.hold, { time: await localTime(visit, until) })}</p>
    <p class="quiet">${store.address}</p>
    <p class="quiet">${w.elsewhere}</p>
  </section>`;
  const bottom = html`<a class="plain" href="/m/find-store?q=&again=1">${w.other}</a>`;
  return document({ language, title: fill(w.title, { store: store.name }), body, bottom });
}

export async function localTime({ ctx }: Visit, at: Date): Promise<string> {
  const { rows } = await sql<{ zone: string }>`select time_zone as zone from corp where corp_id = ${ctx.corpId}`.execute(ctx.db);
  const minute = localMinute(at, rows[0]?.zone ?? "Asia/Shanghai");
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
