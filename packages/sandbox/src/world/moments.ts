import { naturalDay } from "../kit/time.ts";
import type { Attachment, JsonObject } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import { nameOf } from "./persons.ts";
import { peekListed } from "./relations.ts";
import type { Moment, MomentPart } from "./rows.ts";
import { pair } from "./world.ts";
import type { World } from "./world.ts";

const FEED_SHOWN = 50;

export interface NewMoment {
  momentId: string;
  creator: string;
  text: string;
  attachments: Attachment[];
  senders: string[];
  tags: string[];
  invalid: Moment["invalid"];
}

/** A company's moment: a job makes it, then it is a task on every sender's phone. */
export function createMoment(sim: Sim, input: NewMoment): Moment {
  const { world } = sim;
  const createdAt = world.now();
  const readyAt = createdAt + world.settings.momentJobSeconds * 1000;
  const dispatchAt = readyAt + world.settings.dispatchSeconds * 1000;
  const moment = world.moments.put({ ...input, createdAt, readyAt, dispatchAt, cancelled: false });
  for (const userid of input.senders) world.momentParts.put(newPart(moment, userid));
  world.schedule(dispatchAt, `moment|${moment.momentId}`, "moment-dispatch", { momentId: moment.momentId });
  return moment;
}

function newPart({ momentId }: Moment, userid: string): MomentPart {
  return { momentId, userid, status: 0, publishedAt: 0, visible: [], likes: [], comments: [] };
}

export function momentPart(world: World, momentId: string, userid: string): MomentPart | undefined {
  return world.momentParts.get(pair(momentId, userid));
}

/** Jobs that are still at work. */
export function runningJobs(world: World): number {
  let running = 0;
  for (const moment of world.moments.values()) if (moment.readyAt > world.now()) running += 1;
  return running;
}

/** Effect `moment-dispatch`: the task appears on each phone. */
export function dispatchMoment(sim: Sim, momentId: string): void {
  const { world } = sim;
  const moment = world.moments.get(momentId);
  if (!moment || moment.cancelled) return;
  for (const userid of moment.senders) {
    world.partsOf.add(userid, momentId);
    const targets = audience(world, moment, userid).length;
    const task = { msgid: momentId, kind: "moment" as const, targets, allowSelect: false, reminder: false };
    world.emit({ type: "task-received", who: userid, at: world.now(), ...task });
  }
}

/** Customers of this member who would see the moment now. Who deleted the member sees nothing. */
export function audience(world: World, moment: Moment, userid: string): string[] {
  return world.relationsOfUser.list(userid).filter((who) => {
    const row = peekListed(world, userid, who);
    return row !== undefined && !row.oneWay && (moment.tags.length === 0 || row.tags.some((tag) => moment.tags.includes(tag)));
  });
}

/** How often this member has published today. */
function publishedToday(world: World, userid: string): number {
  const kept = world.cell<{ day: string; count: number }>(`moments:${userid}`, { day: "", count: 0 });
  return kept.day === naturalDay(world.now()) ? kept.count : 0;
}

/** The member publishes; null when the day's moments are used up (a rule of the client). */
export function publishMoment(sim: Sim, moment: Moment, part: MomentPart): { visible: number } | null {
  const { world } = sim;
  const { momentId, text, attachments } = moment;
  const { userid } = part;
  const { momentsPerDay } = world.settings;
  const today = publishedToday(world, userid);
  if (momentsPerDay > 0 && today >= momentsPerDay) return null;
  world.keep(`moments:${userid}`, { day: naturalDay(world.now()), count: today + 1 });
  part.status = 1;
  part.publishedAt = world.now();
  part.visible = audience(world, moment, userid);
  world.momentParts.touch(part);
  world.momentsOf.add(userid, momentId);
  world.emit({ type: "moment-published", who: userid, at: part.publishedAt, momentId, text, attachments });
  return { visible: part.visible.length };
}

/** A member posts something alone, in the client. */
export function postMoment(
  sim: Sim,
  userid: string,
  { text, attachments, location }: Pick<Moment, "text" | "attachments" | "location">,
): { momentId: string; visible: number } | null {
  const { world } = sim;
  const now = world.now();
  const momentId = world.id("mom", 29, "moment", userid, text, world.count(`moment:${userid}`));
  const alone = { creator: userid, senders: [userid], tags: [], invalid: { users: [], departments: [], tags: [] } };
  const moment: Moment = {
    ...alone,
    momentId,
    createdAt: now,
    readyAt: now,
    dispatchAt: now,
    text,
    attachments,
    cancelled: false,
    ...(location ? { location } : {}),
  };
  const part = newPart(moment, userid);
  const published = publishMoment(sim, moment, part);
  if (!published) return null;
  world.moments.put(moment);
  world.momentParts.put(part);
  return { momentId, ...published };
}

/** Whoever has not published is spared; what is published stays. */
export function cancelMoment(world: World, moment: Moment): void {
  moment.cancelled = true;
  world.moments.touch(moment);
  if (world.now() < moment.dispatchAt) return;
  for (const userid of moment.senders) {
    if (momentPart(world, moment.momentId, userid)?.status === 0) {
      world.emit({ type: "task-cancelled", who: userid, at: world.now(), msgid: moment.momentId });
    }
  }
}

/** What is published and visible for this person; own posts count. */
export function visiblePart(world: World, momentId: string, userid: string, who: string): MomentPart | undefined {
  const part = momentPart(world, momentId, userid);
  if (part?.status !== 1) return undefined;
  return who === userid || part.visible.includes(who) ? part : undefined;
}

/** A heart under a moment; the second one of the same person takes it back. */
export function likeMoment(world: World, part: MomentPart, who: string): void {
  const others = part.likes.filter((like) => like.who !== who);
  part.likes = others.length < part.likes.length ? others : [...others, { who, at: world.now() }];
  world.momentParts.touch(part);
}

export function commentMoment(world: World, part: MomentPart, who: string, text: string): void {
  part.comments = [...part.comments, { who, at: world.now(), text }];
  world.momentParts.touch(part);
}

/** The moments that a phone shows, the latest first: of one's friends, or one's own. */
export function feedOf(world: World, who: string): JsonObject[] {
  const authors = world.users.has(who) ? [who] : [...world.relationsOfCustomer.of(who)];
  const parts = authors.flatMap((userid) =>
    [...world.momentsOf.of(userid)].slice(-FEED_SHOWN).flatMap((momentId) => visiblePart(world, momentId, userid, who) ?? []),
  );
  parts.sort((a, b) => b.publishedAt - a.publishedAt || (a.momentId < b.momentId ? -1 : 1));
  return parts.slice(0, FEED_SHOWN).map((part) => feedItem(world, part));
}

function feedItem(world: World, part: MomentPart): JsonObject {
  const moment = world.moments.get(part.momentId);
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    momentId: part.momentId,
    from: part.userid,
    name: nameOf(world, part.userid),
    at: iso(part.publishedAt),
    text: moment?.text ?? "",
    attachments: moment?.attachments ?? [],
    likes: part.likes.map(({ who, at }) => ({ from: who, name: nameOf(world, who), at: iso(at) })),
    comments: part.comments.map(({ who, at, text = "" }) => ({ from: who, name: nameOf(world, who), at: iso(at), text })),
  };
}
