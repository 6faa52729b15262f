import { fill } from "@shuke/phrases";
import { staffNames } from "#modules/org";
import { gateSettings } from "#actions";
import { addDays, localDay, localStamp } from "#kit/tz";
import { claimTask, dayPage, taskPage, type TaskPage } from "#modules/tasks";
import { Problem } from "#kit/problem";
import { html, type Html } from "./html.ts";
import { document } from "./layout.ts";
import type { Answer, Visit } from "./visit.ts";

/** What a member of staff has to do in the chat client, ready to copy, and the tick at the end. */
export async function staffTaskPage(visit: Visit): Promise<Answer> {
  const { ctx, visitor, words, language, params, query } = visit;
  const w = words.task;
  const id = params["taskId"] ?? "";
  const task = visitor.userId === null ? null : await taskPage(ctx, id, visit.publicUrl);
  if (!task) {
    const why = visitor.userId === null ? (["not-staff", w.staffOnly] as const) : (["unknown", w.missing] as const);
    return document({
      language,
      title: words.problem.title,
      body: html`<h1>${words.problem.title}</h1>
        ${note(why[0], why[1])}`,
    });
  }
  if (task.goTo !== undefined) return { redirect: task.goTo };
  const mine = task.assignee === visitor.userId;
  const open = task.state === "open" || task.state === "claimed";
  const owner = mine ? null : ((await staffNames(ctx, [task.assignee])).get(task.assignee) ?? task.assignee);
  const acts = actLines(visit, task, open && mine);
  const body = html`<h1>${task.title}</h1>
    ${task.intro.map((line) => html`<p>${line}</p>`)}
    ${open ? null : note("closed", w.closed)}${owner ? note("not-yours", fill(w.notYours, { name: owner })) : null}
    ${query["claimed"] ? html`<p class="notice good" role="status">${w.claimed}</p>` : null}
    <ol class="acts">
      ${acts}
    </ol>
    ${mine ? html`<p><a class="way" href="/m/s">${w.allDay}</a></p>` : null}`;
  const done = tickForm(visit, id);
  const tickable = open && mine && task.state !== "claimed" && !query["claimed"];
  return document({ language, title: task.title, body, ...(tickable ? { bottom: done } : {}) });
}

/** All that she has to do, one below the other; each is done and ticked by itself. */
export async function staffDayPage(visit: Visit): Promise<string> {
  const { ctx, visitor, words, language } = visit;
  const w = words.task;
  if (visitor.userId === null) {
    const body = html`<h1>${words.problem.title}</h1>
      ${note("not-staff", w.staffOnly)}`;
    return document({ language, title: words.problem.title, body });
  }
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const tasks = await dayPage(ctx, visitor.userId, visit.publicUrl);
  const sections = tasks.map((task) => {
    const time = task.dueAt < ctx.now ? w.overdue : fill(w.due, { time: timeWords(visit, task.dueAt, timeZone) });
    return html`<section class="task" data-task="${task.id}">
      <h2>${task.title}</h2>
      <p class="${task.dueAt < ctx.now ? "late" : "quiet"}">
        ${task.toName === "" ? time : `${fill(w.forWhom, { name: task.toName })} · ${time}`}
      </p>
      <ol class="acts">
        ${actLines(visit, task, true)}
      </ol>
      ${task.goTo !== undefined ? html`<a class="button" href="${task.goTo}">${w.toAnswer}</a>` : task.state === "open" && visit.query["claimed"] !== task.id ? tickForm(visit, task.id, "/m/t") : html`<p class="notice good">${w.claimed}</p>`}
    </section>`;
  });
  const body = html`<h1>${w.dayTitle}</h1>
    ${tasks.length === 0 ? note("nothing", w.dayNone) : html`<p>${w.dayIntro}</p>`}
    <p><a class="way" href="/m/s">${w.inSidebar}</a></p>
    ${sections}`;
  return document({ language, title: w.dayTitle, body });
}

/** 「今天 14:05」, 「明天 09:00」; else the day and the time. */
function timeWords({ ctx, words }: Visit, at: Date, timeZone: string): string {
  const stamp = localStamp(at, timeZone);
  const today = localDay(ctx.now, timeZone);
  const day = stamp.slice(0, 10);
  const time = stamp.slice(11);
  if (day === today) return fill(words.task.today, { time });
  return day === addDays(today, 1) ? fill(words.task.tomorrow, { time }) : stamp.slice(5);
}

/** What is done in the client, ready to copy. */
function actLines({ words }: Visit, { acts }: TaskPage, doable: boolean): Html[] {
  const w = words.task;
  const copyButton = (text: unknown) =>
    typeof text === "string" &&
    html`<button type="button" class="plain script-only" data-copy="${text}" data-copied="${w.copied}">${w.copy}</button>`;
  return acts.map(
    ({ label, act }) =>
      html`<li><pre${{ markup: doable ? html` data-act="${JSON.stringify(act)}"`.markup : "" }}>${label}</pre>${copyButton(act["text"])}</li>`,
  );
}

const tickForm = ({ words, token }: Visit, id: string, back = ""): Html =>
  html`<form method="post" action="/m/t/${encodeURIComponent(id)}/done" data-form="done">
    <input type="hidden" name="_token" value="${token}" />${back ? html`<input type="hidden" name="back" value="list" />` : null}<button
      class="button"
    >
      ${words.task.done}
    </button>
  </form>`;

const note = (reason: string, words: string): Html => html`<p class="notice" role="status" data-reason="${reason}">${words}</p>`;

/** The tick: only the one whose task it is may give their word. */
export async function tickTask(visit: Visit): Promise<Answer> {
  const { ctx, visitor, params, form } = visit;
  const id = params["taskId"] ?? "";
  const task = visitor.userId === null ? null : await taskPage(ctx, id, visit.publicUrl);
  const page = `/m/t/${encodeURIComponent(id)}`;
  const back = form["back"] === "list" ? "/m/t" : page;
  if (!task || task.assignee !== visitor.userId) return { redirect: back };
  try {
    await claimTask(ctx, { id, note: "" });
  } catch (error) {
    // Ended meanwhile: the page says so.
    if (error instanceof Problem && error.code === "taskClosed") return { redirect: back };
    throw error;
  }
  return { redirect: back === page ? `${page}?claimed=1` : `${back}?claimed=${encodeURIComponent(id)}` };
}
