import { createHash } from "node:crypto";
import { sql } from "kysely";
import { activeRelations } from "#modules/customers";
import { codeByState, firstStaffCode, type LiveCodeRow } from "#modules/live-codes";
import { html } from "./html.ts";
import { document } from "./layout.ts";
import { noteOpened, type Visit } from "./visit.ts";

type Bilingual = { zh: string; en: string };
type Offer = { title?: Bilingual; lines?: Bilingual[]; note?: Bilingual };

/** Her newcomer's offer: what it is, how to use it, her number for the clerk, and the way to her store. */
export async function welfarePage(visit: Visit): Promise<string> {
  const { ctx, visitor, words, language, params } = visit;
  await noteOpened(visit, "welfare");
  const code = await codeOf(visit, params["liveCodeId"] ?? "");
  const { rows } = await sql<{ offer: Offer | null }>`select settings->'welfare' as offer from corp where corp_id = ${ctx.corpId}`.execute(
    ctx.db,
  );
  const offer = rows[0]?.offer ?? {};
  const said = (text: Bilingual | undefined) => (text ? (language === "en" ? text.en : text.zh) : undefined);
  const w = words.welfare;
  const title = said(offer.title) ?? code?.welcomeLink?.title ?? w.heading;
  const lines = offer.lines?.map((line) => said(line) ?? "") ?? [code?.welcomeLink?.desc || w.line];
  const number = visitor.externalUserId === null ? null : memberCode(ctx.corpId, visitor.externalUserId);
  const stranger = visitor.externalUserId === null && visitor.userId === null;
  const body = html` <section class="ticket">
      <h1>${title}</h1>
      <ul>
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ul>
      ${number && html`<div class="number"><span>${w.memberCode}</span><b>${number}</b><small>${w.memberHint}</small></div>`}
    </section>
    ${
      stranger && code?.qrUrl
        ? html`<section class="qr">
            <p>${w.addFirst}</p>
            <img src="${code.qrUrl}" data-qr="${code.qrUrl}" alt="${w.addHint}" width="220" height="220" />
            <p class="quiet">${w.addHint}</p>
          </section>`
        : null
    }
    <section>
      <h2>${w.how}</h2>
      <ol class="steps">
        <li>${w.steps.choose}</li>
        <li>${w.steps.show}</li>
        <li>${said(offer.note) ?? w.steps.enjoy}</li>
      </ol>
    </section>`;
  const bottom = html`<a
    class="button"
    data-next
    href="/m/find-store${visit.query["v"] ? `?v=${encodeURIComponent(visit.query["v"])}` : ""}"
    >${w.next}</a
  >`;
  return document({ language, title: w.title, body, bottom });
}

/** The code in the address, else the one through which she became a friend, else the brand's first. */
async function codeOf({ ctx, visitor }: Visit, id: string): Promise<LiveCodeRow | null> {
  const named = await codeByState(ctx, id);
  if (named?.kind === "staff") return named;
  const mine = visitor.externalUserId ? ((await activeRelations(ctx, [visitor.externalUserId])).get(visitor.externalUserId) ?? []) : [];
  for (const { state } of mine) {
    const code = await codeByState(ctx, state);
    if (code?.kind === "staff") return code;
  }
  return firstStaffCode(ctx);
}

/** Always the same ten digits for one person of one brand; nobody can tell who from them. */
export function memberCode(corpId: string, externalUserId: string): string {
  const digest = createHash("sha256").update(`member\u0000${corpId}\u0000${externalUserId}`).digest();
  const digits = String(digest.readBigUInt64BE(0) % 10_000_000_000n).padStart(10, "0");
  return `${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`;
}
