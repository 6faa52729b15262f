import { bytes } from "../kit/params.ts";
import { naturalDay } from "../kit/time.ts";
import type { ActResult } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import { isServing, usersOf } from "../world/org.ts";
import { befriend, listedRelation } from "../world/relations.ts";
import type { Person, User } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { emitAcquisition, quotaOf, takeUse } from "./balance.ts";
import type { AcquisitionLink } from "./tables.ts";

type Outcome = Pick<ActResult, "added" | "already" | "requested" | "error">;

/** Add ways that customers of a link show. */
const ADD_WAY = 16;

export function linkUrl(world: World, linkId: string): string {
  return `${world.origin}/_sandbox/ca/${linkId}`;
}

/** Link and channel of one of our link urls; null for any other url. */
export function linkOfUrl(url: string): { linkId: string; channel: string } | null {
  const match = /\/_sandbox\/ca\/([A-Za-z0-9]+)(?:\?([^#]*))?/.exec(url);
  if (!match?.[1]) return null;
  return { linkId: match[1], channel: new URLSearchParams(match[2] ?? "").get("customer_channel") ?? "" };
}

/** The channel as far as it fits, whole characters only. */
function cut(world: World, channel: string): string {
  if (world.limits.allows("acquisition.channel", bytes(channel))) return channel;
  const max = world.limits.max("acquisition.channel");
  let kept = "";
  for (const char of channel) {
    if (bytes(kept + char) > max) break;
    kept += char;
  }
  return kept;
}

/** Members behind a link who can take a customer now; those with priority first. */
function candidates(world: World, link: AcquisitionLink): User[] {
  const direct = link.users.flatMap((userid) => world.users.get(userid) ?? []);
  const all = [...new Set([...direct, ...usersOf(world, link.departments)])].filter(isServing);
  const first = all.filter((user) => link.priority?.type === 2 && link.priority.users.includes(user.userid));
  return first.length > 0 ? first : all;
}

/** With priority 1 a customer meets the member whom they know already. */
function knownMember(world: World, link: AcquisitionLink, person: Person): User | undefined {
  if (link.priority?.type !== 1) return undefined;
  for (const userid of world.relationsOfCustomer.of(person.who)) {
    const user = world.users.get(userid);
    if (isServing(user) && listedRelation(world, userid, person.who)) return user;
  }
  return undefined;
}

/** Somebody opens a link and adds whom it shows. */
export function openLink(sim: Sim, linkId: string, person: Person, channel: string): Outcome {
  const { world } = sim;
  const link = world.acquisition.links.get(linkId);
  if (!link || link.deleted) return { error: "the link is no longer valid" };
  world.acquisition.clicks.put({ linkId, day: naturalDay(world.now()), who: person.who });
  const members = candidates(world, link);
  if (members.length === 0) {
    if (!link.unavailable) emitAcquisition(sim, "link_unavailable", { LinkId: linkId }, linkId);
    link.unavailable = true;
    world.acquisition.links.touch(link);
    return { error: "nobody behind this link can take customers" };
  }
  if (quotaOf(world).balance === 0) return { error: "the link has no uses left" };
  const known = knownMember(world, link, person);
  const pick = world.randomInt(0, members.length - 1, "link-member", linkId, person.who, link.adds);
  const user = known ?? members[pick];
  if (!user) return { error: "nobody behind this link can take customers" };
  const row = listedRelation(world, user.userid, person.who);
  if (row && !row.oneWay) return { already: user.userid };
  const state = cut(world, channel);
  link.adds += 1;
  link.unavailable = false;
  world.acquisition.links.touch(link);
  world.acquisition.customers.put({ linkId, who: person.who, userid: user.userid, state, addedAt: 0, messages: 0 });
  if (state !== "") emitAcquisition(sim, "friend_request", { LinkId: linkId, State: state }, `${linkId}/${person.externalUserId}`);
  befriend(sim, { userid: user.userid, person, addWay: ADD_WAY, state, status: link.skipVerify ? "full" : "requested" });
  return link.skipVerify ? { added: user.userid } : { requested: user.userid };
}

/** Takes the use when a customer of a link is added, and counts what members hear from them. */
export function listenForAcquisition(sim: Sim): void {
  const { world } = sim;
  const rowsOf = (userid: string, who: string) =>
    [...world.acquisition.customers.values()].filter((row) => row.userid === userid && row.who === who);
  world.listen((event) => {
    if (world.acquisition.customers.size === 0) return;
    if (event.type === "added") {
      for (const row of rowsOf(event.userid, event.who)) {
        if (row.addedAt > 0) continue;
        row.addedAt = event.at;
        world.acquisition.customers.touch(row);
        takeUse(sim);
      }
    } else if (event.type === "message-received") {
      for (const row of rowsOf(event.who, event.from)) heard(sim, row.linkId, event.who, event.from);
    }
  });
}

/** A member heard from a customer of a link: the first message and the third are told. */
function heard(sim: Sim, linkId: string, userid: string, who: string): void {
  const { world } = sim;
  const row = world.acquisition.customers.get(`${linkId}|${userid}|${who}`);
  const person = world.persons.get(who);
  if (!row || !person) return;
  row.messages += 1;
  world.acquisition.customers.touch(row);
  const subject = `${userid}/${person.externalUserId}`;
  if (row.messages === 1) emitAcquisition(sim, "customer_start_chat", { UserID: userid, ExternalUserID: person.externalUserId }, subject);
  if (row.messages !== 3) return;
  const chatKey = world.id("", 32, "chat-key", linkId, userid, who, world.now());
  world.keep(`chat-key:${chatKey}`, { linkId, userid, who, at: world.now() });
  emitAcquisition(sim, world.settings.severalMessagesEvent, { ChatKey: chatKey }, subject);
}
