import { fill } from "@shuke/phrases";
import { gateSettings } from "#actions";
import { localStamp } from "#kit/tz";
import { askInTalk, pageOfTalk, type TalkPage, voteInTalk } from "#modules/talks";
import { html, type Html } from "./html.ts";
import { document, reasonLine } from "./layout.ts";
import { noteOpened, type Answer, type Visit } from "./visit.ts";

/** One session: when it is, what members want to know, and afterwards what was said. Nobody's name stands on it. */
export async function talkPage(visit: Visit): Promise<string> {
  const { ctx, visitor, words, language, params, query } = visit;
  const w = words.talk;
  const id = params["talkId"] ?? "";
  const page = await pageOfTalk(ctx, id, visitor.externalUserId);
  if (!page) {
    const body = html`<h1>${w.title}</h1>
      ${reasonLine("unknown", w.missing)}`;
    return document({ language, title: w.title, body });
  }
  // However she came here, it was this talk's page that she opened.
  if (query["done"] === undefined) await noteOpened({ ...visit, query: { v: query["v"] ?? `talk.${id}.link` } }, "talk");
  const { talk, questions, mayAsk } = page;
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const time = localStamp(talk.starts_at, timeZone).slice(5);
  const over = talk.state === "closed";
  const body = html`<h1>${talk.plan.title}</h1>
    <p class="lead">${fill(w.when, { time, minutes: talk.plan.minutes })}${talk.plan.guest === "" ? "" : ` · ${talk.plan.guest}`}</p>
    ${talk.state === "cancelled" ? reasonLine("cancelled", w.cancelled) : null}
    ${query["done"] === "no" ? reasonLine("refused", w.refused) : query["done"] === undefined ? null : html`<p class="notice good" role="status">${w.kept}</p>`}
    ${
      over && talk.digest !== ""
        ? html`<h2>${w.digest}</h2>
            ${paragraphs(talk.digest)}`
        : null
    }
    ${over && talk.replay_url !== "" ? html`<p><a class="button" href="${talk.replay_url}" rel="noreferrer">${w.replay}</a></p>` : null}
    ${mayAsk ? askForm(visit, id) : talk.state === "cancelled" || over ? null : html`<p class="quiet">${w.notHere}</p>`}
    <h2>${w.questions}</h2>
    ${
      questions.length === 0
        ? html`<p class="quiet">${w.none}</p>`
        : html`<ul class="asked">
            ${questions.map((one) => item(visit, id, one, mayAsk))}
          </ul>`
    }`;
  return document({ language, title: talk.plan.title, body });
}

const paragraphs = (text: string): Html => html`${text.split("\n\n").map((part) => html`<p style="white-space:pre-line">${part}</p>`)}`;
const token = (visit: Visit) => html`<input type="hidden" name="_token" value="${visit.token}" />`;

const askForm = (visit: Visit, id: string): Html => {
  const w = visit.words.talk;
  return html`<form method="post" action="/m/talk/${id}/ask" data-form="ask">
    ${token(visit)}
    <label>${w.ask}<textarea name="text" required maxlength="200" rows="3" placeholder="${w.placeholder}"></textarea></label>
    <button class="button">${w.send}</button>
  </form>`;
};

function item(visit: Visit, id: string, one: TalkPage["questions"][number], mayVote: boolean): Html {
  const w = visit.words.talk;
  const wanted = fill(w.votes, { count: String(one.votes) });
  return html`<li>
    <b>${one.text}</b>
    ${one.answer === null ? null : html`<p>${one.answer}</p>`}
    ${
      mayVote && one.answer === null && !one.mine
        ? html`<form method="post" action="/m/talk/${id}/vote" data-form="vote">
            ${token(visit)}<input type="hidden" name="question" value="${one.id}" /><input
              type="hidden"
              name="on"
              value="${one.voted ? "" : "1"}"
            />
            <button class="plain">${one.voted ? w.voted : w.vote} · ${wanted}</button>
          </form>`
        : html`<small>${one.mine ? `${w.mine} · ` : ""}${wanted}</small>`
    }
  </li>`;
}

const back = (id: string, done: boolean): Answer => ({ redirect: `/m/talk/${encodeURIComponent(id)}?done=${done ? "yes" : "no"}` });

export async function askTalk({ ctx, visitor, params, form }: Visit): Promise<Answer> {
  const id = params["talkId"] ?? "";
  return back(id, visitor.externalUserId !== null && (await askInTalk(ctx, id, visitor.externalUserId, form["text"] ?? "")));
}

export async function voteTalk({ ctx, visitor, params, form }: Visit): Promise<Answer> {
  const id = params["talkId"] ?? "";
  const who = visitor.externalUserId;
  return back(id, who !== null && (await voteInTalk(ctx, id, who, form["question"] ?? "", form["on"] === "1")));
}
