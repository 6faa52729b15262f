import type { ActInput, ActResult, PeopleHost } from "../people-host.ts";
import type { Behaviour, CustomerType, HourRange, StaffType, Talk, Wait } from "./behaviour.ts";
import type { Counts } from "./counts.ts";
import type { Random } from "./draw.ts";
import { pick, weighted } from "./draw.ts";
import { DAY, drawWait, onGrid, withinHours } from "./when.ts";

/** Everything that one person's decision may look at. */
export interface Context {
  host: PeopleHost;
  behaviour: Behaviour;
  talk: Talk;
  counts: Counts;
  /** Types drawn so far: the draw is for ever, so this is a cache and no state. */
  types: Map<string, CustomerType>;
}

/** The seeded numbers of one person. */
export function randomOf(ctx: Context, who: string): Random {
  return (purpose, n) => ctx.host.random(who, purpose, n);
}

/** True when this person decides so; the same question with the same n has the same answer for ever. */
export function decides(ctx: Context, who: string, purpose: string, chance: number, n = 0): boolean {
  return chance > 0 && ctx.host.random(who, purpose, n) < chance;
}

/** Drawn by weight once for ever, since the same draw gives the same type. */
export function customerType(ctx: Context, who: string): CustomerType {
  const known = ctx.types.get(who);
  if (known !== undefined) return known;
  const types = ctx.behaviour.customers.types.map((value) => ({ value, weight: value.weight }));
  const type = weighted(types, ctx.host.random(who, "type", 0));
  ctx.types.set(who, type);
  return type;
}

/** The type that the set-up named, else one by weight. "manual" belongs to somebody at the panel and never acts. */
export function staffType(ctx: Context, userid: string): StaffType | undefined {
  const persona = ctx.host.member(userid)?.persona;
  if (persona === undefined || persona === "manual") return undefined;
  const types = ctx.behaviour.staff.types;
  const named = types.find((type) => type.key === persona);
  if (named !== undefined) return named;
  if (persona !== "") ctx.counts.add(`staff.unknownPersona.${slug(persona)}`);
  return weighted(
    types.map((value) => ({ value, weight: value.weight })),
    ctx.host.random(userid, "type", 0),
  );
}

/** Now plus a drawn wait, on the grid; never in the same instant, as nobody answers at once. */
export function afterWait(ctx: Context, who: string, purpose: string, wait: Wait, n = 0): number {
  const pause = drawWait(wait, ctx.host.random(who, `${purpose}:band`, n), ctx.host.random(who, `${purpose}:within`, n));
  return onGrid(ctx.host.now() + Math.max(pause, 1), ctx.behaviour.gridMinutes);
}

/** The same, but only in these hours. */
export function inHours(ctx: Context, who: string, purpose: string, plan: { wait: Wait; hours: HourRange }, n = 0): number {
  const at = afterWait(ctx, who, purpose, plan.wait, n);
  return withinHours(at, plan.hours, ctx.host.random(who, `${purpose}:morning`, n), ctx.behaviour.gridMinutes);
}

/** The same for customers, who sleep. */
export function whenAwake(ctx: Context, who: string, purpose: string, wait: Wait, n = 0): number {
  return inHours(ctx, who, purpose, { wait, hours: ctx.behaviour.customers.awake }, n);
}

/** One line of talk with its blanks filled in. */
export function line(ctx: Context, who: string, purpose: string, lines: readonly string[], n: number): string {
  const u = ctx.host.random(who, `${purpose}:thing`, n);
  const text = pick(lines, ctx.host.random(who, `${purpose}:line`, n));
  return text.replaceAll("{drink}", pick(ctx.talk.drinks, u)).replaceAll("{food}", pick(ctx.talk.foods, u));
}

/** A number that grows by one at each call, kept with the person. */
export function nextNumber(ctx: Context, who: string, name: string): number {
  const n = Number(ctx.host.recall(who, `n:${name}`) ?? 0);
  ctx.host.remember(who, `n:${name}`, n + 1);
  return n;
}

/**
 * Lets the person act. A refusal of the world is counted with its reason and given back; an impossible act (a page may
 * ask for anything) is counted as broken and comes back as a refusal, so one robot never stops the world's clock.
 */
export async function act(ctx: Context, input: ActInput): Promise<ActResult> {
  try {
    const result = await ctx.host.act(input);
    ctx.counts.add(result.error === undefined ? `acts.${slug(input.do)}` : `refused.${slug(input.do)}.${slug(result.error)}`);
    return result;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    ctx.counts.add(`broken.${slug(input.do)}.${slug(reason)}`);
    return { who: input.who, name: "", error: reason };
  }
}

/** A reason as part of a counter's name: no dots, no ids that would make every reason a new one. */
export function slug(reason: string): string {
  return reason
    .replaceAll(".", "_")
    .replaceAll(/\b[\w-]*\d[\w-]{7,}\b/gu, "#")
    .slice(0, 80);
}

/** Only people of a population act by themselves; those whom somebody made by hand are left alone. */
export function isRobot(ctx: Context, who: string): boolean {
  return ctx.host.recall(who, "robot") === true;
}

/** When such things came within the last days. */
export function sinceLately(ctx: Context, owner: string, name: string): number[] {
  const since = ctx.host.now() - ctx.behaviour.customers.latelyDays * DAY;
  const before = ctx.host.recall(owner, name);
  return (Array.isArray(before) ? before.map(Number) : []).filter((at) => at > since);
}

/** Notes that one more has come, and says how many came lately. */
export function countLately(ctx: Context, owner: string, name: string): number {
  const times = sinceLately(ctx, owner, name);
  ctx.host.remember(owner, name, [...times, ctx.host.now()]);
  return times.length + 1;
}
