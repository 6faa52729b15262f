import type { WorldEvent } from "../people-host.ts";
import { weary } from "./behaviour.ts";
import type { Context } from "./context.ts";
import { act, countLately, customerType, decides, isRobot, line, staffType, whenAwake } from "./context.ts";
import { gist } from "./links.ts";
import { atWork } from "./staff.ts";
import { DAY, localMidnight, onGrid } from "./when.ts";

type Message = Extract<WorldEvent, { type: "group-message" }>;

const OWNER = "people";
const WEEK = 7 * DAY;
/** Answers of one group a day, so that a quarrel ends when people sleep over it. */
const QUARRELS_A_DAY = 8;
const QUESTION = /吗|？|\?|几点|怎么|哪|有没有/u;

function memory(chatId: string, name: string): string {
  return `${name}:${chatId}`;
}

function timeOf(ctx: Context, chatId: string, name: string): number | undefined {
  const at = ctx.host.recall(OWNER, memory(chatId, name));
  return typeof at === "number" ? at : undefined;
}

/** What the team posts keeps a group alive. */
export function notePost(ctx: Context, chatId: string): void {
  ctx.host.remember(OWNER, memory(chatId, "post"), ctx.host.now());
}

/** The share of talk that is left after so many weeks without a post. */
export function vitality(ctx: Context, chatId: string): number {
  const { fadePerWeek, floor } = ctx.behaviour.customers.groups;
  const since = timeOf(ctx, chatId, "post") ?? timeOf(ctx, chatId, "begun") ?? ctx.host.now();
  const weeks = Math.floor((ctx.host.now() - since) / WEEK);
  let left = 1;
  for (let week = 0; week < weeks && left > floor; week++) left *= fadePerWeek;
  return Math.max(floor, left);
}

/** A customer wrote: somebody may help, quarrel, or take the writer out. */
export function onCustomerWord(ctx: Context, event: Message): void {
  const { chatId, who, text } = event;
  ctx.host.remember(OWNER, memory(chatId, "word"), event.at);
  if (ctx.behaviour.staff.adWords.some((word) => text.includes(word))) return onAdvert(ctx, event);
  if (QUESTION.test(text)) answerQuestion(ctx, event);
  if (classOf(ctx, who) !== "") quarrel(ctx, event);
}

/** The owner sees an advert, some time, and takes whoever posted it out. */
function onAdvert(ctx: Context, { chatId, who, text, at }: Message): void {
  ctx.counts.add("groups.adverts");
  const owner = ctx.host.ownerOf(chatId);
  const type = staffType(ctx, owner);
  if (type === undefined || ctx.host.recall(OWNER, `kick:${chatId}:${who}`) === true) return;
  const purpose = `kick:${chatId}:${who}:${gist(text, at)}`;
  if (!decides(ctx, owner, purpose, type.kick.chance)) return ctx.counts.add("staff.adverts.passedOver");
  ctx.host.remember(OWNER, `kick:${chatId}:${who}`, true);
  const due = atWork(ctx, owner, type, purpose, type.kick.wait);
  ctx.host.schedule(due, `${purpose}:${owner}`, { kind: "kick", who: owner, data: { chatId, target: who } });
}

export async function kick(ctx: Context, owner: string, chatId: string, target: string): Promise<void> {
  ctx.host.remember(OWNER, `kick:${chatId}:${target}`, false);
  if (!ctx.host.groupsOf(target).includes(chatId)) return;
  await act(ctx, { who: owner, do: "kick", chatId, target });
}

/** The first of those who would answer; one answer is enough. */
function firstOf(ctx: Context, about: string, candidates: { who: string; chance: number }[]): string | undefined {
  const willing = candidates.filter(({ who, chance }) => decides(ctx, who, about, chance));
  const order = (who: string): number => ctx.host.random(who, `${about}:first`);
  return willing.toSorted((a, b) => order(a.who) - order(b.who))[0]?.who;
}

function robotsIn(ctx: Context, chatId: string, but: string): string[] {
  const members = ctx.host.members(chatId);
  return members.flatMap(({ who, kind }) => (kind === "customer" && who !== but && isRobot(ctx, who) ? [who] : []));
}

/** Somebody asked: one who knows may tell. */
function answerQuestion(ctx: Context, { chatId, who, text, at }: Message): void {
  const about = `help:${chatId}:${gist(text, at)}`;
  const helper = firstOf(
    ctx,
    about,
    robotsIn(ctx, chatId, who).flatMap((other) => {
      const { helps } = customerType(ctx, other);
      return helps > 0 ? [{ who: other, chance: helps }] : [];
    }),
  );
  if (helper === undefined) return;
  ctx.counts.add("groups.helped");
  const words = line(ctx, helper, about, ctx.talk.helpful, 0);
  const due = whenAwake(ctx, helper, about, ctx.behaviour.customers.waits.soon);
  ctx.host.schedule(due, `${about}:${helper}`, { kind: "say", who: helper, data: { chatId, text: words } });
}

/** The class that the population gave this person; "" when it has none. */
function classOf(ctx: Context, who: string): string {
  const key = ctx.host.recall(who, "class");
  return typeof key === "string" ? key : "";
}

/** Words of one side reach the other: somebody answers, and others have enough of it. */
function quarrel(ctx: Context, { chatId, who, text, at }: Message): void {
  const { between, answer, leave } = ctx.behaviour.customers.quarrels;
  const own = classOf(ctx, who);
  const foes = new Set(between.flatMap(([a, b]) => (a === own ? [b] : b === own ? [a] : [])));
  if (foes.size === 0) return;
  const others = robotsIn(ctx, chatId, who).filter((other) => foes.has(classOf(ctx, other)));
  if (others.length === 0) return;
  const day = localMidnight(at);
  const kept = ctx.host.recall(OWNER, memory(chatId, "quarrels"));
  const [last, count] = Array.isArray(kept) && kept[0] === day ? [day, Number(kept[1])] : [day, 0];
  if (count >= QUARRELS_A_DAY) return;
  const about = `quarrel:${chatId}:${gist(text, at)}`;
  const foe = firstOf(
    ctx,
    about,
    others.map((other) => ({ who: other, chance: answer })),
  );
  if (foe === undefined) return;
  ctx.host.remember(OWNER, memory(chatId, "quarrels"), [last, count + 1]);
  ctx.counts.add("groups.quarrels");
  const words = line(ctx, foe, about, ctx.talk.quarrel[classOf(ctx, foe)] ?? ["各说各的吧"], 0);
  const waits = ctx.behaviour.customers.waits;
  ctx.host.schedule(whenAwake(ctx, foe, about, waits.soon), `${about}:${foe}`, { kind: "say", who: foe, data: { chatId, text: words } });
  const recent = countLately(ctx, OWNER, memory(chatId, "quarrelled"));
  for (const other of robotsIn(ctx, chatId, "")) {
    if (!decides(ctx, other, `${about}:leave`, weary(leave, recent))) continue;
    const due = whenAwake(ctx, other, `${about}:leave`, waits.soon);
    ctx.host.schedule(due, `leave:${other}:${about}`, { kind: "leave", who: other, data: { chatId } });
  }
}

/** The first robot in a group begins its life; now and then its owner asks whether anybody is still there. */
export function noteBegun(ctx: Context, chatId: string): void {
  if (timeOf(ctx, chatId, "begun") !== undefined) return;
  ctx.host.remember(OWNER, memory(chatId, "begun"), ctx.host.now());
  planLook(ctx, chatId, 0);
}

function planLook(ctx: Context, chatId: string, n: number): void {
  const at = onGrid(ctx.host.now() + ctx.behaviour.customers.groups.quietDays * DAY, ctx.behaviour.gridMinutes);
  ctx.host.schedule(at, `look:${chatId}:${n}`, { kind: "look", who: ctx.host.ownerOf(chatId), data: { chatId, n } });
}

/** A group in which nobody wrote for long and few are left is dissolved, by owners who tidy up. */
export async function lookAfter(ctx: Context, chatId: string, n: number): Promise<void> {
  const owner = ctx.host.ownerOf(chatId);
  if (owner === "") return;
  const { quietDays, keepFrom } = ctx.behaviour.customers.groups;
  const customers = ctx.host.members(chatId).filter((member) => member.kind === "customer").length;
  const word = timeOf(ctx, chatId, "word") ?? timeOf(ctx, chatId, "begun") ?? 0;
  const quiet = ctx.host.now() - word >= quietDays * DAY;
  const type = staffType(ctx, owner);
  if (quiet && customers < keepFrom && type && decides(ctx, owner, `dissolve:${chatId}`, type.dissolves, n)) {
    await act(ctx, { who: owner, do: "dismiss", chatId });
    return;
  }
  planLook(ctx, chatId, n + 1);
}
