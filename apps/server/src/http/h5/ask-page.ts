import { ticketKind } from "@shuke/contract";
import { fill } from "@shuke/phrases";
import { gateSettings } from "#actions";
import { Problem } from "#kit/problem";
import { localStamp } from "#kit/tz";
import { answerTicket, askOnPage, myTickets, pageOfTicket, type TicketPage } from "#modules/tickets";
import { html, type Html } from "./html.ts";
import { document, reasonLine } from "./layout.ts";
import { noteOpened, type Answer, type Visit } from "./visit.ts";

const token = (visit: Visit) => html`<input type="hidden" name="_token" value="${visit.token}" />`;

async function timeWords({ ctx }: Visit, at: Date): Promise<string> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  return localStamp(at, timeZone).slice(5);
}

/** Whom do I ask: one form, and what became of what she asked before. */
export async function askPage(visit: Visit): Promise<string> {
  const { ctx, visitor, words, language, query } = visit;
  const w = words.ask;
  await noteOpened(visit, "ask");
  const me = visitor.externalUserId;
  if (me === null) {
    const body = html`<h1>${w.title}</h1>
      ${reasonLine("stranger", w.strangers)}`;
    return document({ language, title: w.title, body });
  }
  const mine = await myTickets(ctx, me);
  const items = await Promise.all(mine.map((one) => mineItem(visit, one)));
  const sent = mine.find(({ id }) => id === query["sent"]);
  // The queue may be a moment behind the form; then she is told without the time.
  const said = query["sent"] === undefined ? null : sent ? fill(w.sent, { time: await timeWords(visit, sent.dueAt) }) : w.askMore;
  const body = html`<h1>${w.title}</h1>
    <p class="lead">${w.lead}</p>
    ${said === null ? null : html`<p class="notice good" role="status" data-sent="${query["sent"]}">${said}</p>`}
    ${query["refused"] === undefined ? null : reasonLine("too-many", w.tooMany)}
    <form method="post" action="/m/ask" data-form="ask">
      ${token(visit)}
      <label
        >${w.what}<select name="kind">
          ${ticketKind.options.map((kind) => html`<option value="${kind}">${w.kinds[kind]}</option>`)}
        </select></label
      >
      <label>${w.text}<textarea name="text" required maxlength="500" rows="4" placeholder="${w.placeholder}"></textarea></label>
      <button class="button">${w.send}</button>
    </form>
    <h2>${w.mine}</h2>
    ${
      items.length === 0
        ? html`<p class="quiet">${w.none}</p>`
        : html`<ul class="asked">
            ${items}
          </ul>`
    }`;
  return document({ language, title: w.title, body });
}

type Mine = Awaited<ReturnType<typeof myTickets>>[number];

async function mineItem(visit: Visit, { id, kind, state, text, dueAt, answer, replyPath }: Mine): Promise<Html> {
  const w = visit.words.ask;
  const waits = state !== "answered" && state !== "closed";
  const line = waits
    ? dueAt < visit.ctx.now
      ? w.late
      : fill(w.waiting, { time: await timeWords(visit, dueAt) })
    : answer === null
      ? w.closed
      : null;
  // The answer is read on its own page: her opening it is what shows that she got it.
  const answered = answer !== null && !waits;
  return html`<li>
    <a href="${answered ? replyPath : `/m/q/${id}`}"><b>${text}</b></a>
    <small>${w.kinds[kind]}${line === null ? null : html` · ${line}`}</small>
    ${answered ? html`<a class="plain" href="${replyPath}" data-read="${id}">${w.read}</a>` : null}
  </li>`;
}

export async function sendQuestion({ ctx, visitor, form }: Visit): Promise<Answer> {
  const me = visitor.externalUserId;
  const kind = ticketKind.safeParse(form["kind"]);
  const noted = me === null ? null : await askOnPage(ctx, me, { kind: kind.data ?? "question", text: form["text"] ?? "" });
  return { redirect: noted ? `/m/ask?sent=${encodeURIComponent(noted.id)}` : "/m/ask?refused=1" };
}

/** One question: the answer for who asked, the form for whose turn it is. */
export async function answerPage(visit: Visit): Promise<string> {
  const { ctx, visitor, words, language, params } = visit;
  const w = words.ask;
  const page = await pageOfTicket(ctx, params["ticketId"] ?? "", visitor);
  if (!page) {
    const body = html`<h1>${w.title}</h1>
      ${reasonLine("unknown", w.missing)}`;
    return document({ language, title: w.title, body });
  }
  if (page.role === "owner" || page.role === "staff") return staffPage(visit, page);
  // Only an answer that stands there can have been seen.
  const answered = page.answer !== null && (page.state === "answered" || page.state === "closed");
  await noteOpened(answered ? visit : { ...visit, query: {} }, "answer");
  const time = await timeWords(visit, page.dueAt);
  const line = page.state === "closed" ? w.closed : page.dueAt < ctx.now ? w.late : fill(w.waiting, { time });
  const body = html`<h1>${page.text}</h1>
    ${
      answered
        ? html`<h2>${w.answer}</h2>
            <p class="notice good" data-answer>${page.answer}</p>`
        : html`<p class="notice" role="status">${line}</p>`
    }`;
  return document({ language, title: w.title, body, bottom: html`<a class="button" href="/m/ask">${w.askMore}</a>` });
}

async function staffPage(visit: Visit, page: TicketPage): Promise<string> {
  const { words, language, query } = visit;
  const w = words.ask;
  const open = page.state !== "answered" && page.state !== "closed";
  const due = fill(w.due, { time: await timeWords(visit, page.dueAt) });
  const mine = page.role === "owner";
  const said = query["saved"] !== undefined || page.state === "answered";
  const text = page.replyPath === null ? null : `${fill(w.reply, { text: page.text })}\n${visit.publicUrl}${page.replyPath}`;
  const body = html`<p class="quiet">${w.staffTitle}</p>
    <h1>${page.text}</h1>
    <p class="quiet">${due}</p>
    ${mine ? null : reasonLine("not-yours", fill(w.notYours, { name: page.owner ?? "" }))}
    ${query["empty"] === undefined ? null : reasonLine("empty", w.empty)}
    ${
      open && mine && !said
        ? html`<p>${w.yours}</p>
            <form method="post" action="/m/q/${page.id}" data-form="answer">
              ${token(visit)}<label>${w.write}<textarea name="answer" required maxlength="500" rows="5"></textarea></label>
              <button class="button">${w.save}</button>
            </form>`
        : null
    }
    ${
      page.answer === null
        ? null
        : html`<h2>${w.answer}</h2>
            <p class="notice">${page.answer}</p>`
    }
    ${
      said && mine
        ? html`<p class="notice good" role="status">${w.saved}</p>
            ${
              text === null
                ? null
                : html`<ol class="acts">
                    <li>
                      <pre>${text}</pre>
                      <button type="button" class="plain script-only" data-copy="${text}" data-copied="${words.task.copied}">
                        ${words.task.copy}
                      </button>
                    </li>
                  </ol>`
            }`
        : null
    }`;
  return document({ language, title: w.staffTitle, body });
}

export async function keepAnswer({ ctx, visitor, params, form }: Visit): Promise<Answer> {
  const id = params["ticketId"] ?? "";
  const path = `/m/q/${encodeURIComponent(id)}`;
  const answer = (form["answer"] ?? "").trim();
  const page = await pageOfTicket(ctx, id, visitor);
  if (page?.role !== "owner") return { redirect: path };
  if (answer === "") return { redirect: `${path}?empty=1` };
  try {
    await answerTicket(ctx, { id, answer });
  } catch (error) {
    // Answered or closed meanwhile: the page says so.
    if (error instanceof Problem && error.status === 409) return { redirect: path };
    throw error;
  }
  return { redirect: `${path}?saved=1` };
}
