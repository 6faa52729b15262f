import type { HTMLElement } from "node-html-parser";
import type { ActInput, WorldEvent } from "../people-host.ts";
import type { StaffType, Wait } from "./behaviour.ts";
import type { Context } from "./context.ts";
import { act, afterWait, decides, inHours, line, nextNumber, staffType } from "./context.ts";
import { gist } from "./links.ts";
import { readForm, submission } from "./page-form.ts";
import type { Manners } from "./page-walker.ts";
import type { Visit } from "./visit.ts";
import { phoneOf, tryAgain, visit } from "./visit.ts";
import { MINUTE } from "./when.ts";

type Of<T extends WorldEvent["type"]> = Extract<WorldEvent, { type: T }>;

// Staff read their task page to the end; what a customer decides on a page is not theirs to decide.
const STAFF_MANNERS: Manners = {
  locate: () => undefined,
  search: () => undefined,
  choose: () => undefined,
  claim: () => false,
  goOn: () => true,
};

/** A mass-send task arrived, or a reminder of it: each is one more chance that it is confirmed. */
export function onTask(ctx: Context, event: Of<"task-received">): void {
  const type = staffType(ctx, event.who);
  const state = ctx.host.recall(event.who, `task:${event.msgid}`);
  if (type === undefined || state === "planned" || state === "confirmed") return;
  const n = nextNumber(ctx, event.who, `asked:${event.msgid}`);
  const about = aboutTask(ctx, event);
  if (!decides(ctx, event.who, about, type.confirm.chance, n)) return ctx.counts.add("staff.tasks.passedOver");
  ctx.host.remember(event.who, `task:${event.msgid}`, "planned");
  const at = atWork(ctx, event.who, type, about, type.confirm.wait, n);
  ctx.host.schedule(at, `${about}:${event.who}`, {
    kind: "confirm",
    who: event.who,
    data: { msgid: event.msgid, only: event.allowSelect && type.picks < 1 ? Math.ceil(event.targets * type.picks) : 0 },
  });
}

/** Names a task by what is the same in every run with one seed: its kind, its size and when it came first. */
function aboutTask(ctx: Context, event: Of<"task-received">): string {
  const key = `about:${event.msgid}`;
  const known = ctx.host.recall(event.who, key);
  if (typeof known === "string") return known;
  const grid = ctx.behaviour.gridMinutes * MINUTE;
  const about = `confirm:${event.kind}:${event.targets}:${Math.floor(event.at / grid)}`;
  ctx.host.remember(event.who, key, about);
  return about;
}

export function onTaskCancelled(ctx: Context, event: Of<"task-cancelled">): void {
  ctx.host.remember(event.who, `task:${event.msgid}`, "cancelled");
}

/** `only`: so many of the recipients are picked; 0 = all. */
export async function confirm(ctx: Context, who: string, msgid: string, only: number): Promise<void> {
  if (ctx.host.recall(who, `task:${msgid}`) !== "planned") return;
  const result = await act(ctx, { who, do: "confirm", msgid, ...(only > 0 ? { only } : {}) });
  ctx.host.remember(who, `task:${msgid}`, result.error === undefined ? "confirmed" : "refused");
  if (result.error === undefined) ctx.counts.add("staff.tasks.confirmed");
}

/** A card of the corp's own application: opened later, or never. */
export function onCard(ctx: Context, event: Of<"app-message-received">): void {
  const type = staffType(ctx, event.who);
  if (type === undefined || event.url === "") return;
  const about = `card:${gist(`${event.title} ${event.text}`, event.at)}`;
  ctx.counts.add("staff.cards.received");
  if (!decides(ctx, event.who, about, type.card.chance)) return ctx.counts.add("staff.cards.passedOver");
  const at = atWork(ctx, event.who, type, about, type.card.wait);
  const data = { url: event.url, about, tries: 0 };
  ctx.host.schedule(at, `${about}:${event.who}`, { kind: "card", who: event.who, data });
}

/**
 * Opens the card's page and does what it asks for in the client (`data-act`), then ticks it (`data-form="done"`).
 * An honest person ticks only what worked; a liar ticks without having done anything.
 */
export async function openCard(ctx: Context, who: string, plan: Visit): Promise<void> {
  const type = staffType(ctx, who);
  if (type === undefined) return;
  const { walk, again } = await visit(ctx, who, plan, STAFF_MANNERS, "staffPages");
  if (again) return tryAgain(ctx, who, "card", plan);
  if (walk.last === undefined) return;
  const honest = decides(ctx, who, `honest:${plan.about}`, type.honest);
  const marked = walk.last.root.querySelectorAll("[data-task]");
  for (const task of marked.length > 0 ? marked : [walk.last.root]) {
    await doTask(ctx, who, task, walk.last.url, plan.about, honest);
  }
}

async function doTask(ctx: Context, who: string, task: HTMLElement, pageUrl: string, about: string, honest: boolean): Promise<void> {
  const form = task.querySelector('form[data-form="done"]');
  const wanted = task.querySelectorAll("[data-act]").map((e) => e.getAttribute("data-act") ?? "");
  if (honest) {
    for (const text of wanted) {
      const input = readAct(ctx, who, text, about);
      if (input === undefined || (await act(ctx, input)).error !== undefined) return ctx.counts.add("staff.cards.notPossible");
    }
  } else if (wanted.length > 0) {
    ctx.counts.add("staff.cards.lied");
  }
  if (form === null) return ctx.counts.add("staff.cards.read");
  const request = submission(readForm(form, pageUrl));
  try {
    const answer = await phoneOf(ctx, who)(request);
    ctx.counts.add(answer.status < 400 ? "staff.cards.ticked" : `staffPages.problems.http-${answer.status}`);
  } catch {
    ctx.counts.add("staffPages.problems.unreachable");
  }
}

/** The act that a page asks for, always as this person. A post without words gets some. */
function readAct(ctx: Context, who: string, text: string, about: string): ActInput | undefined {
  let wanted: unknown;
  try {
    wanted = JSON.parse(text);
  } catch {
    wanted = undefined;
  }
  if (typeof wanted !== "object" || wanted === null || !("do" in wanted) || typeof wanted.do !== "string") {
    ctx.counts.add("staffPages.problems.unreadable-act");
    return undefined;
  }
  const input: ActInput = { ...wanted, who, do: verbOf(wanted.do) };
  if (input.do === "say" && !input["text"]) input["text"] = line(ctx, who, about, ctx.talk.staffPost, 0);
  return input;
}

// Pages may spell a verb as their own language does: attachWelcome is attach-welcome.
function verbOf(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}

/** Somebody asks to be a friend, where the code does not let people in by itself. */
export function onFriendRequest(ctx: Context, event: Of<"friend-requested">): void {
  const type = staffType(ctx, event.who);
  if (type === undefined) return;
  const purpose = `accept:${event.from}`;
  if (!decides(ctx, event.who, purpose, type.confirm.chance)) return ctx.counts.add("staff.requests.passedOver");
  const at = atWork(ctx, event.who, type, purpose, type.confirm.wait);
  ctx.host.schedule(at, `accept:${event.who}:${event.from}`, {
    kind: "accept",
    who: event.who,
    data: { from: event.from },
  });
}

/** In working hours, for those who keep them. */
export function atWork(ctx: Context, who: string, type: StaffType, purpose: string, wait: Wait, n = 0): number {
  if (type.night === 1) return afterWait(ctx, who, purpose, wait, n);
  return inHours(ctx, who, purpose, { wait, hours: ctx.behaviour.staff.hours }, n);
}
