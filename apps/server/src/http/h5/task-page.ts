import { fill } from "@shuke/phrases";
import { staffNames } from "#modules/org";
import { claimTask, taskPage } from "#modules/tasks";
import { Problem } from "#kit/problem";
import { html, type Html } from "./html.ts";
import { document } from "./layout.ts";
import type { Answer, Visit } from "./visit.ts";

/** What a member of staff has to do in the chat client, ready to copy, and the tick at the end. */
export async function staffTaskPage(visit: Visit): Promise<string> {
  const { ctx, visitor, words, language, params, query } = visit;
  const w = words.task;
  const id = params["taskId"] ?? "";
  const task = visitor.userId === null ? null : await taskPage(ctx, id);
  if (!task) {
    const why = visitor.userId === null ? (["not-staff", w.staffOnly] as const) : (["unknown", w.missing] as const);
    return document({
      language,
      title: words.problem.title,
      body: html`<h1>${words.problem.title}</h1>
        ${note(why[0], why[1])}`,
    });
  }
  const mine = task.assignee === visitor.userId;
  const open = task.state !== "done" && task.state !== "cancelled";
  const owner = mine ? null : ((await staffNames(ctx, [task.assignee])).get(task.assignee) ?? task.assignee);
  const copyButton = (text: unknown) =>
    typeof text === "string" &&
    html`<button type="button" class="plain script-only" data-copy="${text}" data-copied="${w.copied}">${w.copy}</button>`;
  const acts = task.acts.map(
    ({ label, act }) =>
      html`<li><pre${{ markup: open && mine ? html` data-act="${JSON.stringify(act)}"`.markup : "" }}>${label}</pre>${copyButton(act["text"])}</li>`,
  );
  const body = html`<h1>${task.title}</h1>
    ${task.intro.map((line) => html`<p>${line}</p>`)}
    ${open ? null : note("closed", w.closed)}${owner ? note("not-yours", fill(w.notYours, { name: owner })) : null}
    ${query["claimed"] ? html`<p class="notice good" role="status">${w.claimed}</p>` : null}
    <ol class="acts">
      ${acts}
    </ol>`;
  const done = html`<form method="post" action="/m/t/${encodeURIComponent(id)}/done" data-form="done">
    <input type="hidden" name="_token" value="${visit.token}" /><button class="button">${w.done}</button>
  </form>`;
  const tickable = open && mine && task.state !== "claimed" && !query["claimed"];
  return document({ language, title: task.title, body, ...(tickable ? { bottom: done } : {}) });
}

const note = (reason: string, words: string): Html => html`<p class="notice" role="status" data-reason="${reason}">${words}</p>`;

/** The tick: only the one whose task it is may give their word. */
export async function tickTask(visit: Visit): Promise<Answer> {
  const { ctx, visitor, params } = visit;
  const id = params["taskId"] ?? "";
  const task = visitor.userId === null ? null : await taskPage(ctx, id);
  const back = `/m/t/${encodeURIComponent(id)}`;
  if (!task || task.assignee !== visitor.userId) return { redirect: back };
  try {
    await claimTask(ctx, { id, note: "" });
  } catch (error) {
    // Ended meanwhile: the page says so.
    if (error instanceof Problem && error.code === "taskClosed") return { redirect: back };
    throw error;
  }
  return { redirect: `${back}?claimed=1` };
}
