import { leavableTopic, preferenceLevel } from "@shuke/contract";
import { preferenceOf, sayPreference } from "#modules/gate";
import { html } from "./html.ts";
import { document, reasonLine } from "./layout.ts";
import { type Answer, noteOpened, type Visit } from "./visit.ts";

/** How much she wants to hear (C6): four choices, one tap each; the gate obeys with its next decision. */
export async function preferencePage(visit: Visit): Promise<string> {
  const { ctx, visitor, words, language, query, token } = visit;
  const w = words.preferences;
  await noteOpened(visit, "preferences");
  const me = visitor.externalUserId;
  if (me === null) {
    const body = html`<h1>${w.title}</h1>
      ${reasonLine("stranger", words.ask.strangers)}`;
    return document({ language, title: w.title, body });
  }
  const { level: now, without } = await preferenceOf(ctx, me);
  const body = html`<h1>${w.title}</h1>
    <p class="lead">${w.lead}</p>
    ${query["saved"] === undefined ? null : html`<p class="notice good" role="status" data-saved="${now}">${w.saved}</p>`}
    <form method="post" action="/m/preferences" data-form="preferences">
      <input type="hidden" name="_token" value="${token}" />
      <fieldset class="choices">
        <legend>${w.what}</legend>
        ${preferenceLevel.options.map(
          (level) =>
            html`<label
              ><input type="radio" name="level" value="${level}" ${level === now ? html`checked` : null} /> <b>${w.levels[level]}</b>
              <small>${w.hints[level]}</small></label
            >`,
        )}
      </fieldset>
      <input type="hidden" name="topics" value="asked" />
      <fieldset class="choices">
        <legend>${w.about}</legend>
        ${leavableTopic.options.map(
          (topic) =>
            html`<label
              ><input type="checkbox" name="topic-${topic}" value="yes" ${without.includes(topic) ? null : html`checked`} />
              <b>${w.topics[topic]}</b></label
            >`,
        )}
      </fieldset>
      <button class="button">${w.save}</button>
    </form>
    <p class="quiet">${w.always}</p>
    <h2 id="mine">${w.mine}</h2>
    ${
      query["file"] === undefined
        ? html`<form method="post" action="/m/my-data" data-form="mydata">
            <input type="hidden" name="_token" value="${token}" />
            <p class="quiet">${w.fileHint}</p>
            <button class="plain">${w.file}</button>
          </form>`
        : html`<p class="notice good" role="status">${w.fileReady}</p>
            <a class="plain" href="/m/my-data?t=${encodeURIComponent(query["file"])}" data-file>${w.fileOpen}</a>`
    }
    <p><a class="plain" href="/m/forget">${w.forget}</a></p>`;
  return document({ language, title: w.title, body, bottom: html`<a class="plain" href="/m/ask">${words.ask.title}</a>` });
}

export async function savePreference({ ctx, visitor, form }: Visit): Promise<Answer> {
  const level = preferenceLevel.safeParse(form["level"]);
  const me = visitor.externalUserId;
  if (me === null || !level.success) return { redirect: "/m/preferences" };
  // An unticked box sends nothing: that she was asked at all, the page says by itself.
  const without = form["topics"] === "asked" ? leavableTopic.options.filter((topic) => form[`topic-${topic}`] !== "yes") : undefined;
  await sayPreference(ctx, { externalUserId: me, level: level.data, without, saidBy: "page" });
  return { redirect: "/m/preferences?saved=1" };
}
