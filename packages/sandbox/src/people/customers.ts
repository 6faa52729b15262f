import type { Json, WorldEvent } from "../people-host.ts";
import { weary } from "./behaviour.ts";
import type { Wait } from "./behaviour.ts";
import type { Context } from "./context.ts";
import { act, countLately, customerType, decides, isRobot, line, nextNumber, whenAwake } from "./context.ts";
import { daysUntil } from "./draw.ts";
import { noteBegun, notePost, onCustomerWord, vitality } from "./group-life.ts";
import { gist, linksIn } from "./links.ts";
import { customerManners } from "./manners.ts";
import { scheduleComeBack } from "./population.ts";
import { planOrder } from "./shopping.ts";
import type { Visit } from "./visit.ts";
import { tryAgain, visit } from "./visit.ts";
import { DAY, HOUR, localMidnight, onGrid } from "./when.ts";

type Of<T extends WorldEvent["type"]> = Extract<WorldEvent, { type: T }>;

/** Stands before the poster and scans it. */
export async function arrive(ctx: Context, who: string, url: string): Promise<void> {
  ctx.host.remember(who, "poster", url);
  const result = await act(ctx, { who, do: "scan", url });
  if (result.added === undefined) return;
  const { key, regret } = customerType(ctx, who);
  ctx.counts.add(`added.${key}`);
  if (nextNumber(ctx, who, "added") === 0) planOrder(ctx, who, 0);
  planRegret(ctx, who, "unfriend", { userid: result.added }, regret.friend);
}

/** Some think better of it, whatever they are sent: of the friendship with `userid`, or of the group. */
function planRegret(ctx: Context, who: string, kind: "unfriend" | "leave", of: Record<string, string>, chance: number): void {
  const purpose = `regret:${kind}:${Object.values(of).join()}`;
  const n = nextNumber(ctx, who, purpose);
  if (!decides(ctx, who, purpose, chance, n)) return;
  const at = whenAwake(ctx, who, purpose, ctx.behaviour.customers.regretAfter, n);
  schedule(ctx, at, `${purpose}:${who}:${n}`, kind, who, of);
}

export function onWelcome(ctx: Context, event: Of<"welcome-received">): void {
  const { who } = event;
  const type = customerType(ctx, who);
  const [first, ...others] = linksIn(event.texts, event.attachments);
  ctx.counts.add("welcomes");
  if (first === undefined) return;
  const n = nextNumber(ctx, who, "welcome");
  if (!decides(ctx, who, "welcome:open", type.welcome.open, n)) return;
  const wait = ctx.behaviour.customers.waits[type.welcome.wait];
  openLater(ctx, who, first, `welcome:${n}`, wait);
  for (const [at, url] of others.entries()) {
    if (decides(ctx, who, `welcome:other:${at}`, type.coupon, n)) openLater(ctx, who, url, `welcome:${n}:other:${at}`, wait);
  }
}

/** A one-to-one message, typed or sent to many: may be opened, answered, or one too many. */
export function onMessage(ctx: Context, event: Of<"message-received"> | Of<"mass-received">, links: string[]): void {
  const { who, from } = event;
  const type = customerType(ctx, who);
  const wait = ctx.behaviour.customers.waits[type.message.wait];
  const about = `message:${gist(event.text, event.at)}`;
  const recent = countLately(ctx, who, "got");
  for (const [at, url] of links.entries()) {
    if (decides(ctx, who, `${about}:open:${at}`, type.message.open)) openLater(ctx, who, url, `${about}:${at}`, wait);
  }
  if (decides(ctx, who, `${about}:reply`, type.message.reply)) {
    const text = line(ctx, who, about, ctx.talk.replies[type.key] ?? ["好"], 0);
    schedule(ctx, whenAwake(ctx, who, `${about}:reply`, wait), `reply:${who}:${about}`, "say", who, { to: from, text });
  }
  if (decides(ctx, who, `${about}:unfriend`, weary(type.unfriend, recent))) {
    const at = whenAwake(ctx, who, `${about}:unfriend`, ctx.behaviour.customers.waits.soon);
    schedule(ctx, at, `unfriend:${who}`, "unfriend", who, { userid: from });
  }
}

/** A post in a group reaches every robot in it; what other customers say tires nobody, but may be answered. */
export function onGroupMessage(ctx: Context, event: Of<"group-message">): void {
  const members = ctx.host.members(event.chatId);
  if (members.find((member) => member.who === event.who)?.kind !== "staff") return onCustomerWord(ctx, event);
  notePost(ctx, event.chatId);
  const post = {
    chatId: event.chatId,
    links: linksIn([event.text], event.attachments),
    about: `post:${event.chatId}:${gist(event.text, event.at)}`,
    recent: countLately(ctx, "people", `posts:${event.chatId}`),
  };
  for (const { who, kind } of members) if (kind === "customer" && isRobot(ctx, who)) onPost(ctx, who, post);
}

function onPost(ctx: Context, who: string, post: { chatId: string; links: string[]; about: string; recent: number }): void {
  const type = customerType(ctx, who);
  const { chatId, about } = post;
  const { groupLinkShare, waits } = ctx.behaviour.customers;
  const wait = waits[type.message.wait];
  for (const [at, url] of post.links.entries()) {
    const open = type.message.open * groupLinkShare;
    if (decides(ctx, who, `${about}:open:${at}`, open)) openLater(ctx, who, url, `${about}:${at}`, wait);
  }
  if (decides(ctx, who, `${about}:reply`, type.message.reply * groupLinkShare)) {
    const text = line(ctx, who, about, ctx.talk.group[type.key] ?? ["好"], 0);
    schedule(ctx, whenAwake(ctx, who, `${about}:reply`, wait), `answer:${who}:${about}`, "say", who, { chatId, text });
  }
  if (decides(ctx, who, `${about}:leave`, weary(type.leaveGroup, post.recent))) {
    const at = whenAwake(ctx, who, `${about}:leave`, waits.soon);
    schedule(ctx, at, `leave:${who}:${chatId}`, "leave", who, { chatId });
  }
}

export function onGroupWelcome(ctx: Context, event: Of<"group-welcome-received">): void {
  const type = customerType(ctx, event.who);
  const wait = ctx.behaviour.customers.waits[type.message.wait];
  for (const [at, url] of linksIn([event.text], event.attachments).entries()) {
    if (decides(ctx, event.who, `group-welcome:${event.chatId}:${at}`, type.message.open)) {
      openLater(ctx, event.who, url, `group-welcome:${event.chatId}:${at}`, wait);
    }
  }
}

/** Plans the next thing that this person says in the group unasked: one effect per saying, none per silent day. */
export function planTalk(ctx: Context, who: string, chatId: string, n: number): void {
  const draw = (purpose: string): number => ctx.host.random(who, `talk:${purpose}:${chatId}`, n);
  const { talkPerDay, spamPerDay } = customerType(ctx, who);
  const days = daysUntil(talkPerDay + spamPerDay, draw("days"));
  ctx.host.remember(who, `talks:${chatId}`, days !== undefined);
  if (days === undefined) return;
  const { from, to } = ctx.behaviour.customers.awake;
  const hour = from + (to - from) * draw("hour");
  const at = onGrid(localMidnight(ctx.host.now()) + days * DAY + hour * HOUR, ctx.behaviour.gridMinutes);
  schedule(ctx, at, `talk:${who}:${chatId}:${n}`, "talk", who, { chatId, n });
}

/** Who comes back to a group while the next saying is still planned goes on with that one. */
export function onJoined(ctx: Context, event: Of<"joined-group">): void {
  const { who, chatId } = event;
  planRegret(ctx, who, "leave", { chatId }, customerType(ctx, who).regret.group);
  noteBegun(ctx, chatId);
  if (ctx.host.recall(who, `talks:${chatId}`) !== true) planTalk(ctx, who, chatId, 0);
}

export async function talk(ctx: Context, who: string, chatId: string, n: number): Promise<void> {
  if (!ctx.host.groupsOf(who).includes(chatId)) {
    ctx.host.remember(who, `talks:${chatId}`, false);
    return;
  }
  const { key, spamPerDay, talkPerDay } = customerType(ctx, who);
  const advertises = decides(ctx, who, `talk:spam:${chatId}`, spamPerDay / (spamPerDay + talkPerDay), n);
  const lines = advertises ? ctx.talk.spam : (ctx.talk.group[key] ?? ["好"]);
  // Where nobody posts any more, people fall silent; spammers are the last to notice.
  if (advertises || decides(ctx, who, `talk:alive:${chatId}`, vitality(ctx, chatId), n)) {
    await act(ctx, { who, do: "say", chatId, text: line(ctx, who, `talk:${chatId}`, lines, n) });
  }
  planTalk(ctx, who, chatId, n + 1);
}

export async function openLink(ctx: Context, who: string, plan: Visit): Promise<void> {
  const { walk, again } = await visit(ctx, who, plan, customerManners(ctx, who, plan.about), "pages");
  if (again) return tryAgain(ctx, who, "open", plan);
  if (walk.alreadyIn !== undefined) ctx.counts.add("pages.ended.alreadyIn");
  else if (walk.codes.length > 0) ctx.counts.add("pages.ended.code");
  else ctx.counts.add(walk.problems.length > 0 ? "pages.ended.problem" : "pages.ended.read");
  const [code] = walk.codes;
  if (code === undefined) return;
  if (!decides(ctx, who, `join:${plan.about}`, customerType(ctx, who).join)) return ctx.counts.add("join.notNow");
  const result = await act(ctx, { who, do: "scan", url: code });
  if (result.joined !== undefined) ctx.counts.add(`joined.${customerType(ctx, who).key}`);
}

export async function unfriend(ctx: Context, who: string, userid: string): Promise<void> {
  if (!ctx.host.friendsOf(who).includes(userid)) return;
  const result = await act(ctx, { who, do: "unfriend", userid });
  if (result.error !== undefined) return;
  const { comeBack } = customerType(ctx, who);
  const n = nextNumber(ctx, who, "unfriended");
  if (decides(ctx, who, "leaves-too", ctx.behaviour.customers.leavesToo, n)) {
    for (const chatId of ctx.host.groupsOf(who)) await act(ctx, { who, do: "leave", chatId });
  }
  const poster = ctx.host.recall(who, "poster");
  if (typeof poster === "string" && decides(ctx, who, "come-back", comeBack, n)) scheduleComeBack(ctx, who, poster, n);
}

function openLater(ctx: Context, who: string, url: string, about: string, wait: Wait): void {
  schedule(ctx, whenAwake(ctx, who, `open:${about}`, wait), `open:${who}:${about}`, "open", who, { url, about, tries: 0 });
}

function schedule(ctx: Context, at: number, key: string, kind: string, who: string, data: Json): void {
  ctx.host.schedule(at, key, { kind, who, data });
}
