import type { Json, People, PeopleEffect, PeopleHost, PeopleOptions, WorldEvent } from "../people-host.ts";
import type { Behaviour, Talk } from "./behaviour.ts";
import { defaultBehaviour } from "./behaviour.ts";
import type { Context } from "./context.ts";
import { act, isRobot } from "./context.ts";
import { createCounts } from "./counts.ts";
import * as customers from "./customers.ts";
import { kick, lookAfter } from "./group-life.ts";
import { linksIn } from "./links.ts";
import { readPopulation, settlePopulation } from "./population.ts";
import * as reactions from "./reactions.ts";
import { order } from "./shopping.ts";
import * as staff from "./staff.ts";
import type { Visit } from "./visit.ts";

export { parseBehaviour, parseTalk } from "./behaviour.ts";
export type { Behaviour, Talk } from "./behaviour.ts";
export { inventIdentity, inventStaffName } from "./names.ts";

/** Options that this package reads: other behaviour than its own, as parsed YAML. */
export interface RobotOptions extends PeopleOptions {
  behaviour?: Behaviour;
  talk?: Talk;
  /** People act at whole multiples of this; a coarser grid than the behaviour's own brings more of them together. */
  gridMinutes?: number;
}

/**
 * Seeded people who act by themselves: they listen to the world, plan effects as plain data, and act when those are
 * due. All chance is `host.random(who, purpose, n)` and all state is with the host, so the same seed lives the same
 * lives, also across a restart.
 */
export function createPeople(host: PeopleHost, options: RobotOptions = {}): People {
  const own = defaultBehaviour();
  const behaviour = options.behaviour ?? own.behaviour;
  const ctx: Context = {
    host,
    behaviour: { ...behaviour, gridMinutes: options.gridMinutes ?? behaviour.gridMinutes },
    talk: options.talk ?? own.talk,
    counts: createCounts(host),
    types: new Map(),
  };
  const enabled = options.enabled !== false;
  if (enabled) host.onEvent((event) => react(ctx, event));
  return {
    handle: async (effect) => {
      if (enabled) await handle(ctx, effect);
    },
    setup: (population) => settlePopulation(ctx, readPopulation(population, host.now())),
    stats: () => ctx.counts.read(),
  };
}

function react(ctx: Context, event: WorldEvent): void {
  switch (event.type) {
    case "group-message":
      return customers.onGroupMessage(ctx, event);
    case "task-received":
      return staff.onTask(ctx, event);
    case "task-cancelled":
      return staff.onTaskCancelled(ctx, event);
    case "app-message-received":
      return staff.onCard(ctx, event);
    case "moment-published":
      return reactions.onMoment(ctx, event);
    default:
      if (isRobot(ctx, event.who)) return reactAsCustomer(ctx, event);
      if (event.type === "friend-requested") staff.onFriendRequest(ctx, event);
  }
}

function reactAsCustomer(ctx: Context, event: WorldEvent): void {
  switch (event.type) {
    case "welcome-received":
      return customers.onWelcome(ctx, event);
    case "message-received":
      return customers.onMessage(ctx, event, linksIn([event.text], []));
    case "mass-received":
      return customers.onMessage(ctx, event, linksIn([event.text], event.attachments));
    case "joined-group":
      return customers.onJoined(ctx, event);
    case "group-welcome-received":
      return customers.onGroupWelcome(ctx, event);
    case "friend-requested":
      return reactions.onAsked(ctx, event);
    case "transfer-offered":
      return reactions.onTransferOffered(ctx, event);
    case "transferred":
      return reactions.onTransferred(ctx, event);
    case "consent-asked":
      return reactions.onConsentAsked(ctx, event);
    default:
  }
}

async function handle(ctx: Context, effect: PeopleEffect): Promise<void> {
  const { who } = effect;
  const data = fieldsOf(effect.data);
  const text = (name: string): string => textOf(data[name]);
  const number = (name: string): number => Number(data[name] ?? 0);
  const plan: Visit = { url: text("url"), about: text("about"), tries: number("tries") };
  switch (effect.kind) {
    case "arrive":
      return customers.arrive(ctx, who, plan.url);
    case "open":
      return customers.openLink(ctx, who, plan);
    case "talk":
      return customers.talk(ctx, who, text("chatId"), number("n"));
    case "unfriend":
      return customers.unfriend(ctx, who, text("userid"));
    case "leave":
      if (ctx.host.groupsOf(who).includes(text("chatId"))) await act(ctx, { who, do: "leave", chatId: text("chatId") });
      return;
    case "say":
      await act(ctx, { ...data, who, do: "say" });
      return;
    case "buy":
      return order(ctx, who, number("n"));
    case "like":
    case "comment":
    case "refuse-transfer":
    case "agree":
    case "consent":
      return reactions.doReaction(ctx, who, effect.kind, data);
    case "kick":
      return kick(ctx, who, text("chatId"), text("target"));
    case "look":
      return lookAfter(ctx, text("chatId"), number("n"));
    case "confirm":
      return staff.confirm(ctx, who, text("msgid"), number("only"));
    case "card":
      return staff.openCard(ctx, who, plan);
    case "accept":
      await act(ctx, { who, do: "accept", externalUserId: text("from") });
      return;
    default:
      ctx.counts.add(`broken.effect.${effect.kind}`);
  }
}

/** Effects carry text as text and numbers as numbers; what is absent reads as "". */
function textOf(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function fieldsOf(data: Json): Record<string, Json> {
  return typeof data === "object" && data !== null && !Array.isArray(data) ? data : {};
}
